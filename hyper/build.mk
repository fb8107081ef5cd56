# SPDX-License-Identifier: GPL-2.0
#
# The host side of the hypercall layer: `make hyper` builds build/hyper/hyper.o, one relocatable
# object that the kernel's link takes in. Only hyper_* stays a global name in it.

HYPER_DIR := $(BUILD)/hyper
HYPER_PARTS := x86 pc xen
HYPER_SOURCES := $(wildcard hyper/*.c) \
	$(foreach part,$(HYPER_PARTS),$(wildcard hyper/$(part)/*.[cS]))
HYPER_OBJECTS := $(patsubst hyper/%,$(HYPER_DIR)/%.o,$(HYPER_SOURCES))

HYPER_CPPFLAGS := -Iinclude -Ihyper
HYPER_CODE := -std=gnu11 -O2 -ffreestanding -mcmodel=kernel -mno-red-zone -mgeneral-regs-only \
	-fno-pic -fno-pie -fno-stack-protector -fno-asynchronous-unwind-tables \
	-fno-strict-aliasing -fno-common -fcf-protection=none -fno-jump-tables \
	-fno-delete-null-pointer-checks

.PHONY: hyper
hyper: $(HYPER_DIR)/hyper.o

$(HYPER_DIR)/%.c.o: hyper/%.c hyper/build.mk | packages-build
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(WARNINGS) $(HYPER_CPPFLAGS) $(HYPER_CODE) \
		-MMD -MP -c -o $@ $<

$(HYPER_DIR)/%.S.o: hyper/%.S hyper/build.mk | packages-build
	$(call say,AS,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(WARNINGS) $(HYPER_CPPFLAGS) -D__ASSEMBLY__ $(HYPER_CODE) -MMD -MP -c -o $@ $<

$(HYPER_DIR)/hyper.o: $(HYPER_OBJECTS)
	$(call say,LD,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(LD) -m elf_x86_64 -z noexecstack -r -o $@.all $(HYPER_OBJECTS)
	$(Q)$(OBJCOPY) --wildcard --keep-global-symbol='hyper_*' $@.all $@
	$(Q)rm -f $@.all

-include $(HYPER_OBJECTS:.o=.d)
-include tests/hyper/build.mk
