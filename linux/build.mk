# SPDX-License-Identifier: GPL-2.0
#
# The kernel: Debian's unpatched tree with arch/rump laid over it, built out of tree.
#
#   make kernel                               the default components, in build/kernel/default
#   make kernel COMPONENTS="base inet"        those and what they need, in build/kernel/custom
#   make kernel COMPONENTS="..." NAME=small   the same in build/kernel/small
#   make storage-kernel                       every kind of storage, in build/kernel/storage
#   make components                           lists the components

LINUX_RELEASE := 6.12
LINUX_PACKAGE := linux-source-$(LINUX_RELEASE)
LINUX_ARCHIVE := /usr/src/$(LINUX_PACKAGE).tar.xz
LINUX_TREE := $(BUILD)/src/linux-$(LINUX_RELEASE)

DEFAULT_COMPONENTS := base inet virtio xen ext4 swap
ifeq ($(origin COMPONENTS),undefined)
NAME ?= default
else
NAME ?= custom
endif
COMPONENTS ?= $(DEFAULT_COMPONENTS)

KERNEL_DIR := $(BUILD)/kernel/$(NAME)
KERNEL := $(KERNEL_DIR)/vmlinux
HYPER_OBJECT := $(BUILD)/hyper/hyper.o

# As many jobs as there are processors, unless this make was told how many.
JOBS = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc))

# Make arguments of every kernel build. Fixed names and the package's own date make the image
# reproducible. The shell of the recipe asks for the date: make would ask before the package is
# installed.
KBUILD_COMMON = $(MAKE) $(JOBS) -C $(ROOT)/$(LINUX_TREE) CC="$(CC)" KBUILD_BUILD_USER=rumproast \
	KBUILD_BUILD_HOST=rumproast \
	KBUILD_BUILD_TIMESTAMP="$$(LC_ALL=C date -u -r $(LINUX_ARCHIVE))"
KBUILD = $(KBUILD_COMMON) ARCH=rump RUMP_HYPER=$(ROOT)/$(HYPER_OBJECT) \
	RUMP_INCLUDE=$(ROOT)/include

# Unpacks the archive, and again when another version of the package has been installed.
.PHONY: linux-tree
linux-tree: | packages-build
	$(Q)scripts/unpack-linux $(LINUX_ARCHIVE) $(LINUX_TREE) $(ROOT)/linux/arch/rump

# The recipe is run by make -n too, for the sake of the jobs it shares; then it does nothing.
IF_DRY = $(if $(findstring n,$(firstword -$(MAKEFLAGS))),: )

.PHONY: kernel
kernel: linux-tree $(HYPER_OBJECT)
	$(Q)mkdir -p $(KERNEL_DIR)
	+$(Q)$(IF_DRY)flock $(KERNEL_DIR) env V=$(V) LINUX_PACKAGE=$(LINUX_PACKAGE) \
		scripts/build-kernel $(ROOT)/$(KERNEL_DIR) "$(COMPONENTS)" $(KBUILD)

# Other rules name the kernel as a file; with -j it would be wanted before anything makes it.
$(KERNEL): kernel ;

# The default kernel serves one program from one disk; this one mounts whatever there is.
STORAGE_COMPONENTS := base inet virtio xen 9p-xen storage

.PHONY: storage-kernel
storage-kernel:
	+$(Q)$(IF_DRY)$(MAKE) kernel COMPONENTS="$(STORAGE_COMPONENTS)" NAME=storage

.PHONY: components
components:
	@scripts/components list

.PHONY: measure
measure: linux-tree $(HYPER_OBJECT)
	+$(Q)$(IF_DRY)scripts/measure-components $(ROOT)/$(BUILD)/kernel/measure \
		"$(DEFAULT_COMPONENTS)" $(KBUILD)
