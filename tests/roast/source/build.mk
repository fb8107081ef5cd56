# SPDX-License-Identifier: GPL-2.0
#
# Tests of trees and of sources, on the machine that builds, under the sanitizers; and image, which
# makes the archive of a source for the suite to look at.

TEST_SOURCE_DIR := $(BUILD)/tests/roast-sources
TEST_SOURCE_PARTS := $(patsubst %.c,$(TEST_SOURCE_DIR)/parts/%.o, \
	$(filter-out %/options.c %/options_help.c %/options_manual.c, \
	$(wildcard roast/base/*.c roast/tree/*.c roast/source/*.c)))
# Two folders above it are where it finds what roast finds.
TEST_SOURCE_IMAGE := $(BUILD)/roast-sources/image
TEST_SOURCE := $(TEST_SOURCE_DIR)/tree $(TEST_SOURCE_DIR)/parts-of-sources \
	$(TEST_SOURCE_IMAGE)
TEST_SOURCE_PACKAGES := json-c libarchive libcrypto libelf

.PHONY: test-sources
check: test-sources
test-sources: $(TEST_SOURCE)

$(TEST_SOURCE_DIR)/parts/%.o: %.c tests/roast/source/build.mk | packages-build
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(TEST_INIT_CFLAGS) $(shell pkg-config --cflags $(TEST_SOURCE_PACKAGES)) \
		-MMD -MP -c -o $@ $<

$(TEST_SOURCE_DIR)/tree: tests/roast/tree/tree.c
$(TEST_SOURCE_DIR)/parts-of-sources: tests/roast/source/parts-of-sources.c
$(TEST_SOURCE_IMAGE): tests/roast/source/image.c
$(TEST_SOURCE): $(TEST_SOURCE_PARTS) tests/init/caught.h tests/programs/tap.h
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(TEST_INIT_CFLAGS) -Itests/init -Itests/programs \
		-o $@ $(filter %.c %.o,$^) $(shell pkg-config --libs $(TEST_SOURCE_PACKAGES))

-include $(TEST_SOURCE_PARTS:.o=.d)
