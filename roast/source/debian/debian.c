// SPDX-License-Identifier: GPL-2.0
/* A Debian package as an image. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../../base/report.h"
#include "debian.h"

/*
 * What every Debian system has: nothing of it is kept unless something refers to it, and no
 * package depends on what it may take for granted.
 */
static const char *const taken_for_granted[] = {
	"base-files", "base-passwd", "netbase",	  "libc-bin",	 "libgcc-s1",
	"dash",	      "bash",	     "coreutils", "sed",	 "grep",
	"mawk",	      "findutils",   "hostname",  "debianutils", "ncurses-base",
	"perl-base",  "tzdata",	     "gzip",	  "tar",
};

static void names_of(struct texts *names, const char *reference, struct json_object *recipe,
		     const struct source_options *options)
{
	if (reference)
		texts_add(names, reference);
	for (size_t i = 0; i < options->packages.count; i++)
		texts_add(names, options->packages.texts[i]);
	if (recipe)
		json_get_texts(recipe, "packages", names);
}

static void open_all(struct debs *debs, const struct texts *names,
		     const struct source_options *options)
{
	struct texts all = { 0 };
	struct image base = { 0 };

	for (size_t i = 0; i < names->count; i++)
		texts_add(&all, names->texts[i]);
	for (size_t i = 0; i < sizeof(taken_for_granted) / sizeof(*taken_for_granted); i++)
		if (!texts_have(&all, taken_for_granted[i]))
			texts_add(&all, taken_for_granted[i]);
	debs_open(debs, &all, options->pull);
	for (size_t i = 0; i < debs->count; i++) {
		debs->list[i].named = false;
		for (size_t j = 0; j < names->count; j++)
			if (strncmp(names->texts[j], debs->list[i].name,
				    strcspn(names->texts[j], "=/:")) == 0 &&
			    strlen(debs->list[i].name) == strcspn(names->texts[j], "=/:"))
				debs->list[i].named = true;
	}
	debs_decide(debs, options);
	base.files = debs->all;
	image_add_system_files(&base, debs->all);
	texts_free(&all);
}

/* The packages of which something is in the image. */
static void note_packages(struct image *image, const struct debs *debs)
{
	struct tree_walk walk = { .tree = image->files };
	bool *used = allocate(debs->count, sizeof(*used));
	struct node *node;

	while ((node = tree_next(&walk)))
		for (size_t i = 0; i < debs->count && !S_ISDIR(node->mode); i++)
			used[i] = used[i] || node->package == debs->list[i].label;
	for (size_t i = 0; i < debs->count; i++) {
		const struct deb *deb = &debs->list[i];
		struct package *package;

		if (!used[i])
			continue;
		package = image_add_package(image, deb->name, deb->version);
		free(package->architecture);
		free(package->source);
		free(package->file_name);
		package->architecture = text_copy(deb->architecture);
		package->source = text_copy(deb->source);
		package->file_name = text_copy(strrchr(deb->file, '/') + 1);
	}
	image_sort_packages(image);
	free(used);
}

static void copy_system_files(struct image *image, const struct debs *debs)
{
	static const char *const paths[] = { "/etc/passwd",	   "/etc/group",
					     "/etc/nsswitch.conf", "/etc/services",
					     "/etc/protocols",	   "/etc/debian_version",
					     "/etc/os-release" };

	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		free(tree_bring(image->files, paths[i], tree_look_tree, debs->all));
}

/* The programs of the settings, as far as they are paths: of argv the first, of before all. */
static void programs_of(struct texts *programs, struct image *image, const struct debs *debs)
{
	struct json_object *before = json_get(image->settings, "program.before");
	size_t count = json_count(before);
	struct texts words = { 0 };

	json_get_texts(image->settings, "program.argv", &words);
	for (size_t i = 0; i < count; i++) {
		struct json_object *argv = json_item(before, i);

		for (size_t j = 0; j < json_count(argv); j++)
			if (json_text(json_item(argv, j)))
				texts_add(&words, json_text(json_item(argv, j)));
	}
	for (size_t i = 0; i < words.count; i++) {
		struct node *node = words.texts[i][0] == '/'
					    ? tree_resolve(debs->all, words.texts[i], true)
					    : NULL;

		if (i == 0 || (node && S_ISREG(node->mode) && node->mode & 0111))
			texts_add(programs, words.texts[i]);
	}
	texts_free(&words);
}

/* Arguments that a person gives are the program's, not those of a script that starts it. */
static bool is_start_script(const struct image *image)
{
	struct json_object *argv = json_get(image->settings, "program.argv");
	const char *path = json_text(json_item(argv, 0));

	return path && (text_begins(path, "/etc/") || text_begins(path, "/usr/share/"));
}

/* What the unit says of its start holds for its script alone. */
static void forget_start(struct image *image)
{
	static const char *const keys[] = { "before", "forks", "pid_file" };
	struct json_object *program = json_get(image->settings, "program");

	for (size_t i = 0; program && i < sizeof(keys) / sizeof(*keys); i++)
		json_object_object_del(program, keys[i]);
}

