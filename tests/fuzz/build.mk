# SPDX-License-Identifier: GPL-2.0
#
# Fuzz targets, one C file each: tests/fuzz/SIDE/NAME.c is build/tests/fuzz/SIDE/NAME, linked to the
# parsers of that side (roast, init, hyper) and to the side's stand-in.c. The parsers are compiled
# by clang with libFuzzer's counters and the address and undefined-behaviour sanitizers.
#
#   make fuzz                    every target for an hour
#   make fuzz T=roast/archive    the targets whose name contains this shell pattern
#   make fuzz SECONDS=60         for so long each
#
# What was found new goes to build/fuzz/SIDE/NAME and is used again. `make check` has a few seconds
# of each (tests/suites/fuzz). An input that crashes a target is written to build/fuzz/crashes; add
# it to tests/fuzz/regressions/SIDE/NAME as hex digits (xxd -p) when the fault is mended.

FUZZ_DIR := $(BUILD)/tests/fuzz
FUZZ_CC := clang
# The parsers' own warnings are gcc's to tell.
FUZZ_WARNINGS := -Wall -Wextra -Werror
FUZZ_CFLAGS = -std=gnu11 -O1 -g -D_GNU_SOURCE $(FUZZ_WARNINGS) -fno-omit-frame-pointer \
	-fno-sanitize-recover=all -DROAST_VERSION='"$(VERSION)"' -I. -Itests/fuzz -Itests/fuzz/$(1) \
	$$(pkg-config --cflags $(ROAST_LIBRARIES))
FUZZ_ASAN := -fsanitize=address,undefined
# Memory below 4 GiB is the sanitizer's own, so what reads all of it goes without.
FUZZ_LOW := hyper/acpi hyper/multiboot2 hyper/start-info
FUZZ_LOW_SANITIZERS := -fsanitize=undefined -fno-sanitize=alignment,null

FUZZ_TARGETS := $(patsubst tests/fuzz/%.c,$(FUZZ_DIR)/%,$(filter-out %/stand-in.c, \
	$(wildcard tests/fuzz/*/*.c)))
FUZZ_ROAST_PARTS := $(filter-out roast/base/report.c roast/base/temporary.c roast/base/progress.c, \
	$(wildcard $(foreach folder,base tree source image run records monitor client volume host, \
	roast/$(folder)/*.c roast/$(folder)/*/*.c))) \
	control/frame.c
FUZZ_INIT_PARTS := $(filter-out init/main.c init/say.c,$(wildcard init/*.c)) control/frame.c
FUZZ_HYPER_PARTS := $(wildcard hyper/pc/*acpi.c hyper/pc/madt.c hyper/pc/soft_off.c \
	hyper/pc/virtio.c hyper/x86/memory_map.c)

.PHONY: test-fuzz
check: test-fuzz
test-fuzz: $(FUZZ_TARGETS) $(FUZZ_DIR)/seeds/made

# fuzz_side SIDE PARTS
define FUZZ_SIDE
FUZZ_OBJECTS_$(1) := $$(patsubst %.c,$(FUZZ_DIR)/parts/$(1)/%.o,$(2) tests/fuzz/$(1)/stand-in.c \
	tests/fuzz/driver.c)

$(FUZZ_DIR)/parts/$(1)/%.o: %.c tests/fuzz/build.mk | packages-build packages-check
	$$(call say,CC,$$@)
	$(Q)mkdir -p $$(@D)
	$(Q)$(FUZZ_CC) $$(call FUZZ_CFLAGS,$(1)) $$(FUZZ_ASAN) $$(FUZZ_FLAGS_$(1)) \
		-w -fsanitize=fuzzer-no-link -MMD -MP -c -o $$@ $$<

$(FUZZ_DIR)/$(1).a: $$(FUZZ_OBJECTS_$(1))
	$(Q)mkdir -p $$(@D)
	$(Q)rm -f $$@
	$(Q)$(AR) rcs $$@ $$^

$(filter $(FUZZ_DIR)/$(1)/%,$(filter-out $(FUZZ_LOW:%=$(FUZZ_DIR)/%),$(FUZZ_TARGETS))): \
		$(FUZZ_DIR)/%: tests/fuzz/%.c $(FUZZ_DIR)/$(1).a
	$$(call say,CC,$$@)
	$(Q)mkdir -p $$(@D)
	$(Q)$(FUZZ_CC) $$(call FUZZ_CFLAGS,$(1)) $$(FUZZ_ASAN) $$(FUZZ_FLAGS_$(1)) \
		-fsanitize=fuzzer -MMD -MP -MF $$@.d -o $$@ $$< $(FUZZ_DIR)/$(1).a \
		$$(FUZZ_LINK_$$*) $$(FUZZ_LIBS_$(1))

-include $$(FUZZ_OBJECTS_$(1):.o=.d)
endef

FUZZ_FLAGS_hyper := -Iinclude -Ihyper -Wno-unused-function
FUZZ_LIBS_roast = $(ROAST_LDLIBS) -pthread
# Labels live as long as the process, and the driver frees what an input has allocated.
FUZZ_LINK_roast/deb := -Wl,--wrap=deb_label
FUZZ_LINK_init/xenstore := -Wl,--wrap=write
$(eval $(call FUZZ_SIDE,roast,$(FUZZ_ROAST_PARTS)))
$(eval $(call FUZZ_SIDE,init,$(FUZZ_INIT_PARTS)))
$(eval $(call FUZZ_SIDE,hyper,$(FUZZ_HYPER_PARTS)))

$(FUZZ_LOW:%=$(FUZZ_DIR)/%): $(FUZZ_DIR)/%: tests/fuzz/%.c $(FUZZ_HYPER_PARTS) \
		tests/fuzz/hyper/stand-in.c tests/fuzz/driver.c tests/fuzz/build.mk | packages-check
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(FUZZ_CC) $(call FUZZ_CFLAGS,hyper) $(FUZZ_LOW_SANITIZERS) $(FUZZ_FLAGS_hyper) \
		-fsanitize=fuzzer -o $@ $(filter %.c,$^) -w

$(FUZZ_DIR)/seeds/made: tests/fuzz/seeds.py $(wildcard tests/fuzz/regressions/*/*/*) | \
		packages-check
	$(call say,SEEDS,$(@D))
	$(Q)mkdir -p $(@D)
	$(Q)rm -rf $(@D)
	$(Q)python3 tests/fuzz/seeds.py $(@D)
	$(Q)touch $@

.PHONY: fuzz
fuzz: test-fuzz
	@BUILD='$(abspath $(BUILD))' tests/fuzz/run $(or $(SECONDS),3600) $(if $(T),'$(T)')

-include $(FUZZ_TARGETS:=.d)
