# SPDX-License-Identifier: GPL-2.0
#
# roast, the command-line tool: build/roast/roast.

ROAST_DIR := $(BUILD)/roast
ROAST := $(ROAST_DIR)/roast
ROAST_SOURCES := $(wildcard roast/*.c roast/*/*.c roast/*/*/*.c) control/frame.c
# The guest that tells whether KVM works is a part of roast's data.
ROAST_GUEST := $(ROAST_DIR)/guest.elf
ROAST_GUEST_OBJECT := $(ROAST_DIR)/objects/roast/host/qemu/guest/image.o
ROAST_OBJECTS := $(ROAST_SOURCES:%.c=$(ROAST_DIR)/objects/%.o) $(ROAST_GUEST_OBJECT)
ROAST_LIBRARIES := libarchive json-c libelf libcrypto libxml-2.0 xenlight xenstore
# The shell of a recipe asks pkg-config, not make: make would ask before the packages are there.
ROAST_CFLAGS = -std=gnu11 -O2 -g $(WARNINGS) -fstack-protector-strong -D_GNU_SOURCE \
	-D_FORTIFY_SOURCE=2 -DROAST_VERSION='"$(VERSION)"' \
	$$(pkg-config --cflags $(ROAST_LIBRARIES))
# libslirp's .pc file asks for that of glib, which nothing here needs.
ROAST_LDLIBS = $$(pkg-config --libs $(ROAST_LIBRARIES)) -lslirp -lseccomp

.PHONY: roast
roast: $(ROAST)

$(ROAST_DIR)/objects/%.o: %.c roast/build.mk | packages-build
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ROAST_CFLAGS) -MMD -MP -c -o $@ $<

$(ROAST_GUEST): $(addprefix roast/host/qemu/guest/,guest.S guest.h) roast/build.mk | packages-build
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -nostdlib -static -no-pie -Wl,--build-id=none -Wl,-z,noseparate-code \
		-Wl,-Ttext=0x100000 -Wl,-e,start -o $@ $<

$(ROAST_GUEST_OBJECT): roast/host/qemu/guest/image.S $(ROAST_GUEST)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -DROAST_GUEST='"$(abspath $(ROAST_GUEST))"' -c -o $@ $<

$(ROAST): $(ROAST_OBJECTS)
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -pie -Wl,-z,relro,-z,now -o $@ $^ $(ROAST_LDLIBS)

-include $(ROAST_OBJECTS:.o=.d)
