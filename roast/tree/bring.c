// SPDX-License-Identifier: GPL-2.0
/* Taking parts of other file systems into a tree. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/text.h"
#include "private.h"

bool tree_look_tree(const void *context, const char *path, struct node *found)
{
	const struct node *node = tree_find(context, path);

	if (node)
		*found = *node;
	return node != NULL;
}

/* Everything is root's, as in other archives that are made of this machine's files. */
bool tree_look_machine(const void *context, const char *path, struct node *found)
{
	static char link[PATH_MAX];
	struct stat status;
	ssize_t length;

	(void)context;
	if (lstat(path, &status) < 0)
		return false;
	*found = (struct node){ .path = path, .mode = status.st_mode, .device = status.st_rdev };
	if (S_ISREG(status.st_mode)) {
		found->source = path;
		found->source_device = status.st_dev;
		found->source_inode = status.st_ino;
		found->size = status.st_size;
	}
	if (!S_ISLNK(status.st_mode))
		return true;
	length = readlink(path, link, sizeof(link) - 1);
	if (length < 0)
		return false;
	link[length] = '\0';
	found->link = link;
	return true;
}

static bool is_private_place(const char *path)
{
	static const char *const places[] = { "/dev", "/proc", "/root", "/run", "/sys" };

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (path_is_below(path, places[i]))
			return true;
	return false;
}

/* Every directory on the way is looked at, too, so that all of them have to be everybody's. */
bool tree_look_public(const void *context, const char *path, struct node *found)
{
	if (is_private_place(path) || !tree_look_machine(context, path, found))
		return false;
	if (S_ISDIR(found->mode))
		return found->mode & S_IXOTH;
	return S_ISLNK(found->mode) || (S_ISREG(found->mode) && found->mode & S_IROTH);
}

/* Walks along path; passed, if it is not null, gets every node on the way. */
static char *trace(const char *path, tree_look *look, const void *context, struct tree *passed)
{
	struct way way = { .done = text_copy(""), .rest = text_copy(path) };
	struct node found;
	bool there = true;
	char *name, *end;

	while (there && (name = way_next(&way))) {
		char *full = text_format("%s/%s", way.done, name);

		there = look(context, full, &found);
		if (there) {
			found.path = full;
			if (passed && !found.same)
				tree_add(passed, &found);
			if (S_ISLNK(found.mode))
				way_follow(&way, found.link);
			else
				way_enter(&way, name);
			there = way_at_end(&way) || !S_ISREG(found.mode);
		}
		free(full);
		free(name);
	}
	end = way_end(&way);
	if (there)
		return end;
	free(end);
	return NULL;
}

char *tree_where(const char *path, tree_look *look, const void *context)
{
	return trace(path, look, context, NULL);
}

/* Another name of a file: the file under its first name, then the name. */
static void bring_name(struct tree *tree, const char *path, tree_look *look, const void *context)
{
	struct node found;
	char *same;

	if (!look(context, path, &found) || !found.same || tree_find(tree, path))
		return;
	same = text_copy(found.same);
	free(tree_bring(tree, same, look, context));
	tree_add(tree, &(struct node){ .path = path,
				       .mode = found.mode,
				       .same = same,
				       .package = found.package });
	free(same);
}

char *tree_bring(struct tree *tree, const char *path, tree_look *look, const void *context)
{
	struct tree *passed = tree_new();
	char *end = trace(path, look, context, passed);
	struct tree_walk walk = { .tree = passed };
	struct node *node, *here;

	while (end && (node = tree_next(&walk)))
		if (!tree_find(tree, node->path))
			tree_add(tree, node);
	tree_free(passed);
	if (!end)
		return NULL;
	bring_name(tree, end, look, context);
	here = tree_resolve(tree, path, true);
	if (!here) {
		tree_add_link(tree, path, end);
		here = tree_resolve(tree, path, true);
	}
	free(end);
	return here ? text_copy(here->path) : NULL;
}
