# SPDX-License-Identifier: GPL-2.0
#
# Tests of roast's parts, on the machine that builds, under the sanitizers. All of roast is one
# archive, of which a test takes what it calls and does not stand in for itself.

TEST_ROAST_DIR := $(BUILD)/tests/roast
TEST_ROAST_PARTS := $(patsubst %.c,$(TEST_ROAST_DIR)/parts/%.o, \
	$(filter-out roast/main.c,$(ROAST_SOURCES))) $(ROAST_GUEST_OBJECT)
TEST_ROAST_CFLAGS = $(TEST_INIT_CFLAGS) -DROAST_VERSION='"$(VERSION)"' \
	$$(pkg-config --cflags $(ROAST_LIBRARIES))
# The parser of xl itself, for what xl is to read.
TEST_ROAST_LDLIBS = $(ROAST_LDLIBS) -lxlutil

TEST_ROAST_FOLDERS := base export host image run source tree
TEST_ROAST := $(patsubst tests/%.c,$(BUILD)/tests/%, \
	$(wildcard $(TEST_ROAST_FOLDERS:%=tests/roast/%/*.c)))
# Shows what a source becomes; two folders above it are where it finds what roast finds.
TEST_ROAST_IMAGE_TOOL := $(BUILD)/roast-sources/image

.PHONY: test-roast
test-roast: $(TEST_ROAST) $(TEST_ROAST_IMAGE_TOOL)

$(TEST_ROAST_DIR)/parts/%.o: %.c tests/roast/build.mk | packages-build
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(TEST_ROAST_CFLAGS) -MMD -MP -c -o $@ $<

$(TEST_ROAST_DIR)/parts.a: $(TEST_ROAST_PARTS)
	$(Q)mkdir -p $(@D)
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

$(BUILD)/tests/roast/image/%: TEST_ROAST_PLACES = -DPROJECT='"$(ROOT)"' \
	-DPROJECT_BUILD='"$(abspath $(BUILD))"'

$(TEST_ROAST): $(BUILD)/tests/%: tests/%.c $(TEST_ROAST_DIR)/parts.a \
		$(wildcard tests/roast/*/*.h) tests/init/caught.h tests/programs/tap.h
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(TEST_ROAST_CFLAGS) $(TEST_ROAST_PLACES) -Itests/init -Itests/programs -o $@ $< \
		$(TEST_ROAST_DIR)/parts.a $(TEST_ROAST_LDLIBS)

$(TEST_ROAST_IMAGE_TOOL): $(TEST_ROAST_DIR)/source/image
	$(Q)mkdir -p $(@D)
	$(Q)cp $< $@

-include $(TEST_ROAST_PARTS:.o=.d)
