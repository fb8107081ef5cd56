// SPDX-License-Identifier: GPL-2.0
/* Libraries and interpreters of programs. */
#include "closure.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../../base/report.h"
#include "../source.h"

void closure_begin(struct closure *closure, struct tree *tree, const struct tree *from)
{
	*closure = (struct closure){ .tree = tree, .origin = origin_of(from) };
}

static void miss(struct closure *closure, const char *program, const char *name)
{
	for (size_t i = 1; i < closure->missing.count; i += 2)
		if (strcmp(closure->missing.texts[i], name) == 0)
			return;
	texts_add(&closure->missing, program);
	texts_add(&closure->missing, name);
}

/* The node that path leads to, brought from the origin if it is not in the tree yet. */
static struct node *bring(struct closure *closure, const char *path)
{
	struct node *node = tree_resolve(closure->tree, path, true);
	char *end;

	if (node)
		return node;
	end = tree_bring(closure->tree, path, closure->origin.look, closure->origin.context);
	node = end ? tree_find(closure->tree, end) : NULL;
	free(end);
	return node;
}

/*
 * What a program or a script is to be run by. Not every path is one: its author could name any file
 * of this machine.
 */
static bool is_runnable(const struct closure *closure, const char *path)
{
	struct node *own = path[0] == '/' ? tree_resolve(closure->tree, path, true) : NULL;
	const struct tree *tree = own ? closure->tree : closure->origin.tree;
	struct texts words = { 0 };
	struct elf_file *elf;
	struct node node;
	bool runs;

	if (path[0] != '/' || (!own && !origin_node(&closure->origin, path, &node)))
		return false;
	elf = elf_read(tree, own ? own : &node);
	runs = ((own ? own : &node)->mode & 0111) &&
	       (elf ? elf_runs(elf) : script_words(tree, own ? own : &node, &words));
	if (!own)
		free((char *)node.path);
	texts_free(&words);
	elf_free(elf);
	return runs;
}

/* ---- libraries of one program */

/* A program being loaded: what its loader has by now, and what is still to be looked at. */
struct load {
	struct closure *closure;
	struct texts names; /* sonames and names asked for */
	struct texts queue; /* paths as they were found, and directories that they inherit */
	bool musl;
};

/* A loader passes over files of that name that are for another machine. */
static bool is_library(const struct closure *closure, const char *path)
{
	struct node *own = tree_resolve(closure->tree, path, true), node;
	struct elf_file *elf = NULL;
	bool runs;

	if (own)
		elf = elf_read(closure->tree, own);
	else if (origin_node(&closure->origin, path, &node)) {
		elf = elf_read(closure->origin.tree, &node);
		free((char *)node.path);
	}
	runs = elf && elf_runs(elf);
	elf_free(elf);
	return runs;
}

/* Without a cache the loader knows its standard directories only. */
static void make_known(struct load *load, const char *name, const char *path)
{
	char *known = text_format("/usr/lib/x86_64-linux-gnu/%s", name);

	if (!tree_resolve(load->closure->tree, known, true))
		tree_add_link(load->closure->tree, known, path);
	free(known);
}

static char *find_library(struct load *load, const struct search *search, const char *name)
{
	for (size_t i = 0; i < search->directories.count; i++) {
		char *path = text_format("%s/%s", search->directories.texts[i], name);

		if (is_library(load->closure, path)) {
			bring(load->closure, path);
			if (i >= search->own && i < search->standard)
				make_known(load, name, path);
			return path;
		}
		free(path);
	}
	return NULL;
}

static void load_library(struct load *load, const char *path, const struct elf_file *elf,
			 const char *name, const struct search *search, const char *inherited)
{
	char *found;

	if (texts_have(&load->names, name))
		return;
	texts_add(&load->names, name);
	if (load->musl && strcmp(name, "libc.so") == 0)
		return;
	/* A path that is not absolute begins where the program is started, which nobody knows. */
	if (strchr(name, '/'))
		found = name[0] == '/' && is_library(load->closure, name) ? text_copy(name) : NULL;
	else
		found = find_library(load, search, name);
	if (!found) {
		miss(load->closure, path, name);
		return;
	}
	bring(load->closure, found);
	texts_take(&load->queue, found);
	texts_add_format(&load->queue, "%s%s%s", inherited, elf->rpath ? ":" : "",
			 elf->rpath ? elf->rpath : "");
}

static void load_needed(struct load *load, const char *path, const char *inherited)
{
	struct node *node = bring(load->closure, path);
	struct elf_file *elf = node ? elf_read(load->closure->tree, node) : NULL;
	struct search search = { 0 };
	struct texts passed = { 0 };

	if (!elf)
		return;
	if (!text_begins(node->path, "/usr/lib/x86_64-linux-gnu/libc.so.") &&
	    !text_begins(node->path, "/lib/x86_64-linux-gnu/libc.so."))
		load->closure->imports |= elf->imports;
	if (elf->soname)
		texts_add(&load->names, elf->soname);
	texts_split(&passed, inherited, ":");
	if (elf->needed.count)
		search_make(&search, load->closure, elf, path, &passed, load->musl);
	for (size_t i = 0; i < elf->needed.count; i++)
		load_library(load, path, elf, elf->needed.texts[i], &search, inherited);
	texts_free(&search.directories);
	texts_free(&passed);
	elf_free(elf);
}

