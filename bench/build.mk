# SPDX-License-Identifier: GPL-2.0
#
# `make bench` compares this kernel with a minimal arch/x86 kernel of the same package and the
# same components, and with Debian's own kernel: same QEMU line, same archives, same run. The
# result is build/bench/result.json. ROUNDS=N measures N times (default 5).

BENCH_DIR := $(BUILD)/bench
BENCH_CODE := -std=gnu11 -O2
ROUNDS ?= 5

$(BENCH_DIR)/meter.so: bench/meter.c bench/qemu_plugin.h | packages-build
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(BENCH_CODE) $(WARNINGS) -fPIC -shared -fvisibility=hidden -o $@ $<

# Static; not position independent, for the meter must know where the mark is. With musl those
# whose own size would be seen in the figures.
BENCH_PROGRAMS := hello micro server
BENCH_CC_hello := musl-gcc
BENCH_CC_micro := $(CC)
BENCH_CC_server := musl-gcc

$(BENCH_PROGRAMS:%=$(BENCH_DIR)/%): $(BENCH_DIR)/%: bench/%.c bench/program.c bench/program.h \
		| packages-build packages-bench
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(BENCH_CC_$*) $(BENCH_CODE) $(WARNINGS) -static -no-pie -o $@ $< bench/program.c

.PHONY: bench-archives
bench-archives: $(BENCH_PROGRAMS:%=$(BENCH_DIR)/%) | packages-run packages-bench
	$(call say,PACK,$(BENCH_DIR)/archives)
	$(Q)bench/archives $(BENCH_DIR)

.PHONY: bench-x86
bench-x86: linux-tree
	$(Q)mkdir -p $(BENCH_DIR)/x86
	+$(Q)$(IF_DRY)flock $(BENCH_DIR)/x86 env V=$(V) \
		COMPONENT_FOLDERS="linux/components bench/components" \
		scripts/build-kernel $(ROOT)/$(BENCH_DIR)/x86 "$(DEFAULT_COMPONENTS) x86" \
		$(KBUILD_COMMON) ARCH=x86_64

.PHONY: bench-debian
bench-debian: | packages-bench
	$(Q)bench/debian-kernel $(BENCH_DIR)/debian

.PHONY: bench
bench: kernel bench-x86 bench-debian bench-archives $(BENCH_DIR)/meter.so | packages-run
	$(Q)mkdir -p $(BENCH_DIR)/kernels
	$(Q)ln -sfn $(ROOT)/$(KERNEL) $(BENCH_DIR)/kernels/rump
	$(Q)ln -sfn ../x86/vmlinux $(BENCH_DIR)/kernels/x86
	$(Q)ln -sfn ../debian/vmlinux $(BENCH_DIR)/kernels/debian
	$(Q)ROUNDS=$(ROUNDS) bench/run $(BENCH_DIR)
	$(Q)bench/profile $(BENCH_DIR) rump >$(BENCH_DIR)/profile
	$(Q)bench/report $(BENCH_DIR)
	@printf '  %-7s %s\n' RESULT $(BENCH_DIR)/result.json

# The same of disks, with fio, in PVH domains on the Xen machine: this kernel and Debian's.
STORAGE_BENCH_DIR := $(BENCH_DIR)/storage

.PHONY: bench-storage
bench-storage: kernel xen-machine bench-debian | packages-run packages-bench
	$(Q)mkdir -p $(STORAGE_BENCH_DIR)/kernels
	$(Q)ln -sfn ../debian $(STORAGE_BENCH_DIR)/debian
	$(Q)ln -sfn $(ROOT)/$(KERNEL) $(STORAGE_BENCH_DIR)/kernels/rump
	$(Q)ln -sfn ../debian/vmlinux $(STORAGE_BENCH_DIR)/kernels/debian
	$(Q)bench/storage/archive $(STORAGE_BENCH_DIR)
	$(Q)ROUNDS=$(ROUNDS) bench/storage/run $(STORAGE_BENCH_DIR)
	$(Q)touch $(STORAGE_BENCH_DIR)/profile
	$(Q)bench/report $(STORAGE_BENCH_DIR)
	@printf '  %-7s %s\n' RESULT $(STORAGE_BENCH_DIR)/result.json

# And from the command to the program: roast, the program by itself, Debian's kernel.
ROAST_BENCH_DIR := $(BENCH_DIR)/roast

.PHONY: bench-roast
bench: bench-roast
bench-roast: kernel init roast bench-debian $(IMAGE_DIR)/hello | packages-run packages-bench
	$(Q)mkdir -p $(ROAST_BENCH_DIR)/kernels
	$(Q)ln -sfn ../debian $(ROAST_BENCH_DIR)/debian
	$(Q)ln -sfn $(ROOT)/$(BENCH_DIR)/debian/vmlinux $(ROAST_BENCH_DIR)/kernels/debian
	$(Q)cp $(IMAGE_DIR)/hello $(ROAST_BENCH_DIR)/hello
	$(Q)ROUNDS=$(ROUNDS) bench/roast/run $(ROAST_BENCH_DIR) $(ROOT)/$(ROAST)
	$(Q)touch $(ROAST_BENCH_DIR)/profile
	$(Q)bench/report $(ROAST_BENCH_DIR)
	@printf '  %-7s %s\n' RESULT $(ROAST_BENCH_DIR)/result.json

# What the processor's instructions for encryption bring.
CIPHER_BENCH_DIR := $(BENCH_DIR)/ciphers

.PHONY: bench-ciphers
bench: bench-ciphers
bench-ciphers: storage-kernel init roast | packages-run packages-bench
	$(Q)mkdir -p $(CIPHER_BENCH_DIR)
	$(Q)ROUNDS=$(ROUNDS) bench/ciphers/run $(CIPHER_BENCH_DIR) $(ROOT)/$(ROAST)
	$(Q)touch $(CIPHER_BENCH_DIR)/profile
	$(Q)bench/report $(CIPHER_BENCH_DIR)
	@printf '  %-7s %s\n' RESULT $(CIPHER_BENCH_DIR)/result.json
