# SPDX-License-Identifier: GPL-2.0
#
# Rumproast: everything is built below build/, nothing outside it is written but by
# `make install`. V=1 shows the commands; `make help` lists the targets.

SHELL := /bin/sh
.SHELLFLAGS := -euc
MAKEFLAGS += --no-builtin-rules --no-builtin-variables --no-print-directory
.SUFFIXES:
.DELETE_ON_ERROR:

# A blank ends a word in a makefile, and the kernel's own makefiles refuse it, and the colon, too.
ifneq ($(words $(CURDIR))$(findstring :,$(CURDIR)),1)
$(error the path "$(CURDIR)" has a blank or a colon in it, which kernel builds cannot have: \
	move the project to another folder)
endif

ROOT := $(CURDIR)
BUILD := build
VERSION := 0.1
V ?= 0
CCACHE ?= $(if $(shell command -v ccache),ccache)

# One line per step, `$(call say,CC,file)`; the command itself with V=1.
ifeq ($(V),0)
Q := @
say = @printf '  %-7s %s\n' '$(1)' '$(2)'
else
Q :=
say = @:
endif

CC := $(strip $(CCACHE) gcc)
AR := ar
LD := ld
OBJCOPY := objcopy
STRIP := strip

WARNINGS := -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wold-style-definition -Wpointer-arith -Wwrite-strings -Wundef -Wvla

.PHONY: all
all: kernel init

# Each list of Debian packages in scripts/packages; make any target that needs such packages
# depend on packages-<list>, as an order-only prerequisite.
.PHONY: packages-build packages-run packages-check packages-bench
packages-build packages-run packages-check packages-bench: packages-%:
	@scripts/install-packages $*

include hyper/build.mk
include linux/build.mk

# What make install puts in place builds kernels, and has nothing of these.
ifneq ($(wildcard init/build.mk),)
include init/build.mk
include image/build.mk
include roast/build.mk
include xen-in-qemu/build.mk
include tests/build.mk
include bench/build.mk
include scripts/lint.mk
include scripts/install.mk
endif

.PHONY: help
help:
	@sed 1d scripts/help

.PHONY: clean
clean:
	$(call say,RM,$(BUILD))
	$(Q)rm -rf $(BUILD)
