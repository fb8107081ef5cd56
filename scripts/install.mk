# SPDX-License-Identifier: GPL-2.0
#
# `make install` puts in place what another project, or a person at a Xen host, needs: roast, the
# kernels, init, the archive tools, what a kernel of other components is built from,
# and the manual pages. DESTDIR is for packagers.

PREFIX ?= /usr/local
DESTDIR ?=
INSTALL := install

INSTALL_LIB := $(DESTDIR)$(PREFIX)/lib/rumproast
INSTALL_BIN := $(DESTDIR)$(PREFIX)/bin
INSTALL_MAN := $(DESTDIR)$(PREFIX)/share/man
INSTALL_INCLUDE := $(DESTDIR)$(PREFIX)/include
INSTALL_TOOLS := $(wildcard $(addprefix image/,from-directory from-packages select-files \
	trust-certificate unpack-packages))
MANUALS := $(wildcard docs/man/*.[1-9])
HEADERS := $(wildcard include/rumproast/*.h include/rumproast/x86/*.h)

ROAST_VERBS := $(patsubst roast/verbs/%.c,%,$(wildcard roast/verbs/*.c))
INSTALL_COMPLETIONS := $(addprefix $(DESTDIR)$(PREFIX)/share/, \
	bash-completion/completions/roast zsh/site-functions/_roast \
	fish/vendor_completions.d/roast.fish)

# Each user's domains and volumes are in a folder that nobody else can write to: root's, and that of
# who installs with sudo. Never removed.
INSTALL_STATE := $(DESTDIR)/var/lib/roast

# The kernels that are installed, and what builds others.
INSTALL_KERNELS := default storage
INSTALL_SOURCE := Makefile hyper include linux scripts

# A kernel's symbols stay in build/; a domain needs none of them, and image/trust-certificate three.
.PHONY: install install-kernels install-source
install-kernels: kernel storage-kernel
	$(call say,INSTALL,$(INSTALL_LIB)/kernels)
	$(Q)for name in $(INSTALL_KERNELS); do \
		from=$(BUILD)/kernel/$$name to=$(INSTALL_LIB)/kernels/$$name; \
		$(INSTALL) -d $$to; \
		$(STRIP) -o $$to/vmlinux $$from/vmlinux; chmod 644 $$to/vmlinux; \
		$(INSTALL) -m 644 $$from/components $$from/package $$to; done
	$(Q)grep -E ' system_(extra_cert|extra_cert_used|certificate_list_size)$$' \
		$(BUILD)/kernel/storage/System.map >$(INSTALL_LIB)/kernels/storage/System.map
	$(Q)chmod 644 $(INSTALL_LIB)/kernels/storage/System.map

install-source:
	$(call say,INSTALL,$(INSTALL_LIB)/source)
	$(Q)rm -rf $(INSTALL_LIB)/source
	$(Q)$(INSTALL) -d $(INSTALL_LIB)/source
	$(Q)cp -R -p $(INSTALL_SOURCE) $(INSTALL_LIB)/source
	$(Q)chmod -R u+w,go+rX,go-w $(INSTALL_LIB)/source

install: kernel init roast install-kernels install-source
	$(call say,INSTALL,$(INSTALL_BIN)/roast)
	$(Q)$(INSTALL) -d $(INSTALL_BIN)
	$(Q)$(INSTALL) -m 755 $(ROAST) $(INSTALL_BIN)
	$(Q)$(INSTALL) -d $(INSTALL_LIB)/recipes
	$(Q)$(INSTALL) -m 644 $(wildcard roast/recipes/*) $(INSTALL_LIB)/recipes
	$(Q)$(INSTALL) -d $(INSTALL_MAN)/man1
	$(Q)for verb in $(ROAST_VERBS); do \
		$(ROAST) help --manual $$verb >$(INSTALL_MAN)/man1/roast-$$verb.1; done
	$(Q)$(INSTALL) -d $(dir $(INSTALL_COMPLETIONS))
	$(Q)$(ROAST) completion bash >$(word 1,$(INSTALL_COMPLETIONS))
	$(Q)$(ROAST) completion zsh >$(word 2,$(INSTALL_COMPLETIONS))
	$(Q)$(ROAST) completion fish >$(word 3,$(INSTALL_COMPLETIONS))
	$(call say,INSTALL,$(INSTALL_STATE))
	$(Q)$(INSTALL) -d -m 755 $(INSTALL_STATE)
	$(Q)$(INSTALL) -d -m 755 $(INSTALL_STATE)/users
	$(Q)$(INSTALL) -d -m 700 $(INSTALL_STATE)/users/$${SUDO_UID:-$$(id -u)}
	$(Q)[ -z "$${SUDO_UID:-}" ] || \
		chown "$$SUDO_UID:$$SUDO_GID" "$(INSTALL_STATE)/users/$$SUDO_UID"
	$(call say,INSTALL,$(INSTALL_LIB))
	$(Q)$(INSTALL) -d $(INSTALL_LIB)/image
	$(Q)$(STRIP) -o $(INSTALL_LIB)/vmlinux $(KERNEL)
	$(Q)chmod 644 $(INSTALL_LIB)/vmlinux
	$(Q)$(INSTALL) -m 755 $(INIT) $(INSTALL_LIB)/init
	$(Q)$(INSTALL) -m 755 $(INSTALL_TOOLS) $(INSTALL_LIB)/image
	$(Q)$(INSTALL) -m 644 image/nsswitch.conf $(INSTALL_LIB)/image
	$(Q)$(INSTALL) -m 755 $(BUILD)/kernel/storage/scripts/insert-sys-cert $(INSTALL_LIB)/image
	$(call say,INSTALL,$(INSTALL_INCLUDE)/rumproast)
	$(Q)$(INSTALL) -d $(INSTALL_INCLUDE)/rumproast/x86
	$(Q)for header in $(HEADERS); do \
		$(INSTALL) -m 644 $$header $(DESTDIR)$(PREFIX)/$$header; done
	$(call say,INSTALL,$(INSTALL_MAN))
	$(Q)for page in $(MANUALS); do \
		section=$(INSTALL_MAN)/man$${page##*.}; \
		$(INSTALL) -d $$section; $(INSTALL) -m 644 $$page $$section; done

.PHONY: uninstall
uninstall:
	$(call say,REMOVE,$(INSTALL_LIB))
	$(Q)rm -rf $(INSTALL_LIB) $(INSTALL_INCLUDE)/rumproast $(INSTALL_BIN)/roast
	$(Q)rm -f $(INSTALL_COMPLETIONS) $(ROAST_VERBS:%=$(INSTALL_MAN)/man1/roast-%.1)
	$(Q)for page in $(MANUALS); do \
		rm -f $(INSTALL_MAN)/man$${page##*.}/$${page##*/}; done
