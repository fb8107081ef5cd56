# SPDX-License-Identifier: GPL-2.0
#
# Tests of roast's parts, on the machine that builds, under the sanitizers. All of roast is one
# archive, of which a test takes what it calls.

TEST_ROAST_DIR := $(BUILD)/tests/roast
TEST_ROAST_PARTS := $(patsubst %.c,$(TEST_ROAST_DIR)/parts/%.o, \
	$(filter-out roast/main.c,$(ROAST_SOURCES)))
TEST_ROAST_CFLAGS = $(TEST_INIT_CFLAGS) -DROAST_VERSION='"$(VERSION)"' \
	$(shell pkg-config --cflags $(ROAST_LIBRARIES))

.PHONY: test-roast
check: test-roast

$(TEST_ROAST_DIR)/parts/%.o: %.c tests/roast/build.mk | packages-build
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(TEST_ROAST_CFLAGS) -MMD -MP -c -o $@ $<

$(TEST_ROAST_DIR)/parts.a: $(TEST_ROAST_PARTS)
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

# The names of the tests that need nothing but this.
TEST_ROAST_PLAIN := run/flags
test-roast: $(TEST_ROAST_PLAIN:%=$(TEST_ROAST_DIR)/%)

$(TEST_ROAST_PLAIN:%=$(TEST_ROAST_DIR)/%): $(TEST_ROAST_DIR)/%: tests/roast/%.c \
		$(TEST_ROAST_DIR)/parts.a tests/init/caught.h tests/programs/tap.h
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(TEST_ROAST_CFLAGS) -Itests/init -Itests/programs -o $@ $< \
		$(TEST_ROAST_DIR)/parts.a $(ROAST_LDLIBS)

-include $(TEST_ROAST_PARTS:.o=.d)
