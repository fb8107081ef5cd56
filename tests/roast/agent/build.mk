# SPDX-License-Identifier: GPL-2.0
#
# Tests of the control channel: of the frames by themselves, and of a domain that speaks them.

TEST_AGENT_DIR := $(BUILD)/tests/roast/agent
TEST_AGENT := $(patsubst tests/roast/agent/%.c,$(TEST_AGENT_DIR)/%, \
	$(wildcard tests/roast/agent/*.c))

.PHONY: test-agent
check: test-agent
test-agent: $(TEST_AGENT)

$(TEST_AGENT): $(TEST_AGENT_DIR)/%: tests/roast/agent/%.c control/frame.c control/frame.h \
		tests/roast/agent/channel.h tests/programs/tap.h tests/roast/agent/build.mk | packages-build
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(TEST_INIT_CFLAGS) -Itests/programs -o $@ $< control/frame.c
