# SPDX-License-Identifier: GPL-2.0
#
# Tests of init's parts, on the machine that builds, under the sanitizers.

TEST_INIT_DIR := $(BUILD)/tests/init
TEST_INIT_CFLAGS := -std=gnu11 -O1 -g -D_GNU_SOURCE $(WARNINGS) -fsanitize=address,undefined \
	-fno-sanitize-recover=all -fno-omit-frame-pointer
TEST_INIT_PARTS := $(patsubst init/%.c,$(TEST_INIT_DIR)/parts/%.o, \
	$(filter-out init/main.c,$(INIT_SOURCES))) $(TEST_INIT_DIR)/parts/frame.o
TEST_INIT := $(patsubst tests/init/%.c,$(TEST_INIT_DIR)/%, \
	$(filter-out %-server.c,$(wildcard tests/init/*.c)))

.PHONY: test-init
test-init: $(TEST_INIT) $(TEST_INIT_DIR)/dhcp-server

$(TEST_INIT_DIR)/parts/%.o: init/%.c tests/init/build.mk | packages-build
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(TEST_INIT_CFLAGS) -MMD -MP -c -o $@ $<

$(TEST_INIT_DIR)/parts/frame.o: control/frame.c tests/init/build.mk | packages-build
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(TEST_INIT_CFLAGS) -MMD -MP -c -o $@ $<

$(TEST_INIT): $(TEST_INIT_DIR)/%: tests/init/%.c $(TEST_INIT_PARTS) tests/init/caught.h \
		tests/programs/tap.h
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(TEST_INIT_CFLAGS) -Iinit -Itests/init -Itests/programs -o $@ $< \
		$(TEST_INIT_PARTS)

$(TEST_INIT_DIR)/dhcp-server: tests/init/dhcp-server.c | packages-build
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 -O2 -g $(WARNINGS) -o $@ $<

-include $(TEST_INIT_PARTS:.o=.d)

# The whole time that is promised: ten minutes with a lease of half a minute.
.PHONY: check-lease
check-lease: kernel check-parts
	@LEASE_SECONDS=600 tests/run lease/kept
