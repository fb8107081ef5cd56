/* SPDX-License-Identifier: GPL-2.0 */
/* What the parts of trees share. */
#ifndef ROAST_TREE_PRIVATE_H
#define ROAST_TREE_PRIVATE_H

#include "tree.h"

struct archive;

/*
 * A node as it is kept. layer counts archives with whiteouts: such a file takes away what came
 * before its own archive, wherever in the archive it stands.
 */
struct tree_entry {
	struct node node;   /* first: a node is an entry's */
	unsigned int names; /* nodes that are further names of this one */
	unsigned int layer;
};

/* All entries by path; made anew when it is asked for after a change. */
struct order {
	struct tree_entry **entries;
	size_t count;
	bool good;
};

#define TREE_FILES_MAX 1000000u
#define TREE_NAMES_MAX (512u << 20)
#define TREE_DEPTH_MAX 256

struct tree {
	void *root; /* of tsearch(3), by path_compare() */
	size_t count;
	size_t names_size; /* bytes of all paths and links that were ever added */
	unsigned int layer;
	struct order *order;
};

/* By bytes, with the slash before all others: what is below a path follows it at once. */
int path_compare(const char *one, const char *other);
/* Whether path is below, or the same as, parent. */
bool path_is_below(const char *path, const char *parent);
/* The path above, the caller's. */
char *path_parent(const char *path);

/*
 * Where path leads, without links, "." and "..": the caller's; what is missing on the way is
 * taken for directories to be made. Null after 40 links.
 */
char *path_resolve(const struct tree *tree, const char *path, bool follow_last);

/* A walk along a path: what has been passed, without links, and what is still to go. */
struct way {
	char *done; /* "" for the root */
	char *rest;
	int links;
};
#define WAY_LINKS_MAX 40
/* The next name of the rest, the caller's; null at the end. "." and ".." are done. */
char *way_next(struct way *way);
bool way_at_end(const struct way *way);
void way_enter(struct way *way, const char *name);
void way_follow(struct way *way, const char *target);
/* Where it has come to, the caller's; null after too many links. */
char *way_end(struct way *way);

struct tree_entry *entry_find(const struct tree *tree, const char *path);
/* All entries by path. */
const struct order *tree_order(const struct tree *tree);
/* The first in the order that is not before path. */
size_t order_from(const struct order *order, const char *path);
/* Takes away what is below path and older than the tree's layer; path, too, if itself is said. */
void tree_remove_older(struct tree *tree, const char *path, bool itself);

/* Content, piece by piece. */
struct content {
	const struct node *node;
	int file; /* -1: memory */
	uint64_t at;
};
void content_open(struct content *content, const struct tree *tree, const struct node *node);
size_t content_read(struct content *content, void *data, size_t size);
void content_close(struct content *content);

#endif
