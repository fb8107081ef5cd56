// SPDX-License-Identifier: GPL-2.0
/* Recipes: what no package says of itself, as data. */
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../../base/files.h"
#include "../../base/report.h"
#include "debian.h"

static struct json_object *recipe_named(const char *name)
{
	char *path = text_format("%s/%s.json", installed_file("recipes"), name);
	struct json_object *recipe = file_is_regular(path) ? json_read(path) : NULL;

	free(path);
	return recipe;
}

struct json_object *recipe_of(const char *package)
{
	struct texts names = { 0 };
	struct json_object *recipe = NULL, *other;

	names_for(&names, package, false);
	for (size_t i = 0; i < names.count && !recipe; i++)
		recipe = recipe_named(names.texts[i]);
	texts_free(&names);
	if (!json_get_text(recipe, "like"))
		return recipe;
	other = recipe_named(json_get_text(recipe, "like"));
	json_object_put(recipe);
	return other;
}

/* The paths of the packages that a pattern names. */
static void matches(struct texts *paths, const struct debs *debs, const char *pattern)
{
	struct tree_walk walk = { .tree = debs->all };
	struct node *node;

	if (!strchr(pattern, '*')) {
		texts_add(paths, pattern);
		return;
	}
	while ((node = tree_next(&walk)))
		if (fnmatch(pattern, node->path, FNM_PATHNAME) == 0)
			texts_add(paths, node->path);
}

static void omit(struct json_object *recipe, const struct debs *debs)
{
	struct texts patterns = { 0 }, paths = { 0 };

	json_get_texts(recipe, "omit", &patterns);
	for (size_t i = 0; i < patterns.count; i++)
		matches(&paths, debs, patterns.texts[i]);
	for (size_t i = 0; i < paths.count; i++)
		tree_remove(debs->all, paths.texts[i]);
	texts_free(&patterns);
	texts_free(&paths);
}

static void add_users(struct json_object *recipe, struct maintainer *maintainer)
{
	struct json_object *users = json_get(recipe, "users");
	size_t count = json_count(users);

	for (size_t i = 0; i < count; i++) {
		struct json_object *user = json_item(users, i);

		accounts_add_user(&maintainer->accounts, json_get_text(user, "name"), -1, NULL,
				  json_get_text(user, "home"));
	}
}

static void add_file(const struct debs *debs, const struct maintainer *maintainer, const char *path,
		     struct json_object *file)
{
	struct texts lines = { 0 };
	const char *mode = json_get_text(file, "mode"), *user = json_get_text(file, "user");
	const char *link = json_get_text(file, "link");
	char *joined, *text;
	struct node *node;

	if (link) {
		tree_add_link(debs->all, path, link);
		return;
	}
	json_get_texts(file, "lines", &lines);
	joined = texts_join(&lines, "\n");
	text = text_format("%s\n", joined);
	node = tree_add_memory(debs->all, path, mode ? (mode_t)strtoul(mode, NULL, 8) : 0644, text,
			       strlen(text));
	if (user && accounts_user(&maintainer->accounts, user) >= 0)
		node->uid = (uid_t)accounts_user(&maintainer->accounts, user);
	free(joined);
	free(text);
	texts_free(&lines);
}

void recipe_prepare(struct json_object *recipe, const struct debs *debs,
		    struct maintainer *maintainer)
{
	struct json_object *files = json_get(recipe, "files");

	omit(recipe, debs);
	add_users(recipe, maintainer);
	if (!files)
		return;
	json_object_object_foreach(files, path, file) add_file(debs, maintainer, path, file);
}

void recipe_bring(struct json_object *recipe, const struct debs *debs, struct tree *files)
{
	struct json_object *wanted = json_get(recipe, "files");

	if (!wanted)
		return;
	json_object_object_foreach(wanted, path, file)
	{
		struct node *node = tree_resolve(debs->all, path, false);

		(void)file;
		if (node)
			tree_add(files, node);
	}
}

void recipe_link(struct json_object *recipe, struct tree *files)
{
	struct json_object *links = json_get(recipe, "links");

	if (!links)
		return;
	json_object_object_foreach(links, program, names)
	{
		size_t count = json_count(names);

		for (size_t i = 0; tree_resolve(files, program, true) && i < count; i++) {
			struct json_object *name = json_item(names, i);
			const char *path = json_object_get_string(name);

			if (!tree_resolve(files, path, false))
				tree_add_link(files, path, program);
		}
	}
}

/* A word with a star stands for the last path that matches. */
static void expand(struct texts *words, const struct debs *debs, const struct texts *patterns)
{
	for (size_t i = 0; i < patterns->count; i++) {
		struct texts paths = { 0 };

		if (patterns->texts[i][0] == '/')
			matches(&paths, debs, patterns->texts[i]);
		texts_add(words, paths.count ? paths.texts[paths.count - 1] : patterns->texts[i]);
		texts_free(&paths);
	}
}

static void take_argv(struct json_object *recipe, struct image *image, const struct debs *debs)
{
	struct texts patterns = { 0 }, argv = { 0 };

	json_get_texts(recipe, "argv", &patterns);
	expand(&argv, debs, &patterns);
	json_put_texts(image->settings, "program.argv", &argv);
	texts_free(&patterns);
	texts_free(&argv);
}

void recipe_apply(struct json_object *recipe, struct image *image, const struct debs *debs)
{
	static const char *const keys[] = { "env",	"user",	       "workdir", "stop_signal",
					    "before",	"directories", "limits",  "forks",
					    "pid_file", "stop_timeout" };

	if (json_get(recipe, "argv"))
		take_argv(recipe, image, debs);
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		struct json_object *value = json_get(recipe, keys[i]);
		char *path = text_format("program.%s", keys[i]);

		if (value)
			json_put(image->settings, path, json_object_get(value));
		free(path);
	}
	json_get_texts(recipe, "volumes", &image->volumes);
	json_get_texts(recipe, "exposed", &image->exposed);
}
