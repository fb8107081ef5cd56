// SPDX-License-Identifier: GPL-2.0
/* Where files come from that an image lacks: another tree, or this machine. */
#include "origin.h"

#include <stdlib.h>

struct origin origin_of(const struct tree *tree)
{
	return (struct origin){ .look = tree ? tree_look_tree : tree_look_public,
				.context = tree,
				.tree = tree };
}

bool origin_node(const struct origin *origin, const char *path, struct node *node)
{
	char *end = tree_where(path, origin->look, origin->context);

	if (end && origin->look(origin->context, end, node)) {
		node->path = end;
		if (node->source && !origin->tree)
			node->source = end;
		return true;
	}
	free(end);
	return false;
}
