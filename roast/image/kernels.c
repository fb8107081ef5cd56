// SPDX-License-Identifier: GPL-2.0
/*
 * Kernels that are there: installed, built in the project's tree, or built by roast before.
 *
 * What one is made of is told by a file beside it, "components", or by the "wanted.config" that
 * its build left. A kernel of which that is not known is never chosen.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/child.h"
#include "../base/files.h"
#include "../base/report.h"
#include "private.h"

#define COMPONENT_MARK "# component: "

static char *beside(const char *kernel, const char *name)
{
	const char *slash = strrchr(kernel, '/');

	return text_format("%.*s%s", slash ? (int)(slash + 1 - kernel) : 0, kernel, name);
}

static char *text_beside(const char *kernel, const char *name)
{
	char *path = beside(kernel, name);
	char *text = file_try_read(path, NULL);

	free(path);
	return text;
}

static void read_components(const char *kernel, struct texts *components)
{
	char *text = text_beside(kernel, "components");
	struct texts lines = { 0 };

	if (text) {
		texts_split(components, text, " \n");
	} else if ((text = text_beside(kernel, "wanted.config"))) {
		texts_split(&lines, text, "\n");
		for (size_t i = 0; i < lines.count; i++)
			if (text_begins(lines.texts[i], COMPONENT_MARK))
				texts_add(components, lines.texts[i] + strlen(COMPONENT_MARK));
		texts_free(&lines);
	}
	texts_sort(components);
	free(text);
}

static char *read_package(const char *kernel)
{
	char *text = text_beside(kernel, "package");

	if (text)
		text[strcspn(text, "\n")] = '\0';
	return text;
}

/* ---- as ELF files */

static uint64_t loaded_bytes(Elf *elf)
{
	GElf_Ehdr header;
	GElf_Phdr segment;
	uint64_t bytes = 0;
	size_t count;

	if (!gelf_getehdr(elf, &header) || header.e_machine != EM_X86_64 ||
	    elf_getphdrnum(elf, &count))
		return 0;
	for (size_t i = 0; i < count; i++)
		if (gelf_getphdr(elf, (int)i, &segment) && segment.p_type == PT_LOAD)
			bytes += segment.p_memsz;
	return bytes;
}

static bool has_symbols(Elf *elf)
{
	GElf_Shdr header;

	for (Elf_Scn *section = elf_nextscn(elf, NULL); section;
	     section = elf_nextscn(elf, section))
		if (gelf_getshdr(section, &header) && header.sh_type == SHT_SYMTAB)
			return true;
	return false;
}

static void look_at(const char *path, uint64_t *bytes, bool *symbols)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	Elf *elf;

	*bytes = 0;
	*symbols = false;
	if (file < 0)
		return;
	elf_version(EV_CURRENT);
	elf = elf_begin(file, ELF_C_READ, NULL);
	if (elf && elf_kind(elf) == ELF_K_ELF) {
		*bytes = loaded_bytes(elf);
		*symbols = has_symbols(elf);
	}
	elf_end(elf);
	close(file);
}

uint64_t kernel_loaded_bytes(const char *path)
{
	uint64_t bytes;
	bool symbols;

	look_at(path, &bytes, &symbols);
	return bytes;
}

char *kernel_version(const char *path)
{
	static const char mark[] = "Linux version ";
	size_t size;
	char *data = file_read(path, &size);
	const char *found = memmem(data, size, mark, strlen(mark));
	char *version = NULL;

	if (found) {
		found += strlen(mark);
		version = text_format("%.*s", (int)strspn(found, "0123456789."), found);
	}
	free(data);
	return version ? version : text_copy("unknown");
}

/* ---- which there are */

static bool read_kernel(const char *path, struct kernel *kernel)
{
	*kernel = (struct kernel){ .size = kernel_loaded_bytes(path) };
	if (!kernel->size)
		return false;
	kernel->path = text_copy(path);
	read_components(path, &kernel->components);
	kernel->package = read_package(path);
	return true;
}

static struct texts kernel_files(const char *folder)
{
	DIR *directory = opendir(folder);
	struct texts files = { 0 };
	struct dirent *entry;

	while (directory && (entry = readdir(directory)))
		if (entry->d_name[0] != '.')
			texts_add_format(&files, "%s/%s/vmlinux", folder, entry->d_name);
	if (directory)
		closedir(directory);
	texts_sort(&files);
	return files;
}

void kernels_in(struct kernels *kernels, const char *folder)
{
	struct texts files = kernel_files(folder);
	struct kernel kernel;

	for (size_t i = 0; i < files.count; i++) {
		if (!read_kernel(files.texts[i], &kernel))
			continue;
		kernels->kernels = reallocate(kernels->kernels, kernels->count + 1, sizeof(kernel));
		kernels->kernels[kernels->count++] = kernel;
	}
	texts_free(&files);
}

static void clear_kernel(struct kernel *kernel)
{
	free(kernel->path);
	free(kernel->package);
	texts_free(&kernel->components);
}

void kernel_free(struct kernel *kernel)
{
	clear_kernel(kernel);
	free(kernel);
}

void kernels_free(struct kernels *kernels)
{
	for (size_t i = 0; kernels->kernels && i < kernels->count; i++)
		clear_kernel(&kernels->kernels[i]);
	free(kernels->kernels);
	*kernels = (struct kernels){ 0 };
}

