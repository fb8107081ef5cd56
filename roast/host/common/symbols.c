// SPDX-License-Identifier: GPL-2.0
/* Which file has the symbols of a kernel. */
#include "symbols.h"

#include <dirent.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../base/text.h"

#define BUILD_ID_MAX 64

struct kernel_file {
	bool symbols;
	unsigned char id[BUILD_ID_MAX];
	size_t id_size; /* 0: has none */
};

/* The notes of one section: "GNU" with type 3 is the build id. */
static void look_at_notes(Elf_Data *data, struct kernel_file *file)
{
	size_t offset = 0, name, content;
	GElf_Nhdr note;

	while (data && (offset = gelf_getnote(data, offset, &note, &name, &content)) > 0) {
		const char *bytes = data->d_buf;

		if (note.n_type != NT_GNU_BUILD_ID || note.n_namesz != sizeof("GNU") ||
		    memcmp(bytes + name, "GNU", sizeof("GNU")) != 0 || note.n_descsz > BUILD_ID_MAX)
			continue;
		memcpy(file->id, bytes + content, note.n_descsz);
		file->id_size = note.n_descsz;
	}
}

static void look_at_sections(Elf *elf, struct kernel_file *file)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	while ((section = elf_nextscn(elf, section))) {
		if (!gelf_getshdr(section, &header))
			continue;
		if (header.sh_type == SHT_SYMTAB)
			file->symbols = true;
		else if (header.sh_type == SHT_NOTE)
			look_at_notes(elf_getdata(section, NULL), file);
	}
}

static bool look_at(const char *path, struct kernel_file *file)
{
	int descriptor = open(path, O_RDONLY | O_CLOEXEC);
	bool is_elf;
	Elf *elf;

	*file = (struct kernel_file){ 0 };
	if (descriptor < 0)
		return false;
	elf_version(EV_CURRENT);
	elf = elf_begin(descriptor, ELF_C_READ, NULL);
	is_elf = elf && elf_kind(elf) == ELF_K_ELF;
	if (is_elf)
		look_at_sections(elf, file);
	elf_end(elf);
	close(descriptor);
	return is_elf;
}

static bool fits(const struct kernel_file *kernel, const struct kernel_file *other)
{
	return other->symbols && kernel->id_size && kernel->id_size == other->id_size &&
	       memcmp(kernel->id, other->id, kernel->id_size) == 0;
}

static char *find_in(const struct kernel_file *kernel, const char *folder)
{
	DIR *directory = opendir(folder);
	struct kernel_file other;
	struct dirent *entry;
	char *found = NULL;

	while (directory && !found && (entry = readdir(directory))) {
		if (entry->d_name[0] == '.')
			continue;
		found = text_format("%s/%s/vmlinux", folder, entry->d_name);
		if (!look_at(found, &other) || !fits(kernel, &other)) {
			free(found);
			found = NULL;
		}
	}
	if (directory)
		closedir(directory);
	return found;
}

char *symbols_find(const char *kernel, const char *const *folders)
{
	struct kernel_file file;
	char *found = NULL;

	if (!look_at(kernel, &file))
		return NULL;
	if (file.symbols)
		return text_copy(kernel);
	for (; *folders && !found; folders++)
		found = find_in(&file, *folders);
	return found;
}
