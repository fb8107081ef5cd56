# SPDX-License-Identifier: GPL-2.0
#
# Tests of roast's hosts, on the machine that builds, under the sanitizers; and host-run, which
# starts a domain by them without the rest of roast.

TEST_HOST_DIR := $(BUILD)/tests/roast/host
TEST_HOST_PARTS := $(patsubst %.c,$(TEST_HOST_DIR)/parts/%.o, \
	$(wildcard roast/base/*.c roast/host/*.c) control/frame.c)
TEST_HOST := $(patsubst tests/roast/host/%.c,$(TEST_HOST_DIR)/%, \
	$(wildcard tests/roast/host/*.c))
TEST_HOST_PACKAGES := json-c libcrypto libelf xenlight xenstore
# The parser of xl itself, for what xl is to read.
TEST_HOST_LDLIBS = $(shell pkg-config --libs $(TEST_HOST_PACKAGES)) -lxlutil

.PHONY: test-host
check: test-host xen-roast
test-host: $(TEST_HOST)

# options.c and its like name every verb, and nothing here has one.
TEST_HOST_PARTS := $(filter-out %/options.o %/options_help.o %/options_manual.o,$(TEST_HOST_PARTS))

$(TEST_HOST_DIR)/parts/%.o: %.c tests/roast/host/build.mk | packages-build
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(TEST_INIT_CFLAGS) $(shell pkg-config --cflags $(TEST_HOST_PACKAGES)) \
		-MMD -MP -c -o $@ $<

$(TEST_HOST): $(TEST_HOST_DIR)/%: tests/roast/host/%.c $(TEST_HOST_PARTS) \
		$(wildcard tests/roast/host/*.h) tests/init/caught.h tests/programs/tap.h
	$(call say,CC,$@)
	$(Q)$(CC) $(TEST_INIT_CFLAGS) $(shell pkg-config --cflags $(TEST_HOST_PACKAGES)) \
		-Itests/init -Itests/programs -o $@ $< $(TEST_HOST_PARTS) $(TEST_HOST_LDLIBS)

-include $(TEST_HOST_PARTS:.o=.d)