static void choose_program(struct image *image, const struct debs *debs, const struct deb *deb,
			   struct json_object *recipe, struct maintainer *maintainer,
			   bool arguments_given)
{
	char *program;

	if (recipe && json_get(recipe, "argv")) {
		recipe_apply(recipe, image, debs);
		return;
	}
	if (!unit_apply(image, debs, deb, maintainer) ||
	    (arguments_given && is_start_script(image))) {
		struct texts argv = { 0 };

		forget_start(image);
		program = program_of(debs, deb);
		texts_take(&argv, program);
		json_put_texts(image->settings, "program.argv", &argv);
		texts_free(&argv);
	}
	if (recipe)
		recipe_apply(recipe, image, debs);
}

/* --entrypoint is a path, or a name that PATH leads to. */
static void choose_entrypoint(struct image *image, const struct debs *debs, const char *entrypoint)
{
	struct texts argv = { 0 };
	struct closure closure;

	closure_begin(&closure, debs->all, debs->all);
	if (entrypoint[0] == '/')
		texts_add(&argv, entrypoint);
	else
		texts_take(&argv, closure_command(&closure, entrypoint));
	if (!argv.count || !argv.texts[0] || !tree_resolve(debs->all, argv.texts[0], true))
		fail(STATUS_NOT_FOUND, "--entrypoint %s: none of the packages has it", entrypoint);
	json_put_texts(image->settings, "program.argv", &argv);
	texts_free(&argv);
}

/* Arguments stand behind the program, in place of those that were found. */
static void replace_arguments(struct image *image, const struct source_options *options)
{
	struct json_object *argv = json_get(image->settings, "program.argv");
	struct texts program = { 0 };

	if (!options->arguments_given)
		return;
	if (json_text(json_item(argv, 0)))
		texts_add(&program, json_text(json_item(argv, 0)));
	image_set_argv(image, options, &program, NULL);
	texts_free(&program);
}

static void put_directories(struct image *image, struct maintainer *maintainer)
{
	struct json_object *own = json_get(image->settings, "program.directories");
	size_t count = json_count(own);

	for (size_t i = 0; i < count; i++)
		json_object_array_add(maintainer->directories, json_object_get(json_item(own, i)));
	if (json_count(maintainer->directories))
		json_put(image->settings, "program.directories",
			 json_object_get(maintainer->directories));
}

/* Of the files that are in the image. */
static void put_capabilities(struct image *image, const struct maintainer *maintainer)
{
	struct json_object *kept = json_object_new_object();

	json_object_object_foreach(maintainer->capabilities, path, text)
	{
		if (tree_find(image->files, path))
			json_object_object_add(kept, path, json_object_get(text));
	}
	if (json_object_object_length(kept))
		json_put(image->settings, "file_capabilities", kept);
	else
		json_object_put(kept);
}

static void fill(struct image *image, const struct debs *debs, struct json_object *recipe,
		 const struct deb *deb, const struct source_options *options)
{
	struct maintainer maintainer;
	struct texts programs = { 0 };

	maintainer_begin(&maintainer, debs);
	if (recipe)
		recipe_prepare(recipe, debs, &maintainer);
	if (options->entrypoint)
		choose_entrypoint(image, debs, options->entrypoint);
	else
		choose_program(image, debs, deb, recipe, &maintainer, options->arguments_given);
	put_directories(image, &maintainer);
	accounts_write(&maintainer.accounts, debs->all);
	replace_arguments(image, options);
	programs_of(&programs, image, debs);
	image_add_top_links(image);
	if (recipe) {
		json_get_texts(recipe, "keep", &programs);
		recipe_bring(recipe, debs, image->files);
	}
	debs_select(debs, image->files, &programs, options);
	put_capabilities(image, &maintainer);
	recipe_link(recipe, image->files);
	copy_system_files(image, debs);
	maintainer_free(&maintainer);
	texts_free(&programs);
}

struct image *source_package(const char *reference, const struct source_options *options)
{
	char *name = text_format("%.*s", (int)strcspn(reference, "=/:"), reference);
	struct json_object *recipe = recipe_of(name);
	struct image *image = image_new(reference, name);
	struct texts names = { 0 };
	struct debs debs;

	names_of(&names, reference, recipe, options);
	open_all(&debs, &names, options);
	if (!debs_find(&debs, name))
		fail_no_package(name);
	fill(image, &debs, recipe, debs_find(&debs, name), options);
	note_packages(image, &debs);
	image_add_skeleton(image);
	debs_free(&debs);
	json_object_put(recipe);
	texts_free(&names);
	free(name);
	return image;
}

/* --package for other sources: files alone, below what is there already. */
void image_add_options_packages(struct image *image, const struct source_options *options)
{
	struct texts names = { 0 }, none = { 0 };
	struct maintainer maintainer;
	struct debs debs;

	names_of(&names, NULL, NULL, options);
	open_all(&debs, &names, options);
	maintainer_begin(&maintainer, &debs);
	accounts_write(&maintainer.accounts, debs.all);
	debs_select(&debs, image->files, &none, options);
	put_capabilities(image, &maintainer);
	note_packages(image, &debs);
	maintainer_free(&maintainer);
	debs_free(&debs);
	texts_free(&names);
}
