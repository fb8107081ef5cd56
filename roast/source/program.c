// SPDX-License-Identifier: GPL-2.0
/* A program of this machine: an ELF file or a script, with all it needs. */
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <elf.h>

#include "../base/report.h"
#include "debian/debian.h"
#include "common/private.h"
#include "elf/closure.h"

static const char *const system_folders[] = { "/usr/", "/bin/", "/sbin/", "/lib/", "/opt/" };

static bool names_origin(const struct elf_file *elf)
{
	return (elf->rpath && strstr(elf->rpath, "$")) ||
	       (elf->runpath && strstr(elf->runpath, "$"));
}

/*
 * Where the program is in the image: where it is here, if that is a place for programs, or if
 * its libraries are found from where it is; else in /usr/local/bin.
 */
static char *place_of(const char *path, const struct elf_file *elf)
{
	for (size_t i = 0; i < sizeof(system_folders) / sizeof(*system_folders); i++)
		if (text_begins(path, system_folders[i]))
			return text_copy(path);
	if (elf && names_origin(elf))
		return text_copy(path);
	return text_format("/usr/local/bin/%s", strrchr(path, '/') + 1);
}

static void check_elf(const char *reference, const struct elf_file *elf)
{
	if (!elf_runs(elf))
		fail(STATUS_FORMAT, "%s is for %s (%d bits), and domains run x86-64 programs",
		     reference, elf_machine_name(elf), elf->bits);
	if (elf->damaged)
		fail(STATUS_FORMAT,
		     "%s is damaged: what it names as its dynamic loader is no absolute path",
		     reference);
	if (elf->type == ET_REL || elf->type == ET_CORE)
		fail(STATUS_FORMAT, "%s is %s, not a program", reference,
		     elf->type == ET_REL ? "an object file: link it first" : "a core dump");
	if (elf->type == ET_DYN && elf->soname && !elf->interpreter)
		fail(STATUS_FORMAT, "%s is a library, not a program", reference);
}

static bool begins_as_elf(const struct tree *tree, const struct node *node)
{
	char magic[4];

	return node->size >= 4 && tree_read(tree, node, 0, magic, 4) == 4 &&
	       memcmp(magic, ELFMAG, SELFMAG) == 0;
}

static void check_runs(const char *reference, const struct node *node, const struct elf_file *elf)
{
	struct texts words = { 0 };

	if (!(node->mode & 0111))
		fail(STATUS_FAILED, "%s is not executable: chmod +x %s", reference, reference);
	if (elf)
		check_elf(reference, elf);
	else if (begins_as_elf(NULL, node))
		fail(STATUS_FORMAT, "%s is a damaged ELF file", reference);
	else if (!script_words(NULL, node, &words))
		fail(STATUS_FORMAT,
		     "%s is neither an ELF program nor a script with #! and an interpreter in "
		     "its first line",
		     reference);
	texts_free(&words);
}

/* What the first line of a script names, past env and its flags; null if it is no script. */
static char *interpreter_of(const struct image *image, const char *place)
{
	struct texts words = { 0 };
	char *interpreter = NULL;
	size_t last = 0;

	if (!script_words(image->files, tree_resolve(image->files, place, true), &words))
		return NULL;
	if (text_ends(words.texts[0], "/env"))
		for (last = 1; last + 1 < words.count && words.texts[last][0] == '-';)
			last++;
	if (last < words.count)
		interpreter = text_copy(words.texts[last]);
	texts_free(&words);
	return interpreter;
}

/* Modules of an interpreter are no libraries that ELF headers name: all its packages come. */
static void add_interpreter(struct image *image, const char *interpreter)
{
	struct closure closure;
	char *path;

	closure_begin(&closure, image->files, NULL);
	path = interpreter[0] == '/' ? text_copy(interpreter)
				     : closure_command(&closure, interpreter);
	if (path)
		image_add_interpreter(image, path);
	free(path);
}

static void add_command(void *context, const char *word)
{
	struct closure *closure = context;
	char *path = closure_command(closure, word);

	if (path)
		closure_file(closure, path);
	free(path);
}

/* A script for a shell is made of other programs: those of this machine that it names. */
static void add_commands(struct image *image, const char *place)
{
	struct closure closure;
	char *text = tree_text(image->files, tree_resolve(image->files, place, true));

	closure_begin(&closure, image->files, NULL);
	commands_in(text, add_command, &closure);
	closure_extras(&closure);
	closure_end(&closure);
	free(text);
}

/* The interpreter is one of --package, with all that it comes with. */
static bool has_interpreter(const struct image *image, const char *interpreter)
{
	struct closure closure;
	char *path;
	bool has;

	closure_begin(&closure, image->files, NULL);
	path = interpreter[0] == '/' ? text_copy(interpreter)
				     : closure_command(&closure, interpreter);
	has = path && tree_resolve(image->files, path, true);
	free(path);
	return has;
}

static void add_script(struct image *image, const char *place)
{
	char *interpreter = interpreter_of(image, place);
	bool is_packaged = interpreter && has_interpreter(image, interpreter);

	closure_add(image->files, &(struct texts){ .texts = (char **)&place, .count = 1 }, NULL);
	if (interpreter && !is_packaged)
		add_interpreter(image, interpreter);
	if (interpreter && text_ends(interpreter, "sh"))
		add_commands(image, place);
	free(interpreter);
}

/* All ELF files that an interpreter's packages brought. */
static void close_all(struct image *image, const char *place)
{
	struct tree_walk walk = { .tree = image->files };
	struct texts programs = { 0 };
	struct node *node;

	texts_add(&programs, place);
	while ((node = tree_next(&walk)))
		if (S_ISREG(node->mode) && begins_as_elf(image->files, node))
			texts_add(&programs, node->path);
	closure_add(image->files, &programs, NULL);
	texts_free(&programs);
}

struct image *source_program(const char *reference, const struct source_options *options)
{
	char *path = realpath(reference, NULL), *base = text_copy(reference), *place;
	struct node node;
	struct elf_file *elf;
	struct image *image;
	struct texts argv = { 0 };

	if (!path || !tree_look_machine(NULL, path, &node))
		fail_errno("%s", reference);
	if (access(path, R_OK) < 0)
		fail_errno("%s cannot be read", reference);
	elf = elf_read(NULL, &node);
	check_runs(reference, &node, elf);
	image = image_new(reference, basename(base));
	place = place_of(path, elf);
	image_add_top_links(image);
	if (options->packages.count)
		image_add_options_packages(image, options);
	tree_add_file(image->files, place, 0, path);
	if (elf) {
		closure_add(image->files, &(struct texts){ .texts = &place, .count = 1 }, NULL);
	} else {
		add_script(image, place);
		close_all(image, place);
	}
	image_add_system_files(image, NULL);
	image_add_skeleton(image);
	texts_add(&argv, options->entrypoint ? options->entrypoint : place);
	image_set_argv(image, options, &argv, NULL);
	image_name_machine_packages(image);
	texts_free(&argv);
	elf_free(elf);
	free(base);
	free(place);
	free(path);
	return image;
}
