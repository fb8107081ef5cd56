// SPDX-License-Identifier: GPL-2.0
/* Files of this machine: the packages they are from, and interpreters with all they come with. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../../base/child.h"
#include "private.h"

static char *ask(const struct texts *argv)
{
	char *output = NULL, *complaint = NULL;

	if (!child_exists(argv->texts[0]))
		return text_copy("");
	child_run(argv, &output, &complaint);
	free(complaint);
	return output ? output : text_copy("");
}

/* dpkg knows a file by the name it was packaged with, which a merged /usr may have changed. */
static void add_names(struct texts *argv, const char *path)
{
	texts_add(argv, path);
	if (text_begins(path, "/usr/"))
		texts_add(argv, path + 4);
}

/* "PACKAGE: PATH" or "PACKAGE:ARCHITECTURE: PATH", one a line. */
static void packages_of(struct texts *names, const struct texts *argv)
{
	char *answer = ask(argv);
	struct texts lines = { 0 };

	texts_split(&lines, answer, "\n");
	for (size_t i = 0; i < lines.count; i++) {
		char *end = strstr(lines.texts[i], ": ");

		if (!end || text_begins(lines.texts[i], "diversion "))
			continue;
		*end = '\0';
		if (!texts_have(names, lines.texts[i]))
			texts_add(names, lines.texts[i]);
	}
	texts_free(&lines);
	free(answer);
}

static void note_package(struct image *image, const char *line)
{
	struct texts words = { 0 };
	struct package *package;

	texts_split(&words, line, "\t");
	if (words.count == 4) {
		package = image_add_package(image, words.texts[0], words.texts[1]);
		free(package->architecture);
		free(package->source);
		package->architecture = text_copy(words.texts[2]);
		package->source = text_copy(words.texts[3]);
	}
	texts_free(&words);
}

void image_name_machine_packages(struct image *image)
{
	struct texts argv = { 0 }, names = { 0 }, lines = { 0 };
	struct tree_walk walk = { .tree = image->files };
	struct node *node;
	char *answer;

	texts_split(&argv, "dpkg-query -S", " ");
	while ((node = tree_next(&walk)))
		if (S_ISREG(node->mode) && node->source && strcmp(node->source, node->path) == 0)
			add_names(&argv, node->path);
	if (argv.count > 2)
		packages_of(&names, &argv);
	texts_free(&argv);
	texts_split(&argv, "dpkg-query -W -f", " ");
	texts_add(&argv, "${Package}\t${Version}\t${Architecture}\t${source:Package}\n");
	for (size_t i = 0; i < names.count; i++)
		texts_add(&argv, names.texts[i]);
	answer = names.count ? ask(&argv) : text_copy("");
	texts_split(&lines, answer, "\n");
	for (size_t i = 0; i < lines.count; i++)
		note_package(image, lines.texts[i]);
	image_sort_packages(image);
	free(answer);
	texts_free(&argv);
	texts_free(&names);
	texts_free(&lines);
}

/* Of the same source as an interpreter, but nothing that it runs with. */
static bool is_aside(const char *package)
{
	static const char *const parts[] = { "-dev",	   "-doc",    "-dbg",	"-examples",
					     "-testsuite", "-venv",   "idle",	"-full",
					     "-headers",   "-static", "-nopie", "-dbgsym" };

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (strstr(package, parts[i]))
			return true;
	return false;
}

static void add_package_files(struct image *image, const char *package)
{
	struct origin machine = origin_of(NULL);
	struct texts argv = { 0 }, paths = { 0 };
	char *answer;

	texts_split(&argv, "dpkg-query -L", " ");
	texts_add(&argv, package);
	answer = ask(&argv);
	texts_split(&paths, answer, "\n");
	for (size_t i = 0; i < paths.count; i++) {
		struct node node;

		if (path_is_ballast(paths.texts[i]) ||
		    !origin_node(&machine, paths.texts[i], &node))
			continue;
		if (S_ISREG(node.mode))
			free(tree_bring(image->files, paths.texts[i], machine.look, NULL));
		free((char *)node.path);
	}
	free(answer);
	texts_free(&argv);
	texts_free(&paths);
}

/* The installed packages of the same source, with what they are called; in pairs. */
static void add_siblings(struct image *image, const char *package)
{
	struct texts argv = { 0 }, lines = { 0 };
	char *source = NULL, *answer;

	texts_split(&argv, "dpkg-query -W -f", " ");
	texts_add(&argv, "${db:Status-Status}\t${source:Package}\t${binary:Package}\n");
	answer = ask(&argv);
	texts_split(&lines, answer, "\n");
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < lines.count; i++) {
			struct texts words = { 0 };

			texts_split(&words, lines.texts[i], "\t");
			if (words.count == 3 && strcmp(words.texts[0], "installed") == 0) {
				if (pass == 0 && strcmp(words.texts[2], package) == 0)
					source = text_copy(words.texts[1]);
				else if (pass == 1 && text_equal(source, words.texts[1]) &&
					 (!is_aside(words.texts[2]) ||
					  strcmp(words.texts[2], package) == 0))
					add_package_files(image, words.texts[2]);
			}
			texts_free(&words);
		}
	free(source);
	free(answer);
	texts_free(&argv);
	texts_free(&lines);
}

void image_add_interpreter(struct image *image, const char *program)
{
	struct origin machine = origin_of(NULL);
	struct texts argv = { 0 }, names = { 0 };
	char *path = tree_where(program, machine.look, NULL);

	if (!path)
		return;
	texts_split(&argv, "dpkg-query -S", " ");
	add_names(&argv, path);
	packages_of(&names, &argv);
	if (names.count)
		add_siblings(image, names.texts[0]);
	free(path);
	texts_free(&argv);
	texts_free(&names);
}
