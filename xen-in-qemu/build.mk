# SPDX-License-Identifier: GPL-2.0
#
# The Xen test machine, and domains by hand.
#
#   make xen                a shell on a small Xen dom0 inside QEMU; Ctrl-A X ends it
#   make run [PORT=8080]    Debian's nginx as a Xen domain; Ctrl-C ends it
#   make xen-machine        builds the machine's parts, for xen-in-qemu/machine
#   make xen-roast          what dom0 needs besides, to run roast there
#   make xen-qemu           what dom0 needs besides, to share directories with domains

XEN_DIR := $(BUILD)/xen
XEN_SOURCES := $(shell find xen-in-qemu/dom0 -type f -o -type l) xen-in-qemu/build-dom0

PORT ?= 8080
BRIDGE ?=

.PHONY: xen-machine
xen-machine: $(XEN_DIR)/dom0.cpio

$(XEN_DIR)/dom0.cpio: $(XEN_SOURCES) $(IMAGE_TOOLS) | packages-build packages-run
	$(Q)mkdir -p $(@D)
	$(Q)xen-in-qemu/build-dom0 $(XEN_DIR)

# The libraries that roast takes in dom0, which reads both where the project is.
XEN_ROAST := $(XEN_DIR)/roast

.PHONY: xen-roast
xen-roast: $(XEN_ROAST)/libraries

$(XEN_ROAST)/libraries: $(ROAST) image/select-files
	$(call say,SELECT,$(XEN_ROAST))
	$(Q)rm -rf $(XEN_ROAST)
	$(Q)mkdir -p $(@D)
	$(Q)image/select-files / $(XEN_ROAST) $(abspath $(ROAST))
	$(Q)rm -rf $(XEN_ROAST)$(dir $(abspath $(ROAST)))
	$(Q)ls $(XEN_ROAST)/usr/lib/x86_64-linux-gnu >$@

# The QEMU that shares directories.
.PHONY: xen-qemu
xen-qemu: $(XEN_DIR)/qemu.cpio

$(XEN_DIR)/qemu.cpio: xen-in-qemu/build-qemu $(IMAGE_TOOLS) | packages-build packages-run
	$(Q)mkdir -p $(@D)
	$(Q)xen-in-qemu/build-qemu $(XEN_DIR)

.PHONY: xen
xen: xen-machine
	@xen-in-qemu/machine shell

# nginx as Debian packages it, with a page of ours.
$(XEN_DIR)/nginx.roast: image/nginx/index.html $(ROAST) $(INIT) $(KERNEL) | packages-run
	$(call say,IMAGE,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(ROAST) build -o $@ --file $<:/var/www/html/index.html nginx >/dev/null

# The machine is not needed where Xen is the host already.
.PHONY: run
run: kernel $(XEN_DIR)/nginx.roast \
		$(if $(shell grep -s control_d /proc/xen/capabilities),,xen-machine xen-roast)
	@xen-in-qemu/run --port $(PORT) $(if $(BRIDGE),--bridge $(BRIDGE)) $(XEN_DIR)/nginx.roast