static bool has_all(const struct kernel *kernel, const struct texts *components, bool exact)
{
	for (size_t i = 0; i < components->count; i++)
		if (!texts_have(&kernel->components, components->texts[i]))
			return false;
	return !exact || kernel->components.count == components->count;
}

const struct kernel *kernels_choose(const struct kernels *kernels, const struct texts *components,
				    bool exact)
{
	const struct kernel *best = NULL;

	for (size_t i = 0; i < kernels->count; i++) {
		const struct kernel *kernel = &kernels->kernels[i];

		if (has_all(kernel, components, exact) && (!best || kernel->size < best->size))
			best = kernel;
	}
	return best;
}

/* ---- without symbols */

static void strip_into(const char *from, const char *to)
{
	struct texts argv = { 0 };
	char *output, *complaint;

	child_need("strip", "binutils");
	texts_split(&argv, "strip -o", " ");
	texts_add(&argv, to);
	texts_add(&argv, from);
	if (child_run(&argv, &output, &complaint) != 0)
		fail(strstr(complaint, "No space left") ? STATUS_RESOURCES : STATUS_FAILED,
		     "cannot take the symbols from %s: %s", from, complaint);
	if (chmod(to, 0644))
		fail_errno("cannot write %s", to);
	free(output);
	free(complaint);
	texts_free(&argv);
}

static void write_beside(const char *directory, const char *name, const char *text)
{
	char *path = text_format("%s/%s", directory, name);

	file_write(path, text, strlen(text), 0644);
	free(path);
}

/* The directory of the kernel without symbols, in a folder by the digest of the one with them. */
static char *stripped_directory(const struct kernel *kernel, const char *folder)
{
	char *digest = file_digest(kernel->path);
	char *final = text_format("%s/%s", folder, digest);
	char *components = texts_join(&kernel->components, "\n");
	struct workplace place;
	char *path;

	free(digest);
	if (file_exists(final)) {
		free(components);
		return final;
	}
	place = workplace_new(folder);
	path = text_format("%s/vmlinux", place.directory);
	strip_into(kernel->path, path);
	write_beside(place.directory, "components", components);
	if (kernel->package)
		write_beside(place.directory, "package", kernel->package);
	if (chmod(place.directory, 0755) ||
	    (rename(place.directory, final) && errno != EEXIST && errno != ENOTEMPTY))
		fail_errno("cannot make %s", final);
	workplace_drop(&place);
	free(path);
	free(components);
	return final;
}

/* folder: where one that has symbols is kept without them. */
static struct kernel *copy_kernel(const struct kernel *kernel, const char *folder)
{
	struct kernel *copy = allocate(1, sizeof(*copy));
	uint64_t bytes;
	bool symbols;

	look_at(kernel->path, &bytes, &symbols);
	if (symbols) {
		char *directory = stripped_directory(kernel, folder);

		copy->path = text_format("%s/vmlinux", directory);
		free(directory);
	} else {
		copy->path = text_copy(kernel->path);
	}
	copy->package = text_copy(kernel->package);
	copy->size = kernel->size;
	for (size_t i = 0; i < kernel->components.count; i++)
		texts_add(&copy->components, kernel->components.texts[i]);
	return copy;
}

struct kernel *kernel_into(const char *path, const char *folder)
{
	struct kernel kernel, *copy;

	if (!file_is_regular(path))
		fail(STATUS_NOT_FOUND, "no kernel %s", path);
	if (!read_kernel(path, &kernel))
		fail(STATUS_FORMAT, "%s is no kernel: not an ELF file for x86-64", path);
	copy = copy_kernel(&kernel, folder);
	clear_kernel(&kernel);
	return copy;
}

struct kernel *kernel_of_file(const char *path)
{
	return kernel_into(path, cache_folder("stripped"));
}

/*
 * Kernels that roast built are as old as those it was installed with. When these have been
 * replaced, nobody is to get the old ones because they are smaller.
 */
const char *kernels_built(void)
{
	struct texts files = kernel_files(installed_file("kernels"));
	struct key_text *text = key_text_new();
	char *digest, *name;
	const char *folder;

	for (size_t i = 0; i < files.count; i++)
		key_describe_file(text->file, files.texts[i]);
	digest = key_text_end(text);
	name = text_format("kernels/%.16s", digest);
	folder = cache_folder(name);
	texts_free(&files);
	free(digest);
	free(name);
	return folder;
}

struct kernel *kernel_find(const struct texts *components, bool trim)
{
	struct kernels kernels = { 0 };
	struct texts resolved = { 0 };
	const struct kernel *chosen;
	struct kernel *kernel;

	components_resolve(components, &resolved);
	kernels_in(&kernels, installed_file("kernels"));
	kernels_in(&kernels, kernels_built());
	chosen = kernels_choose(&kernels, &resolved, trim);
	kernel = chosen ? copy_kernel(chosen, cache_folder("stripped")) : kernel_build(&resolved);
	kernels_free(&kernels);
	texts_free(&resolved);
	return kernel;
}

char *kernel_with(const struct texts *components, bool trim, struct texts *have)
{
	struct kernel *kernel = kernel_find(components, trim);
	char *path = text_copy(kernel->path);

	for (size_t i = 0; i < kernel->components.count; i++)
		texts_add(have, kernel->components.texts[i]);
	kernel_free(kernel);
	return path;
}
