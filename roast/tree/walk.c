// SPDX-License-Identifier: GPL-2.0
/* The nodes of a tree in their order. */
#include <search.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/text.h"
#include "private.h"

static void collect(const void *place, VISIT visit, void *order)
{
	struct order *collected = order;

	if (visit == postorder || visit == leaf)
		collected->entries[collected->count++] = *(struct tree_entry *const *)place;
}

const struct order *tree_order(const struct tree *tree)
{
	struct order *order = tree->order;

	if (order->good)
		return order;
	order->entries = reallocate(order->entries, tree->count, sizeof(struct tree_entry *));
	order->count = 0;
	twalk_r(tree->root, collect, order);
	order->good = true;
	return order;
}

size_t order_from(const struct order *order, const char *path)
{
	size_t low = 0, high = order->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (path_compare(order->entries[middle]->node.path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct node *tree_next(struct tree_walk *walk)
{
	const struct order *order = tree_order(walk->tree);
	struct node *node;

	if (walk->next == 0 && walk->below)
		walk->next = order_from(order, walk->below);
	if (walk->next >= order->count)
		return NULL;
	node = &order->entries[walk->next]->node;
	if (walk->below && !path_is_below(node->path, walk->below))
		return NULL;
	walk->next++;
	return node;
}

uint64_t tree_bytes(const struct tree *tree)
{
	const struct order *order = tree_order(tree);
	uint64_t sum = 0;

	for (size_t i = 0; i < order->count; i++) {
		const struct node *node = &order->entries[i]->node;

		if (S_ISREG(node->mode) && !node->same)
			sum += node->size;
	}
	return sum;
}
