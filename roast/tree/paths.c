// SPDX-License-Identifier: GPL-2.0
/* Paths within a tree: their order, and where they lead. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/text.h"
#include "private.h"

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

bool way_at_end(const struct way *way)
{
	return way->rest[strspn(way->rest, "/")] == '\0';
}

static char *take_name(struct way *way)
{
	size_t begin = strspn(way->rest, "/");
	size_t length = strcspn(way->rest + begin, "/");
	char *name;

	if (!length || way->links > WAY_LINKS_MAX)
		return NULL;
	name = text_format("%.*s", (int)length, way->rest + begin);
	memmove(way->rest, way->rest + begin + length, strlen(way->rest + begin + length) + 1);
	return name;
}

char *way_next(struct way *way)
{
	char *name;

	while ((name = take_name(way))) {
		char *slash = strrchr(way->done, '/');

		if (strcmp(name, "..") == 0 && slash)
			*slash = '\0';
		else if (strcmp(name, "..") != 0 && strcmp(name, ".") != 0)
			return name;
		free(name);
	}
	return NULL;
}

void way_enter(struct way *way, const char *name)
{
	char *done = text_format("%s/%s", way->done, name);

	free(way->done);
	way->done = done;
}

void way_follow(struct way *way, const char *target)
{
	char *rest = text_format("%s/%s", target, way->rest);

	free(way->rest);
	way->rest = rest;
	if (target[0] == '/')
		way->done[0] = '\0';
	way->links++;
}

char *way_end(struct way *way)
{
	char *done = way->done;

	free(way->rest);
	if (way->links <= WAY_LINKS_MAX && done[0])
		return done;
	free(done);
	return way->links > WAY_LINKS_MAX ? NULL : text_copy("/");
}

char *path_resolve(const struct tree *tree, const char *path, bool follow_last)
{
	struct way way = { .done = text_copy(""), .rest = text_copy(path) };
	char *name, *full;

	while ((name = way_next(&way))) {
		struct tree_entry *entry;

		full = text_format("%s/%s", way.done, name);
		entry = entry_find(tree, full);
		if (entry && S_ISLNK(entry->node.mode) && (follow_last || !way_at_end(&way)))
			way_follow(&way, entry->node.link);
		else
			way_enter(&way, name);
		free(full);
		free(name);
	}
	return way_end(&way);
}
