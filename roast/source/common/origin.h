/* SPDX-License-Identifier: GPL-2.0 */
/* Where files come from that an image lacks: another tree, or this machine. */
#ifndef ROAST_SOURCE_ORIGIN_H
#define ROAST_SOURCE_ORIGIN_H

#include "../../tree/tree.h"

struct origin {
	tree_look *look;
	const void *context;
	const struct tree *tree; /* to read contents with; null for this machine */
};
/* tree: null for this machine. */
struct origin origin_of(const struct tree *tree);
/* The file that path leads to in the origin; false if there is none. The caller frees its path. */
bool origin_node(const struct origin *origin, const char *path, struct node *node);

#endif
