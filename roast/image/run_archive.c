// SPDX-License-Identifier: GPL-2.0
/*
 * The archive of one run: the image's, and behind it a small one of what this run has otherwise.
 *
 * Linux unpacks one archive after another, so that later files take the place of earlier ones.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../include/rumproast/config.h"
#include "../base/files.h"
#include "../base/report.h"
#include "private.h"

/* An archive that is not compressed has to begin at a multiple of four bytes. */
#define ALIGNMENT 512

static const struct entry *find_entry(const struct entries *entries, const char *path)
{
	for (size_t i = 0; i < entries->count; i++)
		if (strcmp(entries->entries[i].path, path) == 0)
			return &entries->entries[i];
	return NULL;
}

static bool has_other_folders(const struct tree *tree)
{
	struct tree_walk walk = { .tree = tree };
	struct node *node;

	while (tree && (node = tree_next(&walk)))
		if (S_ISDIR(node->mode) && strcmp(node->path, "/") != 0 &&
		    strcmp(node->path, "/etc") != 0)
			return true;
	return false;
}

/* What leads elsewhere in the image leads there here, too: a folder would take a link's place. */
static void add_links(struct tree *tree, const struct entries *entries)
{
	for (size_t i = 0; i < entries->count; i++)
		if (S_ISLNK(entries->entries[i].mode))
			tree_add_link(tree, entries->entries[i].path, entries->entries[i].link);
}

/*
 * A folder that both archives have takes owner and permissions of the second: /tmp would become
 * root's own. So folders are made as the image has them.
 */
static void keep_folders(struct tree *tree, const struct entries *entries)
{
	struct tree_walk walk = { .tree = tree };
	struct node *node;

	while ((node = tree_next(&walk))) {
		const struct entry *entry = find_entry(entries, node->path);

		if (!entry || !S_ISDIR(node->mode) || !S_ISDIR(entry->mode))
			continue;
		node->mode = entry->mode;
		node->uid = entry->uid;
		node->gid = entry->gid;
	}
}

static struct tree *added_files(const struct bundle *bundle, const char *settings,
				const struct tree *extra)
{
	struct tree *tree = tree_new();
	struct entries entries = { 0 };

	if (has_other_folders(extra))
		entries = archive_entries(bundle->archive, false);
	add_links(tree, &entries);
	if (extra)
		tree_add_tree(tree, extra, "/");
	tree_add_memory(tree, CONFIG_PATH, 0644, settings, strlen(settings));
	keep_folders(tree, &entries);
	entries_free(&entries);
	return tree;
}

static void append(const char *file, const char *more)
{
	static const char zeros[ALIGNMENT];
	int output = open(file, O_WRONLY | O_APPEND | O_CLOEXEC);
	struct stat status;
	size_t size, gap;
	char *data = file_read(more, &size);

	if (output < 0 || fstat(output, &status))
		fail_errno("cannot write %s", file);
	gap = (size_t)(-status.st_size & (ALIGNMENT - 1));
	if (write(output, zeros, gap) != (ssize_t)gap ||
	    write(output, data, size) != (ssize_t)size || close(output))
		fail_errno("cannot write %s", file);
	free(data);
}

/* Whether something that may be a secret is not the image's, but of this run. */
static bool has_secrets(const struct bundle *bundle, struct json_object *settings)
{
	static const char *const keys[] = { "program.env", "programs", "devices", "root" };
	struct json_object *own = json_get(bundle->manifest, "settings");

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (!json_object_equal(json_get(own, keys[i]), json_get(settings, keys[i])))
			return true;
	return false;
}

void bundle_run_archive(const struct bundle *bundle, struct json_object *settings,
			const struct tree *extra, const char *file)
{
	char *text = settings_text(settings);
	struct tree *tree;
	char *more = text_format("%s.more", file);

	settings_check(settings, json_get_text(bundle->manifest, "name"));
	if (strlen(text) > CONFIG_SIZE_MAX)
		fail(STATUS_USAGE, "the configuration of this run is larger than %d bytes",
		     CONFIG_SIZE_MAX);
	tree = added_files(bundle, text, extra);
	temporary_file(more);
	tree_write(tree, more, TREE_CPIO, TREE_PLAIN, "writing the configuration");
	file_copy(bundle->archive, file, 0600);
	append(file, more);
	if (chmod(file, has_secrets(bundle, settings) || extra
				? 0600
				: file_mode_like(0644, bundle->archive)))
		fail_errno("cannot write %s", file);
	unlink(more);
	temporary_keep(more);
	tree_free(tree);
	free(more);
	free(text);
}
