# SPDX-License-Identifier: GPL-2.0
#
# Tests of the control channel: of its parts on this machine, and the program that speaks with
# domains.

TEST_AGENT_DIR := $(BUILD)/tests/roast/agent
TEST_AGENT := $(TEST_AGENT_DIR)/frame $(TEST_AGENT_DIR)/talk $(TEST_AGENT_DIR)/sessions
TEST_AGENT_SESSIONS := $(addprefix $(TEST_INIT_DIR)/parts/,accounts.o capabilities.o \
	children.o commands.o console.o diagnose.o elf_file.o files.o formats.o frame.o json.o \
	json_parse.o libraries.o limits.o loop.o program.o say.o schema.o session.o \
	session_input.o session_output.o sessions.o settings.o start.o streams.o terminal.o)

.PHONY: test-agent
test-agent: $(TEST_AGENT)

$(TEST_AGENT_DIR)/frame $(TEST_AGENT_DIR)/talk: $(TEST_INIT_DIR)/parts/frame.o
$(TEST_AGENT_DIR)/talk: tests/roast/agent/channel.h
$(TEST_AGENT_DIR)/sessions: $(TEST_AGENT_SESSIONS)

$(TEST_AGENT): $(TEST_AGENT_DIR)/%: tests/roast/agent/%.c control/frame.h tests/programs/tap.h \
		tests/roast/agent/build.mk | packages-build
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(TEST_INIT_CFLAGS) -Iinit -Itests/programs -o $@ $< $(filter %.o,$^)
