# SPDX-License-Identifier: GPL-2.0
#
# `make install` puts in place what another project, or a person at a Xen host, needs: the
# kernel, the first program, the archive tools and the manual pages. DESTDIR is for packagers.

PREFIX ?= /usr/local
DESTDIR ?=
INSTALL := install

INSTALL_LIB := $(DESTDIR)$(PREFIX)/lib/rumproast
INSTALL_MAN := $(DESTDIR)$(PREFIX)/share/man
INSTALL_INCLUDE := $(DESTDIR)$(PREFIX)/include
INSTALL_TOOLS := $(wildcard $(addprefix image/,from-directory from-packages select-files \
	unpack-packages))
MANUALS := $(wildcard docs/man/*.[1-9])
HEADERS := $(wildcard include/rumproast/*.h include/rumproast/x86/*.h)

# The kernel's symbols stay in build/; a domain needs none of them.
.PHONY: install
install: kernel init
	$(call say,INSTALL,$(INSTALL_LIB))
	$(Q)$(INSTALL) -d $(INSTALL_LIB)/image
	$(Q)$(STRIP) -o $(INSTALL_LIB)/vmlinux $(KERNEL)
	$(Q)chmod 644 $(INSTALL_LIB)/vmlinux
	$(Q)$(INSTALL) -m 755 $(INIT) $(INSTALL_LIB)/init
	$(Q)$(INSTALL) -m 755 $(INSTALL_TOOLS) $(INSTALL_LIB)/image
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
	$(Q)rm -rf $(INSTALL_LIB) $(INSTALL_INCLUDE)/rumproast
	$(Q)for page in $(MANUALS); do \
		rm -f $(INSTALL_MAN)/man$${page##*.}/$${page##*/}; done
