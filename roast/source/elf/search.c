// SPDX-License-Identifier: GPL-2.0
/* Where a dynamic loader looks for libraries: glibc's as Debian builds it, and musl's. */
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "closure.h"

/* What $LIB is for Debian's loader, and for those of other distributions. */
static const char *const lib_names[] = { "lib/x86_64-linux-gnu", "lib64", "lib" };

static char *replace(const char *text, const char *name, const char *value)
{
	size_t length = strlen(name);
	struct texts parts = { 0 };
	const char *at = text, *dollar;
	char *joined;

	while ((dollar = strchr(at, '$'))) {
		bool braced = dollar[1] == '{';
		const char *word = dollar + 1 + braced;

		if (strncmp(word, name, length) != 0 || (braced && word[length] != '}')) {
			texts_add_format(&parts, "%.*s", (int)(word - at), at);
			at = word;
			continue;
		}
		texts_add_format(&parts, "%.*s%s", (int)(dollar - at), at, value);
		at = word + length + braced;
	}
	texts_add(&parts, at);
	joined = texts_join(&parts, "");
	texts_free(&parts);
	return joined;
}

void search_expand(struct texts *directories, const char *list, const char *path)
{
	const char *slash = strrchr(path, '/');
	char *origin = slash && slash != path ? text_format("%.*s", (int)(slash - path), path)
					      : text_copy("");
	struct texts parts = { 0 };

	texts_split(&parts, list, ":");
	for (size_t i = 0; i < parts.count; i++) {
		char *placed = replace(parts.texts[i], "ORIGIN", origin);
		char *done = replace(placed, "PLATFORM", "x86_64");

		for (size_t j = 0; j < sizeof(lib_names) / sizeof(*lib_names); j++) {
			char *directory = replace(done, "LIB", lib_names[j]);

			if (directory[0] == '/' && !texts_have(directories, directory))
				texts_add(directories, directory);
			free(directory);
		}
		free(placed);
		free(done);
	}
	texts_free(&parts);
	free(origin);
}

static char *origin_text(const struct origin *origin, const char *path)
{
	struct node node;
	char *text;

	if (!origin_node(origin, path, &node))
		return NULL;
	text = S_ISREG(node.mode) && node.size < 65536 ? tree_text(origin->tree, &node) : NULL;
	free((char *)node.path);
	return text;
}

static void read_configuration(struct texts *directories, const struct origin *origin,
			       const char *path, int depth);

/* Patterns of this machine are looked up by glob(3), those of a tree by its names. */
static void include(struct texts *directories, const struct origin *origin, const char *pattern,
		    int depth)
{
	struct tree_walk walk = { .tree = origin->tree };
	struct node *node;
	glob_t found;

	if (!origin->tree) {
		if (glob(pattern, 0, NULL, &found) == 0)
			for (size_t i = 0; i < found.gl_pathc; i++)
				read_configuration(directories, origin, found.gl_pathv[i], depth);
		globfree(&found);
		return;
	}
	while ((node = tree_next(&walk))) {
		size_t length = strcspn(pattern, "*");

		if (strncmp(node->path, pattern, length) == 0 &&
		    !strchr(node->path + length, '/') && text_ends(node->path, ".conf"))
			read_configuration(directories, origin, node->path, depth);
	}
}

static void read_configuration(struct texts *directories, const struct origin *origin,
			       const char *path, int depth)
{
	char *text = origin_text(origin, path);
	struct texts lines = { 0 }, words = { 0 };

	texts_split(&lines, text ? text : "", "\n");
	for (size_t i = 0; i < lines.count; i++) {
		texts_free(&words);
		texts_split(&words, lines.texts[i], " \t,:");
		if (words.count == 0 || words.texts[0][0] == '#')
			continue;
		if (words.count > 1 && strcmp(words.texts[0], "include") == 0 && depth < 4)
			include(directories, origin, words.texts[1], depth + 1);
		else if (words.texts[0][0] == '/')
			texts_add(directories, words.texts[0]);
	}
	texts_free(&words);
	texts_free(&lines);
	free(text);
}

static void add_list(struct texts *list, const struct texts *more)
{
	for (size_t i = 0; i < more->count; i++)
		texts_add(list, more->texts[i]);
}

static void add_musl(struct texts *directories, const struct origin *origin)
{
	char *text = origin_text(origin, "/etc/ld-musl-x86_64.path");

	texts_split(directories, text ? text : "/lib:/usr/local/lib:/usr/lib", ":\n");
	free(text);
}

static void add_glibc(struct search *search, const struct closure *closure)
{
	static const char *const standard[] = { "/lib/x86_64-linux-gnu",
						"/usr/lib/x86_64-linux-gnu",
						"/lib64",
						"/usr/lib64",
						"/lib",
						"/usr/lib" };
	struct origin own = origin_of(closure->tree);

	read_configuration(&search->directories, &own, "/etc/ld.so.conf", 0);
	read_configuration(&search->directories, &closure->origin, "/etc/ld.so.conf", 0);
	search->standard = search->directories.count;
	for (size_t i = 0; i < sizeof(standard) / sizeof(*standard); i++)
		texts_add(&search->directories, standard[i]);
}

void search_make(struct search *search, const struct closure *closure, const struct elf_file *elf,
		 const char *path, const struct texts *inherited, bool musl)
{
	if (elf->rpath && (musl || !elf->runpath))
		search_expand(&search->directories, elf->rpath, path);
	if (musl || !elf->runpath)
		add_list(&search->directories, inherited);
	if (elf->runpath)
		search_expand(&search->directories, elf->runpath, path);
	search->own = search->directories.count;
	if (musl)
		add_musl(&search->directories, &closure->origin);
	else
		add_glibc(search, closure);
	if (musl)
		search->standard = search->own;
}
