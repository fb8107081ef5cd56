# SPDX-License-Identifier: GPL-2.0
#
# The Xen test machine, and domains by hand.
#
#   make xen                a shell on a small Xen dom0 inside QEMU; Ctrl-A X ends it
#   make run [PORT=8080]    Debian's nginx as a Xen domain; Ctrl-C ends it
#   make xen-machine        builds the machine's parts, for xen/machine

XEN_DIR := $(BUILD)/xen
XEN_SOURCES := $(shell find xen/dom0 -type f) xen/build-dom0

PORT ?= 8080
BRIDGE ?=

.PHONY: xen-machine
xen-machine: $(XEN_DIR)/dom0.cpio

$(XEN_DIR)/dom0.cpio: $(XEN_SOURCES) $(IMAGE_TOOLS) | packages-build packages-run
	$(Q)xen/build-dom0 $(XEN_DIR)

.PHONY: xen
xen: xen-machine
	@xen/machine shell

# The machine is not needed where Xen is the host already.
.PHONY: run
run: kernel $(IMAGE_DIR)/nginx.cpio \
		$(if $(shell grep -s control_d /proc/xen/capabilities),,xen-machine)
	@xen/run --port $(PORT) $(if $(BRIDGE),--bridge $(BRIDGE)) $(KERNEL) $(IMAGE_DIR)/nginx.cpio
