# SPDX-License-Identifier: GPL-2.0
#
# The conformance kernel of the hypercall layer: build/tests/hyper/kernel.

HYPER_TEST_DIR := $(BUILD)/tests/hyper
HYPER_TEST_OBJECTS := $(patsubst tests/hyper/%,$(HYPER_TEST_DIR)/%.o,\
	$(wildcard tests/hyper/*.[cS]))

$(HYPER_TEST_DIR)/%.o: tests/hyper/% tests/hyper/build.mk hyper/build.mk | packages-build
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(WARNINGS) -Iinclude $(HYPER_CODE) $(HYPER_TEST_FLAGS_$*) -MMD -MP -c -o $@ $<

$(HYPER_TEST_DIR)/kernel: $(HYPER_TEST_OBJECTS) $(HYPER_DIR)/hyper.o tests/hyper/kernel.lds
	$(call say,LD,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(LD) -m elf_x86_64 -z noexecstack -z max-page-size=4096 --no-warn-rwx-segments \
		-T tests/hyper/kernel.lds -o $@ $(HYPER_DIR)/hyper.o $(HYPER_TEST_OBJECTS)

.PHONY: hyper-test-kernel
hyper-test-kernel: $(HYPER_TEST_DIR)/kernel

-include $(HYPER_TEST_OBJECTS:.o=.d)
