// SPDX-License-Identifier: GPL-2.0
/* Reading ELF files. */
#include "elf_file.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(__x86_64__)
#define NATIVE_MACHINE EM_X86_64
#elif defined(__aarch64__)
#define NATIVE_MACHINE EM_AARCH64
#else
#error "which e_machine do programs of this architecture have?"
#endif

static const struct {
	int number;
	const char *name;
} machines[] = {
	{ EM_X86_64, "x86-64" },  { EM_386, "32-bit x86" }, { EM_AARCH64, "AArch64" },
	{ EM_ARM, "32-bit ARM" }, { EM_RISCV, "RISC-V" },   { EM_PPC64, "64-bit POWER" },
	{ EM_S390, "S/390" },	  { EM_MIPS, "MIPS" },	    { EM_SPARCV9, "SPARC" },
};

bool elf_open(const char *path, struct elf_file *file)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat status;
	void *bytes = NULL;
	int error = 0;

	if (fd < 0)
		return false;
	if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode))
		error = EINVAL;
	else if (status.st_size)
		bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (bytes == MAP_FAILED)
		error = errno;
	close(fd);
	errno = error;
	file->bytes = bytes;
	file->size = error ? 0 : (size_t)status.st_size;
	return error == 0;
}

void elf_close(struct elf_file *file)
{
	if (file->size)
		munmap((void *)file->bytes, file->size);
}

bool elf_is_elf(const struct elf_file *file)
{
	return file->size >= EI_NIDENT && memcmp(file->bytes, ELFMAG, SELFMAG) == 0;
}

/* Where size bytes at offset are, or null if they are not in the file. */
static const void *elf_at(const struct elf_file *file, uint64_t offset, uint64_t size)
{
	if (offset > file->size || size > file->size - offset)
		return NULL;
	return file->bytes + offset;
}

static const Elf64_Ehdr *elf_header(const struct elf_file *file)
{
	return elf_at(file, 0, sizeof(Elf64_Ehdr));
}

/* Program headers are copied out: their place in the file may be unaligned. */
static bool elf_segment(const struct elf_file *file, int index, Elf64_Phdr *segment)
{
	const Elf64_Ehdr *header = elf_header(file);
	const void *place;

	if (!header || index >= header->e_phnum || header->e_phentsize != sizeof(*segment))
		return false;
	place = elf_at(file, header->e_phoff + (uint64_t)index * sizeof(*segment),
		       sizeof(*segment));
	if (place)
		memcpy(segment, place, sizeof(*segment));
	return place != NULL;
}

bool elf_is_native(const struct elf_file *file)
{
	const Elf64_Ehdr *header = elf_header(file);
	Elf64_Phdr segment;

	if (!elf_is_elf(file) || !header)
		return false;
	if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_machine != NATIVE_MACHINE)
		return false;
	for (int i = 0; elf_segment(file, i, &segment); i++)
		if (!elf_at(file, segment.p_offset, segment.p_filesz))
			return false;
	return header->e_phnum && elf_segment(file, header->e_phnum - 1, &segment);
}

const char *elf_machine(const struct elf_file *file, char text[32])
{
	unsigned char low, high;
	int number;

	if (file->size < offsetof(Elf64_Ehdr, e_machine) + 2)
		return "an unknown machine";
	low = file->bytes[offsetof(Elf64_Ehdr, e_machine)];
	high = file->bytes[offsetof(Elf64_Ehdr, e_machine) + 1];
	number = file->bytes[EI_DATA] == ELFDATA2MSB ? low << 8 | high : high << 8 | low;
	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++)
		if (machines[i].number == number)
			return machines[i].name;
	snprintf(text, 32, "machine number %d", number);
	return text;
}

/* The zero-terminated text at offset, or null if it is not in the file. */
static const char *elf_text(const struct elf_file *file, uint64_t offset)
{
	const char *text = elf_at(file, offset, 1);

	if (!text || !memchr(text, 0, file->size - offset))
		return NULL;
	return text;
}

const char *elf_interpreter(const struct elf_file *file)
{
	Elf64_Phdr segment;

	for (int i = 0; elf_segment(file, i, &segment); i++)
		if (segment.p_type == PT_INTERP)
			return elf_text(file, segment.p_offset);
	return NULL;
}

/* The place in the file of what is loaded at an address; 0 if nothing is. */
static uint64_t elf_offset(const struct elf_file *file, uint64_t address)
{
	Elf64_Phdr segment;

	for (int i = 0; elf_segment(file, i, &segment); i++)
		if (segment.p_type == PT_LOAD && address >= segment.p_vaddr &&
		    address - segment.p_vaddr < segment.p_filesz)
			return segment.p_offset + (address - segment.p_vaddr);
	return 0;
}

static bool find_dynamic(const struct elf_file *file, Elf64_Phdr *dynamic)
{
	for (int i = 0; elf_segment(file, i, dynamic); i++)
		if (dynamic->p_type == PT_DYNAMIC)
			return true;
	return false;
}

/* The value of the n-th entry with this tag; false behind the last. */
static bool dynamic_value(const struct elf_file *file, int64_t tag, int n, uint64_t *value)
{
	Elf64_Phdr dynamic;
	Elf64_Dyn entry;

	if (!find_dynamic(file, &dynamic))
		return false;
	for (uint64_t done = 0; done < dynamic.p_filesz; done += sizeof(entry)) {
		const void *place = elf_at(file, dynamic.p_offset + done, sizeof(entry));

		if (!place)
			return false;
		memcpy(&entry, place, sizeof(entry));
		if (entry.d_tag == DT_NULL)
			return false;
		if (entry.d_tag == tag && n-- == 0) {
			*value = entry.d_un.d_val;
			return true;
		}
	}
	return false;
}

const char *elf_dynamic_text(const struct elf_file *file, int64_t tag, int n)
{
	uint64_t table, offset;

	if (!dynamic_value(file, DT_STRTAB, 0, &table) || !dynamic_value(file, tag, n, &offset))
		return NULL;
	table = elf_offset(file, table);
	return table ? elf_text(file, table + offset) : NULL;
}
