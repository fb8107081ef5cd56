# SPDX-License-Identifier: GPL-2.0
#
# The first program in a domain: static, so that it runs in an archive without any library.

INIT_DIR := $(BUILD)/init
INIT := $(INIT_DIR)/init
INIT_SOURCES := $(wildcard init/*.c)
INIT_OBJECTS := $(INIT_SOURCES:init/%.c=$(INIT_DIR)/%.o)

INIT_CFLAGS := -std=gnu11 -Os -g $(WARNINGS) -fstack-protector-strong \
	-ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables \
	-D_FILE_OFFSET_BITS=64 -D_FORTIFY_SOURCE=2
INIT_LDFLAGS := -static -Wl,--gc-sections -Wl,-z,noexecstack -Wl,-z,relro
INIT_LIBS := -ljson-c

.PHONY: init
init: $(INIT)

$(INIT_DIR)/%.o: init/%.c init/build.mk | packages-build
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(INIT_CFLAGS) -MMD -MP -c -o $@ $<

$(INIT_DIR)/init.debug: $(INIT_OBJECTS)
	$(call say,LINK,$@)
	$(Q)$(CC) $(INIT_LDFLAGS) -o $@ $^ $(INIT_LIBS)

$(INIT): $(INIT_DIR)/init.debug
	$(call say,STRIP,$@)
	$(Q)$(STRIP) --strip-all -R .comment -o $@ $<

-include $(INIT_OBJECTS:.o=.d)
-include tests/init/build.mk
