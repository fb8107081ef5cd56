/* SPDX-License-Identifier: GPL-2.0 */
/*
 * GRUB for PCs with a BIOS, out of Debian's grub-pc-bin. What is missing ends through fail() with
 * STATUS_TOOL and the package.
 */
#ifndef ROAST_EXPORT_GRUB_H
#define ROAST_EXPORT_GRUB_H

#include "../base/text.h"
#include "../host/host.h"

/* A file of the package: "boot.img"; the caller's. */
char *grub_file(const char *name);

/*
 * Makes the program that a boot sector loads: target is "i386-pc" or "i386-pc-eltorito", prefix
 * where grub.cfg is, modules ends with null. Its path, in the temporary directory; the caller's.
 */
char *grub_core(const char *target, const char *prefix, const char *const *modules);

/* The text of grub.cfg, which starts /kernel with /archive by Multiboot2; the caller's. */
char *grub_config(const struct spec *spec);

/* Fails with STATUS_FORMAT if GRUB could not start this kernel. */
void grub_check_kernel(const char *kernel);

/* What GRUB reads, compressed, in the temporary directory. */
struct grub_parts {
	char *kernel, *archive, *config;
};

/* Checks the kernel, and makes the three files. */
void grub_parts_make(struct grub_parts *parts, const struct spec *spec);
void grub_parts_free(struct grub_parts *parts);

/* Whether these bytes, the first of a file, have a Multiboot2 header. */
bool grub_has_header(const unsigned char *bytes, size_t size);

#endif
