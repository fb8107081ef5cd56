// SPDX-License-Identifier: GPL-2.0
/* tar, cpio and zip archives, compressed or not, as trees; with whiteouts, as layers have them. */
#include <sys/stat.h>

#include "roast/tree/tree.h"
#include "stand-in.h"

void fuzz_begin(void)
{
	stand_in_begin();
}

void fuzz_one(const uint8_t *data, size_t size)
{
	const char *file = fuzz_file(data, size);
	struct tree *tree = tree_new();
	struct tree_walk walk = { .tree = tree };
	struct node *node;
	char piece[64];

	if (!tree_is_archive(file))
		return;
	tree_add_archive(tree, file, fuzz_directory(), true);
	while ((node = tree_next(&walk)))
		if (S_ISREG(node->mode))
			tree_read(tree, node, 0, piece, sizeof(piece));
	tree_free(tree);
}
