# SPDX-License-Identifier: GPL-2.0
#
# roast with a host whose domains are processes, under the sanitizers: everything that comes after
# a domain has been made, on any machine.

TEST_DOMAIN_DIR := $(BUILD)/tests/roast/domain
TEST_DOMAIN_CFLAGS := -std=gnu11 -O1 -g -D_GNU_SOURCE $(WARNINGS) -fsanitize=address,undefined \
	-fno-sanitize-recover=all -fno-omit-frame-pointer -DROAST_VERSION='"test"' \
	$$(pkg-config --cflags json-c libarchive)
TEST_DOMAIN_VERBS := ps logs exec attach stop kill restart wait rm rename stats completion
TEST_DOMAIN_SOURCES := roast/main.c control/frame.c \
	$(wildcard $(patsubst %,roast/%/*.c,base records monitor client)) \
	$(TEST_DOMAIN_VERBS:%=roast/verbs/%.c) \
	roast/run/capabilities.c \
	tests/roast/domain/fake-host.c tests/roast/domain/fake-run.c \
	tests/roast/domain/fake-verbs.c
TEST_DOMAIN_PARTS := $(TEST_DOMAIN_SOURCES:%.c=$(TEST_DOMAIN_DIR)/parts/%.o)
TEST_DOMAIN_FAKE := $(patsubst %,$(TEST_DOMAIN_DIR)/parts/tests/roast/domain/%.o, \
	fake-domain hostile)

.PHONY: test-roast-domain
test-roast-domain: $(TEST_DOMAIN_DIR)/roast $(TEST_DOMAIN_DIR)/fake-domain

$(TEST_DOMAIN_DIR)/parts/%.o: %.c tests/roast/domain/build.mk | packages-build
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(TEST_DOMAIN_CFLAGS) -MMD -MP -c -o $@ $<

$(TEST_DOMAIN_DIR)/roast: $(TEST_DOMAIN_PARTS)
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(TEST_DOMAIN_CFLAGS) -o $@ $^ $$(pkg-config --libs json-c libcrypto)

$(TEST_DOMAIN_DIR)/fake-domain: $(TEST_DOMAIN_FAKE) \
		$(patsubst %,$(TEST_DOMAIN_DIR)/parts/%.o,control/frame roast/base/buffer \
		roast/base/json roast/base/text roast/base/utf8 roast/base/report \
		roast/base/progress \
		roast/base/files roast/base/files_at roast/base/place_check \
		roast/base/temporary)
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(TEST_DOMAIN_CFLAGS) -o $@ $^ $$(pkg-config --libs json-c)

-include $(TEST_DOMAIN_PARTS:.o=.d) $(TEST_DOMAIN_FAKE:.o=.d)
