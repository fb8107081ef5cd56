# SPDX-License-Identifier: GPL-2.0
#
# The tests. Every test program is built for the C library and in the layout that it is to be
# run in; those that depend on what the port does at entry, start and exit are built four ways:
#   pie     dynamic, position independent, as Debian packages programs
#   static  glibc, static
#   fixed   dynamic, linked at a fixed address
#   musl    musl, static
#
#   make check              everything
#   make check T=PATTERN    the tests whose name (suite/test) contains PATTERN, a shell pattern

TEST_DIR := $(BUILD)/tests
TEST_BIN := $(TEST_DIR)/programs

TEST_HELPERS := batch
TEST_SOURCES := $(filter-out $(TEST_HELPERS:%=tests/programs/%.c),$(wildcard tests/programs/*.c))
TEST_NAMES := $(TEST_SOURCES:tests/programs/%.c=%)
TEST_EVERY_WAY := $(filter fork clone exec futex entry-% thread-% signal-% memory-% fpu-% \
	start-%,$(TEST_NAMES))
# Written against headers or functions that musl does not have.
TEST_NOT_MUSL := $(shell grep -l 'include <linux/' tests/programs/*.c | \
	sed 's,.*/,,; s/\.c$$//')

TEST_CFLAGS := -std=gnu11 -O2 -g -Wall -Wextra -Werror -Wstrict-prototypes -pthread

TEST_PROGRAMS := $(TEST_NAMES:%=$(TEST_BIN)/%.pie) \
	$(TEST_EVERY_WAY:%=$(TEST_BIN)/%.static) \
	$(TEST_EVERY_WAY:%=$(TEST_BIN)/%.fixed) \
	$(patsubst %,$(TEST_BIN)/%.musl,$(filter-out $(TEST_NOT_MUSL),$(TEST_EVERY_WAY)))

$(TEST_BIN)/%.pie: TEST_CC = $(CC) -fPIE -pie
$(TEST_BIN)/%.static: TEST_CC = $(CC) -static
$(TEST_BIN)/%.fixed: TEST_CC = $(CC) -fno-pie -no-pie
$(TEST_BIN)/%.musl: TEST_CC = musl-gcc -static

define TEST_RULE
$(TEST_BIN)/%.$(1): tests/programs/%.c tests/programs/tap.h tests/build.mk | packages-check
	$$(call say,CC,$$@)
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(TEST_CC) $$(TEST_CFLAGS) -o $$@ $$< -lrt -lm
endef
$(foreach way,pie static fixed musl,$(eval $(call TEST_RULE,$(way))))

.PHONY: test-programs
test-programs: $(TEST_PROGRAMS) $(TEST_BIN)/batch.static

# Programs of several files, static, with which suites look at kernels from within.
TEST_TOOLS := $(TEST_DIR)/trees $(TEST_DIR)/ciphers

$(TEST_TOOLS): $(TEST_DIR)/%: tests/programs/tap.h tests/build.mk | packages-check
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -static $(TEST_CFLAGS) -o $@ tests/$*/*.c
$(TEST_DIR)/trees: $(wildcard tests/trees/*.[ch])
$(TEST_DIR)/ciphers: $(wildcard tests/ciphers/*.[ch])

.PHONY: test-tools
test-tools: $(TEST_TOOLS)

# What every suite may take, but for the kernels. Every target that runs a suite depends on all of
# it, so that none depends on what an earlier run has left.
.PHONY: check-parts
check-parts: packages-build packages-run packages-check init xen-machine xen-roast xen-qemu roast \
		$(IMAGE_DIR)/hello test-programs test-tools test-durability test-init test-agent \
		test-roast test-roast-domain hyper-test-kernel

# make runs what names $(MAKE) even for `make -n`; then it does nothing.
.PHONY: check
check: kernel storage-kernel kunit-kernel check-parts
	@$(IF_DRY)MAKE="$(MAKE)" tests/run $(if $(T),'$(T)')

# The part of it that is about storage on Xen.
.PHONY: check-storage-xen
check-storage-xen: storage-kernel check-parts
	@$(IF_DRY)MAKE="$(MAKE)" tests/run 'filesystems-xen/*' 'encryption-xen/*' 'raid-xen/*' \
		'root-disk-xen/*' 'stacks-xen/*'

# Crashes by the hundred; `make check` has a few of them.
.PHONY: soak
soak: kernel storage-kernel check-parts
	@$(IF_DRY)MAKE="$(MAKE)" ROUNDS=$(or $(ROUNDS),200) tests/run $(if $(T),'$(T)','crash-*/*')

# The README's two commands on a machine that nobody has prepared. It takes root, and a quarter of
# an hour.
.PHONY: check-newcomer
check-newcomer: kernel storage-kernel kunit-kernel | packages-check
	@$(IF_DRY)tests/newcomer/run

# Linux' own unit tests run at the start of a kernel that has them.
.PHONY: kunit-kernel
kunit-kernel: kernel
	+$(Q)$(IF_DRY)$(MAKE) kernel NAME=kunit COMPONENTS="base kunit"

# Programs about what survives a crash: durable and trouble run in the
# domain, powercut on the host.
DURABILITY_DIR := $(TEST_DIR)/durability
DURABILITY_HEADERS := $(wildcard tests/durability/*.h)

.PHONY: test-durability
test-durability: $(addprefix $(DURABILITY_DIR)/,durable trouble powercut)

$(DURABILITY_DIR)/durable: $(addprefix tests/durability/,durable.c plan.c write.c check.c) \
		$(DURABILITY_HEADERS) | packages-check
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)musl-gcc -static -D_GNU_SOURCE $(TEST_CFLAGS) -o $@ $(filter %.c,$^)

$(DURABILITY_DIR)/trouble: tests/durability/trouble.c | packages-check
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)musl-gcc -static -D_GNU_SOURCE $(TEST_CFLAGS) -o $@ $<

$(DURABILITY_DIR)/powercut: tests/durability/powercut.c | packages-check
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -D_GNU_SOURCE $(TEST_CFLAGS) -fsanitize=address,undefined -o $@ $<

include tests/roast/build.mk
include tests/roast/domain/build.mk
include tests/fuzz/build.mk
