// SPDX-License-Identifier: GPL-2.0
/* What installing packages would have done: accounts, owners, directories, links. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "debian.h"

void maintainer_add_directory(struct maintainer *maintainer, const char *path, const char *mode,
			      const char *user, const char *group)
{
	struct json_object *directory = json_object_new_object();

	json_put_text(directory, "path", path);
	if (mode && strcmp(mode, "-") != 0)
		json_put_text(directory, "mode", mode);
	if (user && strcmp(user, "-") != 0) {
		bool has_group = group && strcmp(group, "-") != 0 &&
				 accounts_group(&maintainer->accounts, group) >= 0;
		char *owner =
			text_format("%s%s%s", user, has_group ? ":" : "", has_group ? group : "");

		if (accounts_user(&maintainer->accounts, user) >= 0)
			json_put_text(directory, "user", owner);
		free(owner);
	}
	json_object_array_add(maintainer->directories, directory);
}

/* A line of sysusers.d(5). */
static void take_account(struct maintainer *maintainer, const struct texts *words)
{
	struct accounts *accounts = &maintainer->accounts;
	const char *kind = words->texts[0], *name = words->texts[1];
	const char *id = words->count > 2 ? words->texts[2] : "-";
	long number;

	if (!text_number(id, 0, 65534, &number))
		number = -1;
	if (kind[0] == 'u') {
		const char *home = words->count > 4 ? words->texts[4] : "-";

		accounts_add_group(accounts, name, number);
		accounts_add_user(accounts, name, number, NULL,
				  strcmp(home, "-") == 0 ? "/" : home);
	} else if (kind[0] == 'g') {
		accounts_add_group(accounts, name, number);
	} else if (kind[0] == 'm' && words->count > 2) {
		accounts_add_member(accounts, id, name);
	}
}

/* A line of tmpfiles.d(5): directories alone. */
static void take_temporary(struct maintainer *maintainer, const struct texts *words)
{
	if (!strchr("dDvqQe", words->texts[0][0]) || words->texts[1][0] != '/' ||
	    strpbrk(words->texts[1], "*?[%"))
		return;
	maintainer_add_directory(maintainer, words->texts[1],
				 words->count > 2 ? words->texts[2] : NULL,
				 words->count > 3 ? words->texts[3] : NULL,
				 words->count > 4 ? words->texts[4] : NULL);
}

static void take_lines(struct maintainer *maintainer, const char *text,
		       void (*take)(struct maintainer *maintainer, const struct texts *words))
{
	struct texts lines = { 0 }, words = { 0 };

	texts_split(&lines, text, "\n");
	for (size_t i = 0; i < lines.count; i++) {
		texts_free(&words);
		words_of(&words, lines.texts[i], NULL, false);
		if (words.count > 1 && words.texts[0][0] != '#')
			take(maintainer, &words);
	}
	texts_free(&words);
	texts_free(&lines);
}

static void take_folder(struct maintainer *maintainer, const struct deb *deb, const char *folder,
			void (*take)(struct maintainer *maintainer, const struct texts *words))
{
	struct tree_walk walk = { .tree = deb->files, .below = folder };
	struct node *node;

	while ((node = tree_next(&walk)))
		if (S_ISREG(node->mode) && text_ends(node->path, ".conf")) {
			char *text = tree_text(deb->files, node);

			take_lines(maintainer, text, take);
			free(text);
		}
}

static void take_script(struct maintainer *maintainer, const struct deb *deb, const char *name)
{
	char *text = text_of(deb->control, name);

	if (text && text_begins(text, "#!/bin/"))
		script_commands(maintainer, text, deb->name);
	free(text);
}

static void take_package(struct maintainer *maintainer, const struct deb *deb)
{
	maintainer->label = deb->label;
	take_folder(maintainer, deb, "/usr/lib/sysusers.d", take_account);
	take_script(maintainer, deb, "/preinst");
	take_script(maintainer, deb, "/postinst");
	take_folder(maintainer, deb, "/usr/lib/tmpfiles.d", take_temporary);
}

/* As dpkg does it, after what the package depends on. */
static void take_in_order(struct maintainer *maintainer, const struct debs *debs,
			  const struct deb *deb, bool *taken)
{
	if (taken[deb - debs->list])
		return;
	taken[deb - debs->list] = true;
	for (size_t i = 0; i < deb->depends.count; i++) {
		const struct deb *other = debs_find(debs, deb->depends.texts[i]);

		if (other)
			take_in_order(maintainer, debs, other, taken);
	}
	if (deb->keep == KEEP_ALL)
		take_package(maintainer, deb);
}

void maintainer_begin(struct maintainer *maintainer, const struct debs *debs)
{
	bool *taken = allocate(debs->count, sizeof(*taken));

	*maintainer = (struct maintainer){ .files = debs->all };
	maintainer->directories = json_object_new_array();
	maintainer->capabilities = json_object_new_object();
	accounts_read(&maintainer->accounts, debs->all);
	for (size_t i = 0; i < debs->count; i++)
		take_in_order(maintainer, debs, &debs->list[i], taken);
	free(taken);
}

void maintainer_free(struct maintainer *maintainer)
{
	accounts_free(&maintainer->accounts);
	json_object_put(maintainer->directories);
	json_object_put(maintainer->capabilities);
}
