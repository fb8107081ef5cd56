// SPDX-License-Identifier: GPL-2.0
/* Short ways to add nodes of one kind. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/report.h"
#include "../base/text.h"
#include "tree.h"

struct node *tree_add_directory(struct tree *tree, const char *path, mode_t permissions)
{
	return tree_add(tree, &(struct node){ .path = path, .mode = S_IFDIR | permissions });
}

struct node *tree_add_link(struct tree *tree, const char *path, const char *target)
{
	return tree_add(tree,
			&(struct node){ .path = path, .mode = S_IFLNK | 0777, .link = target });
}

struct node *tree_add_memory(struct tree *tree, const char *path, mode_t permissions,
			     const void *data, size_t size)
{
	return tree_add(tree, &(struct node){ .path = path,
					      .mode = S_IFREG | permissions,
					      .memory = size ? data : "",
					      .size = size });
}

struct node *tree_add_file(struct tree *tree, const char *path, mode_t permissions,
			   const char *source)
{
	struct stat found;

	if (stat(source, &found) < 0)
		fail_errno("%s", source);
	if (!S_ISREG(found.st_mode))
		fail(STATUS_FAILED, "%s is not a file", source);
	return tree_add(tree,
			&(struct node){ .path = path,
					.mode = S_IFREG |
						(permissions ? permissions : found.st_mode & 07777),
					.source = source,
					.source_device = found.st_dev,
					.source_inode = found.st_ino,
					.size = found.st_size });
}

void tree_add_tree(struct tree *tree, const struct tree *other, const char *below)
{
	struct tree_walk walk = { .tree = other };
	const char *prefix = strcmp(below, "/") == 0 ? "" : below;
	struct node *node;

	while ((node = tree_next(&walk))) {
		struct node copy = *node;
		bool is_root = strcmp(node->path, "/") == 0;
		char *path = text_format("%s%s", prefix, is_root ? "" : node->path);
		char *same = node->same ? text_format("%s%s", prefix, node->same) : NULL;

		copy.path = *path ? path : "/";
		copy.same = same;
		tree_add(tree, &copy);
		free(path);
		free(same);
	}
}
