/* SPDX-License-Identifier: GPL-2.0 */
/* What an ELF file says of itself, as far as a dynamic loader looks. */
#ifndef ROAST_SOURCE_ELF_H
#define ROAST_SOURCE_ELF_H

#include <stdbool.h>
#include <stddef.h>

#include "../../base/text.h"
#include "../../tree/tree.h"

/* Functions that are called, and then want files that no header names. */
enum elf_import {
	ELF_IMPORT_THREAD_END = 1, /* pthread_cancel, pthread_exit, backtrace: libgcc_s */
	ELF_IMPORT_ICONV = 2,	   /* character sets: gconv modules */
	ELF_IMPORT_LOCALE = 4,	   /* setlocale: C.UTF-8 */
	ELF_IMPORT_SHELL = 8,	   /* system, popen: /bin/sh */
	ELF_IMPORT_NAMES = 16,	   /* getaddrinfo and the like: NSS modules */
};

struct elf_file {
	int bits;    /* 32 or 64 */
	int machine; /* EM_... */
	int type;    /* ET_... */
	bool dynamic;
	bool damaged; /* Linux does not run it: its PT_INTERP is no path */
	char *interpreter, *soname, *rpath, *runpath; /* or null */
	struct texts needed;
	unsigned int imports; /* enum elf_import */
};

/* A file's content in memory, without a copy where that can be had. */
struct mapped {
	const char *bytes;
	size_t size;
	void *mapping; /* its owner's */
	size_t mapped;
	char *memory;
};
void map_content(struct mapped *mapped, const struct tree *tree, const struct node *node);
void unmap_content(struct mapped *mapped);

/* Null if the file is no ELF file, or too damaged to be told from one. */
struct elf_file *elf_read(const struct tree *tree, const struct node *node);
void elf_free(struct elf_file *elf);

/* Whether a domain's kernel can run it: x86-64, 64 bits. */
bool elf_runs(const struct elf_file *elf);
/* "aarch64", "i386" or a number: what it is for. */
char *elf_machine_name(const struct elf_file *elf);

#endif
