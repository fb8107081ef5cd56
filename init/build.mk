# SPDX-License-Identifier: GPL-2.0
#
# PID 1 of a domain: static, so that it runs in an archive without any library.

INIT_DIR := $(BUILD)/init
INIT := $(INIT_DIR)/init
INIT_SOURCES := $(wildcard init/*.c)
INIT_OBJECTS := $(INIT_SOURCES:init/%.c=$(INIT_DIR)/%.o) $(INIT_DIR)/frame.o

# musl, because a program of glibc's has at least 680 kB. Debian's musl-gcc does not look where
# the headers of Linux are; they come after musl's own.
INIT_CC := $(CCACHE) musl-gcc
INIT_CFLAGS := -std=gnu11 -Os -g $(WARNINGS) -fstack-protector-strong -ffunction-sections \
	-fdata-sections -fno-asynchronous-unwind-tables -fno-pie -D_GNU_SOURCE \
	-idirafter /usr/include -idirafter /usr/include/x86_64-linux-gnu
# Without room between the segments in the file: each page of it is memory of the domain.
INIT_LDFLAGS := -static -no-pie -Wl,--gc-sections -Wl,-z,noexecstack -Wl,-z,relro \
	-Wl,-z,noseparate-code

.PHONY: init
init: $(INIT)

$(INIT_DIR)/%.o: init/%.c init/build.mk | packages-build
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(INIT_CC) $(INIT_CFLAGS) -MMD -MP -c -o $@ $<

$(INIT_DIR)/frame.o: control/frame.c init/build.mk | packages-build
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(INIT_CC) $(INIT_CFLAGS) -MMD -MP -c -o $@ $<

$(INIT_DIR)/init.debug: $(INIT_OBJECTS)
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(INIT_CC) $(INIT_LDFLAGS) -o $@ $^

$(INIT): $(INIT_DIR)/init.debug
	$(call say,STRIP,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(STRIP) --strip-all -R .comment -o $@ $<

-include $(INIT_OBJECTS:.o=.d)
include tests/init/build.mk
include tests/roast/agent/build.mk
