/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What an ELF file says of itself: its machine, its dynamic linker, the libraries it needs.
 *
 * The file is not trusted: every offset is checked against its size.
 */
#ifndef INIT_ELF_FILE_H
#define INIT_ELF_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct elf_file {
	const unsigned char *bytes; /* mapped, read-only */
	size_t size;
};

/* Maps a file; false with errno. A file that is empty is mapped as no bytes. */
bool elf_open(const char *path, struct elf_file *file);
void elf_close(struct elf_file *file);

/* Whether the file begins as ELF files do; whether it is one for this machine, complete. */
bool elf_is_elf(const struct elf_file *file);
bool elf_is_native(const struct elf_file *file);

/* The machine the file is for, in words; text is used for those without a name here. */
const char *elf_machine(const struct elf_file *file, char text[32]);

/* The path of the dynamic linker; null if the file asks for none. Native files only. */
const char *elf_interpreter(const struct elf_file *file);

/*
 * The text of the n-th entry with this tag (DT_NEEDED, DT_RPATH, DT_RUNPATH) of the dynamic
 * section; null behind the last. Native files only.
 */
const char *elf_dynamic_text(const struct elf_file *file, int64_t tag, int n);

#endif