static void add_elf(struct closure *closure, const char *path, const struct elf_file *elf)
{
	struct load load = { .closure = closure };

	if (elf->interpreter) {
		load.musl = strstr(elf->interpreter, "ld-musl") != NULL;
		if (!is_runnable(closure, elf->interpreter) || !bring(closure, elf->interpreter))
			miss(closure, path, elf->interpreter);
	}
	load_needed(&load, path, "");
	for (size_t i = 0; i + 1 < load.queue.count; i += 2) {
		char *library = text_copy(load.queue.texts[i]);

		if (text_set_add(&closure->done, library))
			load_needed(&load, library, load.queue.texts[i + 1]);
		free(library);
	}
	texts_free(&load.queue);
	texts_free(&load.names);
}

/* ---- scripts */

/* Of a script's first line Linux reads 255 bytes (BINPRM_BUF_SIZE). */
#define LINE_SIZE 256

bool script_words(const struct tree *tree, const struct node *node, struct texts *words)
{
	char line[LINE_SIZE];
	size_t size, begin;

	if (!S_ISREG(node->mode) || node->size < 3)
		return false;
	size = tree_read(tree, node, 0, line, sizeof(line) - 1);
	line[size] = '\0';
	if (strncmp(line, "#!", 2) != 0 || strlen(line) < 3)
		return false;
	begin = 2 + strspn(line + 2, " \t");
	/* A path that is cut off is not run; arguments that are, are. */
	if (size == sizeof(line) - 1 && !strpbrk(line + begin, " \t\n"))
		return false;
	line[strcspn(line, "\n")] = '\0';
	texts_split(words, line + 2, " \t\r");
	return words->count > 0;
}

char *closure_command(const struct closure *closure, const char *name)
{
	static const char *const directories[] = { "/usr/local/sbin", "/usr/local/bin", "/usr/sbin",
						   "/usr/bin",	      "/sbin",		"/bin" };
	struct node node;

	if (strchr(name, '/'))
		return name[0] == '/' && is_runnable(closure, name) ? text_copy(name) : NULL;
	for (size_t i = 0; i < sizeof(directories) / sizeof(*directories); i++) {
		char *path = text_format("%s/%s", directories[i], name);

		if (tree_resolve(closure->tree, path, true))
			return path;
		if (origin_node(&closure->origin, path, &node)) {
			free((char *)node.path);
			return path;
		}
		free(path);
	}
	return NULL;
}

static void add_script(struct closure *closure, const char *path, const struct texts *words)
{
	size_t next = 1;
	char *command;

	if (!is_runnable(closure, words->texts[0]) || !bring(closure, words->texts[0])) {
		miss(closure, path, words->texts[0]);
		return;
	}
	closure_file(closure, words->texts[0]);
	if (!text_ends(words->texts[0], "/env"))
		return;
	while (next < words->count &&
	       (words->texts[next][0] == '-' || strchr(words->texts[next], '=')))
		next++;
	if (next >= words->count)
		return;
	command = closure_command(closure, words->texts[next]);
	if (command)
		closure_file(closure, command);
	else
		miss(closure, path, words->texts[next]);
	free(command);
}

void closure_file(struct closure *closure, const char *path)
{
	struct node *node = bring(closure, path);
	struct texts words = { 0 };
	struct elf_file *elf;

	if (!node) {
		miss(closure, "the image", path);
		return;
	}
	if (!S_ISREG(node->mode) || !text_set_add(&closure->done, path))
		return;
	elf = elf_read(closure->tree, node);
	/* A loader takes a program's $ORIGIN from where links lead to. */
	if (elf && elf_runs(elf)) {
		char *place = text_copy(node->path);

		add_elf(closure, place, elf);
		free(place);
	} else if (!elf && script_words(closure->tree, node, &words)) {
		add_script(closure, path, &words);
	}
	texts_free(&words);
	elf_free(elf);
}

void closure_add(struct tree *tree, const struct texts *programs, const struct tree *from)
{
	struct closure closure;

	closure_begin(&closure, tree, from);
	for (size_t i = 0; i < programs->count; i++)
		closure_file(&closure, programs->texts[i]);
	closure_extras(&closure);
	closure_end(&closure);
}

/* What is missing is a path, a library, or else a command. */
static char *package_of(const char *name)
{
	if (name[0] == '/')
		return package_of_file(name);
	return strstr(name, ".so") ? package_of_library(name) : package_of_command(name);
}

#define WITHHELD                                                                                   \
	"this machine has it, but not as a program or library that every user may read; --file "   \
	"adds "                                                                                    \
	"it"

static bool is_withheld(const struct closure *closure, const char *name)
{
	struct node node;

	return !closure->origin.tree && name[0] == '/' && tree_look_machine(NULL, name, &node);
}

void closure_end(struct closure *closure)
{
	struct texts parts = { 0 };

	for (size_t i = 0; i + 1 < closure->missing.count; i += 2) {
		const char *name = closure->missing.texts[i + 1];
		char *package = is_withheld(closure, name) ? text_copy(WITHHELD) : package_of(name);

		texts_add_format(&parts, "%s needs %s, which is not here (%s)",
				 closure->missing.texts[i], name, package);
		free(package);
	}
	if (parts.count)
		fail(STATUS_NOT_FOUND, "%s", texts_join(&parts, "; "));
	text_set_free(&closure->done);
	texts_free(&closure->missing);
}
