# SPDX-License-Identifier: GPL-2.0
#
# Tests of images by themselves, under the sanitizers. Where roast's own files are, and what a
# source has, comes from the tests (fake.h).

TEST_IMAGE_DIR := $(BUILD)/tests/roast/image
TEST_IMAGE := $(patsubst tests/roast/image/%.c,$(TEST_IMAGE_DIR)/%, \
	$(wildcard tests/roast/image/*.c))
TEST_IMAGE_PARTS := $(patsubst %.c,$(TEST_IMAGE_DIR)/parts/%.o,$(filter-out \
	roast/base/places.c,$(wildcard roast/base/*.c roast/tree/*.c roast/image/*.c)))
TEST_IMAGE_CFLAGS = $(TEST_INIT_CFLAGS) -DROAST_VERSION='"$(VERSION)"' \
	-DPROJECT='"$(ROOT)"' -DPROJECT_BUILD='"$(abspath $(BUILD))"' \
	$(shell pkg-config --cflags libarchive json-c libelf libcrypto)
TEST_IMAGE_LDLIBS = $(shell pkg-config --libs libarchive json-c libelf libcrypto)

.PHONY: test-image
check: test-image
test-image: $(TEST_IMAGE)

$(TEST_IMAGE_DIR)/parts/%.o: %.c tests/roast/image/build.mk | packages-build
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(TEST_IMAGE_CFLAGS) -MMD -MP -c -o $@ $<

# base/ has parts of which verbs are made; nothing here uses them.
$(TEST_IMAGE_DIR)/parts.a: $(TEST_IMAGE_PARTS)
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

$(TEST_IMAGE): $(TEST_IMAGE_DIR)/%: tests/roast/image/%.c tests/roast/image/fake.h \
		tests/init/caught.h tests/programs/tap.h $(TEST_IMAGE_DIR)/parts.a
	$(call say,CC,$@)
	$(Q)$(CC) $(TEST_IMAGE_CFLAGS) -Itests/init -Itests/programs -o $@ $< \
		$(TEST_IMAGE_DIR)/parts.a $(TEST_IMAGE_LDLIBS)

-include $(TEST_IMAGE_PARTS:.o=.d)
