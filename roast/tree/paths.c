// SPDX-License-Identifier: GPL-2.0
/* Paths within a tree: their order, and where they lead. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/text.h"
#include "private.h"

#define LINKS_MAX 40

static int rank(char byte)
{
	if (byte == '\0')
		return 0;
	return byte == '/' ? 1 : (unsigned char)byte + 1;
}

int path_compare(const char *one, const char *other)
{
	while (*one && *one == *other) {
		one++;
		other++;
	}
	return rank(*one) - rank(*other);
}

bool path_is_below(const char *path, const char *parent)
{
	size_t length = strlen(parent);

	if (strcmp(parent, "/") == 0)
		return path[0] == '/';
	return strncmp(path, parent, length) == 0 && (path[length] == '/' || !path[length]);
}

char *path_parent(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash || slash == path)
		return text_copy("/");
	return text_format("%.*s", (int)(slash - path), path);
}

/* A walk along a path: what has been passed, without links, and what is still to go. */
struct way {
	char *done; /* "" for the root */
	char *rest;
	int links;
};

static void step_up(struct way *way)
{
	char *slash = strrchr(way->done, '/');

	if (slash)
		*slash = '\0';
}

static void follow(struct way *way, const char *target)
{
	char *rest = text_format("%s/%s", target, way->rest);

	free(way->rest);
	way->rest = rest;
	if (target[0] == '/')
		way->done[0] = '\0';
	way->links++;
}

/* The next name of the rest, the caller's; null at the end. */
static char *take_name(struct way *way)
{
	size_t begin = strspn(way->rest, "/");
	size_t length = strcspn(way->rest + begin, "/");
	char *name;

	if (!length)
		return NULL;
	name = text_format("%.*s", (int)length, way->rest + begin);
	memmove(way->rest, way->rest + begin + length, strlen(way->rest + begin + length) + 1);
	return name;
}

static void step(const struct tree *tree, struct way *way, const char *name, bool follow_last)
{
	bool is_last = way->rest[strspn(way->rest, "/")] == '\0';
	char *path;
	struct tree_entry *entry;

	if (strcmp(name, ".") == 0)
		return;
	if (strcmp(name, "..") == 0) {
		step_up(way);
		return;
	}
	path = text_format("%s/%s", way->done, name);
	entry = entry_find(tree, path);
	if (entry && S_ISLNK(entry->node.mode) && (follow_last || !is_last)) {
		follow(way, entry->node.link);
		free(path);
		return;
	}
	free(way->done);
	way->done = path;
}

char *path_resolve(const struct tree *tree, const char *path, bool follow_last)
{
	struct way way = { .done = text_copy(""), .rest = text_copy(path) };
	char *name;

	while (way.links <= LINKS_MAX && (name = take_name(&way))) {
		step(tree, &way, name, follow_last);
		free(name);
	}
	free(way.rest);
	if (way.links > LINKS_MAX) {
		free(way.done);
		return NULL;
	}
	if (!way.done[0]) {
		free(way.done);
		return text_copy("/");
	}
	return way.done;
}
