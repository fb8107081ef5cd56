# SPDX-License-Identifier: GPL-2.0
#
# Tests of the forms that images are exported in, on the machine that builds, under the
# sanitizers. The hosts' plans and the artifacts of images are others' and stand-ins here.

TEST_EXPORT_DIR := $(BUILD)/tests/roast/export
TEST_EXPORT_PARTS := $(patsubst %.c,$(TEST_EXPORT_DIR)/parts/%.o, \
	$(filter-out %/options.c %/options_help.c %/options_manual.c, \
	$(wildcard roast/base/*.c roast/tree/*.c roast/export/*.c)))
TEST_EXPORT := $(patsubst tests/roast/export/%.c,$(TEST_EXPORT_DIR)/%, \
	$(wildcard tests/roast/export/*.c))
TEST_EXPORT_PACKAGES := json-c libarchive libcrypto libxml-2.0

.PHONY: test-export
check: test-export
test-export: $(TEST_EXPORT)

$(TEST_EXPORT_DIR)/parts/%.o: %.c tests/roast/export/build.mk | packages-build
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(TEST_INIT_CFLAGS) $(shell pkg-config --cflags $(TEST_EXPORT_PACKAGES)) \
		-MMD -MP -c -o $@ $<

$(TEST_EXPORT): $(TEST_EXPORT_DIR)/%: tests/roast/export/%.c $(TEST_EXPORT_PARTS) \
		$(wildcard tests/roast/export/*.h) tests/init/caught.h tests/programs/tap.h
	$(call say,CC,$@)
	$(Q)$(CC) $(TEST_INIT_CFLAGS) $(shell pkg-config --cflags $(TEST_EXPORT_PACKAGES)) \
		-Itests/init -Itests/programs -o $@ $< $(TEST_EXPORT_PARTS) \
		$(shell pkg-config --libs $(TEST_EXPORT_PACKAGES))

-include $(TEST_EXPORT_PARTS:.o=.d)
