// SPDX-License-Identifier: GPL-2.0
/* Which program a package is for. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../../base/report.h"
#include "debian.h"

static const char *const folders[] = { "/usr/bin/", "/usr/sbin/", "/bin/", "/sbin/",
				       "/usr/games/" };

static void add_name(struct texts *names, const char *name, size_t length)
{
	char *text = text_format("%.*s", (int)length, name);

	if (length && !texts_have(names, text))
		texts_add(names, text);
	free(text);
}

/* The name without an end that says which part of something it is: NAME-server. */
static void add_without_suffix(struct texts *names, const char *name, bool programs)
{
	static const char *const service[] = { "-server", "-daemon" };
	static const char *const program[] = { "-cli",	 "-bin",    "-client", "-core",
					       "-tools", "-nox",    "-static", "-full",
					       "-light", "-extras", "-utils",  "-minimal" };
	size_t length = strlen(name);

	for (size_t i = 0; i < sizeof(service) / sizeof(*service); i++)
		if (text_ends(name, service[i]))
			add_name(names, name, length - strlen(service[i]));
	for (size_t i = 0; programs && i < sizeof(program) / sizeof(*program); i++)
		if (text_ends(name, program[i]))
			add_name(names, name, length - strlen(program[i]));
}

static void add_without_version(struct texts *names, const char *name)
{
	size_t length = strlen(name);

	while (length && (isdigit((unsigned char)name[length - 1]) || name[length - 1] == '.'))
		length--;
	if (length && length < strlen(name) && name[length - 1] == '-')
		length--;
	add_name(names, name, length);
}

void names_for(struct texts *names, const char *package, bool programs)
{
	size_t count;

	add_name(names, package, strlen(package));
	add_without_suffix(names, package, programs);
	count = names->count;
	for (size_t i = 0; i < count; i++)
		add_without_version(names, names->texts[i]);
	count = names->count;
	for (size_t i = 0; programs && i < count; i++)
		texts_add_format(names, "%sd", names->texts[i]);
}

/* A path in the folders of programs that leads to something executable. */
static bool is_program(const struct debs *debs, const char *path)
{
	struct node *node = tree_resolve(debs->all, path, true);

	return node && S_ISREG(node->mode) && (node->mode & 0111);
}

static char *program_named(const struct debs *debs, const char *name)
{
	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		char *path = text_format("%s%s", folders[i], name);

		if (is_program(debs, path))
			return path;
		free(path);
	}
	return NULL;
}

static bool is_in_folder(const char *path)
{
	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		if (text_begins(path, folders[i]) && !strchr(path + strlen(folders[i]), '/'))
			return true;
	return false;
}

/* All programs of a package, with the links that alternatives make of them. */
static void programs_in(struct texts *paths, const struct debs *debs, const struct deb *deb)
{
	struct tree_walk walk = { .tree = debs->all };
	struct node *node;

	while ((node = tree_next(&walk)))
		if (node->package == deb->label && is_in_folder(node->path) &&
		    is_program(debs, node->path))
			texts_add(paths, node->path);
}

/* Which of them has one of the names, or one with something behind a dot: vim.basic. */
static char *choose(const struct debs *debs, const struct texts *paths, const struct texts *names)
{
	for (size_t i = 0; i < names->count; i++)
		for (size_t j = 0; j < paths->count; j++)
			if (strcmp(strrchr(paths->texts[j], '/') + 1, names->texts[i]) == 0)
				return text_copy(paths->texts[j]);
	for (size_t i = 0; i < names->count; i++) {
		char *path = program_named(debs, names->texts[i]);

		if (path)
			return path;
	}
	for (size_t j = 0; j < paths->count; j++) {
		const char *name = strrchr(paths->texts[j], '/') + 1;
		size_t length = strlen(names->texts[0]);

		if (strncmp(name, names->texts[0], length) == 0 && name[length] == '.')
			return text_copy(paths->texts[j]);
	}
	return NULL;
}

/* A package without programs stands for those that it depends on. */
static void programs_of_needed(struct texts *paths, const struct debs *debs, const struct deb *deb,
			       struct texts *names)
{
	for (size_t i = 0; i < deb->depends.count; i++) {
		const struct deb *other = debs_find(debs, deb->depends.texts[i]);

		if (!other || other->keep != KEEP_ALL)
			continue;
		programs_in(paths, debs, other);
		names_for(names, other->name, true);
	}
}

char *program_of(const struct debs *debs, const struct deb *deb)
{
	struct texts paths = { 0 }, names = { 0 };
	char *program, *list;

	names_for(&names, deb->name, true);
	programs_in(&paths, debs, deb);
	if (!paths.count)
		programs_of_needed(&paths, debs, deb, &names);
	program = choose(debs, &paths, &names);
	if (!program && paths.count == 1)
		program = text_copy(paths.texts[0]);
	list = texts_join(&paths, ", ");
	if (!program && paths.count)
		fail(STATUS_USAGE, "%s has several programs: choose one by --entrypoint from %s",
		     deb->name, list);
	if (!program)
		fail(STATUS_USAGE,
		     "%s has no program of its own: name one by --entrypoint, or what it is for",
		     deb->name);
	free(list);
	texts_free(&paths);
	texts_free(&names);
	return program;
}
