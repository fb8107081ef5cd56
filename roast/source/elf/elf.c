// SPDX-License-Identifier: GPL-2.0
/* Reading ELF files, by libelf. */
#include "elf.h"

#include <fcntl.h>
#include <gelf.h>
#include <limits.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../base/report.h"

static bool map_source(struct mapped *mapped, const struct node *node)
{
	size_t before = node->offset % (size_t)sysconf(_SC_PAGESIZE);
	int file = tree_open_source(node);

	mapped->mapped = node->size + before;
	/* libelf wants to be able to write, even if it does not. */
	mapped->mapping = mmap(NULL, mapped->mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE, file,
			       (off_t)(node->offset - before));
	close(file);
	if (mapped->mapping == MAP_FAILED)
		return false;
	mapped->bytes = (char *)mapped->mapping + before;
	mapped->size = node->size;
	return true;
}

void map_content(struct mapped *mapped, const struct tree *tree, const struct node *node)
{
	if (node->same)
		node = tree_find(tree, node->same);
	*mapped = (struct mapped){ .bytes = "" };
	if (node->size == 0 || (node->source && map_source(mapped, node)))
		return;
	mapped->memory = allocate(node->size + 1, 1);
	mapped->size = tree_read(tree, node, 0, mapped->memory, node->size);
	mapped->mapping = NULL;
	mapped->bytes = mapped->memory;
}

void unmap_content(struct mapped *mapped)
{
	if (mapped->mapping)
		munmap(mapped->mapping, mapped->mapped);
	free(mapped->memory);
}

static unsigned int import_of(const char *name)
{
	static const struct {
		const char *name;
		unsigned int import;
	} known[] = {
		{ "pthread_cancel", ELF_IMPORT_THREAD_END },
		{ "pthread_exit", ELF_IMPORT_THREAD_END },
		{ "backtrace", ELF_IMPORT_THREAD_END },
		{ "iconv_open", ELF_IMPORT_ICONV },
		{ "setlocale", ELF_IMPORT_LOCALE },
		{ "newlocale", ELF_IMPORT_LOCALE },
		{ "system", ELF_IMPORT_SHELL },
		{ "popen", ELF_IMPORT_SHELL },
		{ "getaddrinfo", ELF_IMPORT_NAMES },
		{ "gethostbyname", ELF_IMPORT_NAMES },
		{ "getpwnam", ELF_IMPORT_NAMES },
		{ "getpwuid", ELF_IMPORT_NAMES },
		{ "getpwnam_r", ELF_IMPORT_NAMES },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strcmp(name, known[i].name) == 0)
			return known[i].import;
	return 0;
}

static void read_symbols(struct elf_file *file, Elf *elf, Elf_Scn *section, const GElf_Shdr *header)
{
	Elf_Data *data = elf_getdata(section, NULL);
	size_t count = header->sh_entsize ? header->sh_size / header->sh_entsize : 0;
	GElf_Sym symbol;

	for (size_t i = 0; data && i < count; i++) {
		const char *name;

		if (!gelf_getsym(data, (int)i, &symbol) || symbol.st_shndx != SHN_UNDEF)
			continue;
		name = elf_strptr(elf, header->sh_link, symbol.st_name);
		if (name)
			file->imports |= import_of(name);
	}
}

static void set_text(char **place, const char *text)
{
	if (!text)
		return;
	free(*place);
	*place = text_copy(text);
}

static void read_sections(struct elf_file *file, Elf *elf)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	while ((section = elf_nextscn(elf, section)))
		if (gelf_getshdr(section, &header) && header.sh_type == SHT_DYNSYM)
			read_symbols(file, elf, section, &header);
}

/* Where in the file an address of memory comes from; 0 if from nowhere. */
static uint64_t offset_of(Elf *elf, size_t count, uint64_t address)
{
	GElf_Phdr header;

	for (size_t i = 0; i < count && gelf_getphdr(elf, (int)i, &header); i++)
		if (header.p_type == PT_LOAD && address >= header.p_vaddr &&
		    address - header.p_vaddr < header.p_filesz)
			return address - header.p_vaddr + header.p_offset;
	return 0;
}

static void take_dynamic(struct elf_file *file, const GElf_Dyn *entry, const char *text)
{
	if (entry->d_tag == DT_NEEDED)
		texts_add(&file->needed, text);
	else if (entry->d_tag == DT_SONAME)
		set_text(&file->soname, text);
	else if (entry->d_tag == DT_RPATH)
		set_text(&file->rpath, text);
	else if (entry->d_tag == DT_RUNPATH)
		set_text(&file->runpath, text);
}

