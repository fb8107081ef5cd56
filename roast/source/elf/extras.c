// SPDX-License-Identifier: GPL-2.0
/* Files that the C library opens by itself, which no ELF header names. */
#include <stdlib.h>
#include <string.h>
#include <fts.h>
#include <sys/stat.h>

#include "closure.h"

#define LIBRARIES "/usr/lib/x86_64-linux-gnu"

static bool is_there(const struct closure *closure, const char *path)
{
	struct node node;

	if (!origin_node(&closure->origin, path, &node))
		return false;
	free((char *)node.path);
	return true;
}

static void add_if_there(struct closure *closure, const char *path)
{
	if (is_there(closure, path))
		closure_file(closure, path);
}

static void add_files(struct closure *closure, const struct texts *paths,
		      bool (*wanted)(const char *path))
{
	for (size_t i = 0; i < paths->count; i++)
		if (!wanted || wanted(paths->texts[i]))
			closure_file(closure, paths->texts[i]);
}

static void list_machine(struct texts *paths, const char *path)
{
	char *roots[] = { (char *)path, NULL };
	FTS *walk = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, NULL);
	FTSENT *found;

	while (walk && (found = fts_read(walk)))
		if (found->fts_info == FTS_F)
			texts_add(paths, found->fts_path);
	if (walk)
		fts_close(walk);
	texts_sort(paths);
}

static void list_tree(struct texts *paths, const struct tree *tree, const char *path)
{
	struct node *node = tree_resolve(tree, path, true);
	struct tree_walk walk = { .tree = tree, .below = node ? node->path : path };

	while ((node = tree_next(&walk)))
		if (!S_ISDIR(node->mode) && tree_resolve(tree, node->path, true))
			texts_add(paths, node->path);
}

void closure_directory(struct closure *closure, const char *path, bool (*wanted)(const char *path))
{
	struct texts paths = { 0 };

	if (closure->origin.tree)
		list_tree(&paths, closure->origin.tree, path);
	else
		list_machine(&paths, path);
	add_files(closure, &paths, wanted);
	texts_free(&paths);
}

/* The character sets that programs ask for by themselves; others are large and rare. */
static bool is_common_charset(const char *path)
{
	static const char *const names[] = { "UTF-7.so",   "UTF-16.so",	    "UTF-32.so",
					     "UNICODE.so", "ISO8859-1.so",  "ISO8859-15.so",
					     "CP1252.so",  "gconv-modules", ".conf" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (text_ends(path, names[i]))
			return true;
	return false;
}

void closure_extras(struct closure *closure)
{
	if (closure->imports & ELF_IMPORT_THREAD_END)
		add_if_there(closure, LIBRARIES "/libgcc_s.so.1");
	if (closure->imports & ELF_IMPORT_NAMES) {
		add_if_there(closure, LIBRARIES "/libnss_files.so.2");
		add_if_there(closure, LIBRARIES "/libnss_dns.so.2");
	}
	if (closure->imports & ELF_IMPORT_ICONV)
		closure_directory(closure, LIBRARIES "/gconv", is_common_charset);
	if (closure->imports & ELF_IMPORT_LOCALE)
		closure_directory(closure, "/usr/lib/locale/C.utf8", NULL);
	if (closure->imports & ELF_IMPORT_SHELL)
		add_if_there(closure, "/bin/sh");
}