/* As the loader reads it: by segments, which are there when sections are not. */
static void read_dynamic(struct elf_file *file, Elf *elf, size_t count, const GElf_Phdr *header,
			 const struct mapped *content)
{
	Elf_Data *data =
		elf_getdata_rawchunk(elf, (int64_t)header->p_offset, header->p_filesz, ELF_T_DYN);
	size_t size = file->bits == 64 ? sizeof(Elf64_Dyn) : sizeof(Elf32_Dyn);
	size_t entries = data ? data->d_size / size : 0;
	uint64_t strings = 0, at;
	GElf_Dyn entry;

	file->dynamic = true;
	for (size_t i = 0; i < entries && gelf_getdyn(data, (int)i, &entry); i++)
		if (entry.d_tag == DT_STRTAB)
			strings = offset_of(elf, count, entry.d_un.d_ptr);
	for (size_t i = 0; strings && i < entries && gelf_getdyn(data, (int)i, &entry); i++) {
		if (entry.d_tag == DT_NULL)
			break;
		at = strings + entry.d_un.d_val;
		if (at < content->size && entry.d_un.d_val < content->size &&
		    memchr(content->bytes + at, '\0', content->size - at))
			take_dynamic(file, &entry, content->bytes + at);
	}
}

/* As Linux has it: an absolute path here, with a zero at its end, shorter than PATH_MAX. */
static char *read_interpreter(const GElf_Phdr *header, const struct mapped *content)
{
	const char *text;

	if (header->p_offset >= content->size ||
	    header->p_filesz > content->size - header->p_offset || header->p_filesz < 2 ||
	    header->p_filesz > PATH_MAX)
		return NULL;
	text = content->bytes + header->p_offset;
	if (text[header->p_filesz - 1] != '\0' || text[0] != '/')
		return NULL;
	return text_copy(text);
}

/* Linux takes the first PT_INTERP, whatever others there are. */
static void read_segments(struct elf_file *file, Elf *elf, const struct mapped *content)
{
	bool interpreter_seen = false;
	size_t count;
	GElf_Phdr header;

	if (elf_getphdrnum(elf, &count) < 0)
		return;
	for (size_t i = 0; i < count && gelf_getphdr(elf, (int)i, &header); i++) {
		if (header.p_type == PT_DYNAMIC)
			read_dynamic(file, elf, count, &header, content);
		if (header.p_type == PT_INTERP && !interpreter_seen) {
			interpreter_seen = true;
			file->interpreter = read_interpreter(&header, content);
			file->damaged = !file->interpreter;
		}
	}
}

static struct elf_file *read_elf(Elf *elf, const struct mapped *content)
{
	struct elf_file *file;
	GElf_Ehdr header;

	if (!elf || elf_kind(elf) != ELF_K_ELF || !gelf_getehdr(elf, &header))
		return NULL;
	file = allocate(1, sizeof(*file));
	file->bits = gelf_getclass(elf) == ELFCLASS64 ? 64 : 32;
	file->machine = header.e_machine;
	file->type = header.e_type;
	read_segments(file, elf, content);
	read_sections(file, elf);
	return file;
}

struct elf_file *elf_read(const struct tree *tree, const struct node *node)
{
	struct elf_file *file = NULL;
	struct mapped content;
	Elf *elf;

	if (!S_ISREG(node->mode))
		return NULL;
	map_content(&content, tree, node);
	if (content.size > EI_NIDENT && memcmp(content.bytes, ELFMAG, SELFMAG) == 0) {
		elf_version(EV_CURRENT);
		elf = elf_memory((char *)content.bytes, content.size);
		file = read_elf(elf, &content);
		elf_end(elf);
	}
	unmap_content(&content);
	return file;
}

void elf_free(struct elf_file *elf)
{
	if (!elf)
		return;
	free(elf->interpreter);
	free(elf->soname);
	free(elf->rpath);
	free(elf->runpath);
	texts_free(&elf->needed);
	free(elf);
}

bool elf_runs(const struct elf_file *elf)
{
	return elf->bits == 64 && elf->machine == EM_X86_64;
}

char *elf_machine_name(const struct elf_file *elf)
{
	static const struct {
		int machine;
		const char *name;
	} known[] = {
		{ EM_386, "i386" },	   { EM_X86_64, "x32" },  { EM_AARCH64, "aarch64" },
		{ EM_ARM, "arm" },	   { EM_PPC64, "ppc64" }, { EM_S390, "s390x" },
		{ EM_RISCV, "riscv" },	   { EM_MIPS, "mips" },	  { EM_LOONGARCH, "loongarch" },
		{ EM_SPARCV9, "sparc64" },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (known[i].machine == elf->machine)
			return text_copy(known[i].name);
	return text_format("machine %d", elf->machine);
}
