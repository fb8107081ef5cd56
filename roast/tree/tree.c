// SPDX-License-Identifier: GPL-2.0
/* The nodes of a tree: adding, finding, taking away. */
#include "private.h"

#include <limits.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/report.h"
#include "../base/text.h"

static int compare_entries(const void *one, const void *other)
{
	return path_compare(((const struct tree_entry *)one)->node.path,
			    ((const struct tree_entry *)other)->node.path);
}

struct tree_entry *entry_find(const struct tree *tree, const char *path)
{
	struct tree_entry key = { .node.path = path };
	struct tree_entry **found = tfind(&key, &tree->root, compare_entries);

	return found ? *found : NULL;
}

static void free_texts(struct node *node)
{
	free((char *)node->path);
	free((char *)node->link);
	free((char *)node->source);
	free((char *)node->memory);
	free((char *)node->same);
}

static void free_entry(void *entry)
{
	free_texts(&((struct tree_entry *)entry)->node);
	free(entry);
}

static void copy_texts(struct node *copy, const struct node *node)
{
	char *memory = NULL;

	*copy = *node;
	if (S_ISLNK(node->mode) && (!node->link || !*node->link))
		fail(STATUS_FORMAT, "%s is a symbolic link to nothing", node->path);
	copy->path = text_copy(node->path);
	copy->link = S_ISLNK(node->mode) ? text_copy(node->link) : NULL;
	copy->source = text_copy(node->source);
	copy->same = text_copy(node->same);
	if (node->memory) {
		memory = allocate(node->size + 1, 1);
		memcpy(memory, node->memory, node->size);
	}
	copy->memory = memory;
	if (S_ISLNK(node->mode))
		copy->size = strlen(node->link);
	else if (!S_ISREG(node->mode))
		copy->size = 0;
}

/*
 * The largest file systems that are made into domains have some hundred thousand files. Without a
 * bound a small compressed archive takes all memory; a path of thousands of directories does so,
 * too, because each of them is an entry.
 */
static void check_bounds(const struct tree *tree, const char *path)
{
	size_t depth = 0;

	if (tree->count >= TREE_FILES_MAX || tree->names_size >= TREE_NAMES_MAX)
		fail(STATUS_FORMAT,
		     "more than %u files, or %u MB of names, are too many for an image",
		     TREE_FILES_MAX, TREE_NAMES_MAX >> 20);
	for (const char *name = path; *name; name += strcspn(name, "/")) {
		name += *name == '/';
		if (strcspn(name, "/") > NAME_MAX)
			fail(STATUS_FORMAT, "%.64s...: a name is longer than %d bytes", name,
			     NAME_MAX);
		depth++;
	}
	if (strlen(path) >= PATH_MAX || depth > TREE_DEPTH_MAX)
		fail(STATUS_FORMAT,
		     "%.64s...: the path is longer than %d bytes, or deeper than %d directories",
		     path, PATH_MAX - 1, TREE_DEPTH_MAX);
}

static struct tree_entry *insert(struct tree *tree, const struct node *node)
{
	struct tree_entry *entry = allocate(1, sizeof(*entry));

	check_bounds(tree, node->path);
	tree->names_size += strlen(node->path) + (node->link ? strlen(node->link) : 0);
	copy_texts(&entry->node, node);
	entry->layer = tree->layer;
	if (!tsearch(entry, &tree->root, compare_entries))
		fail(STATUS_RESOURCES, "not enough memory for a list of files");
	tree->count++;
	tree->order->good = false;
	return entry;
}

struct tree *tree_new(void)
{
	struct tree *tree = allocate(1, sizeof(*tree));

	tree->order = allocate(1, sizeof(*tree->order));
	insert(tree, &(struct node){ .path = "/", .mode = S_IFDIR | 0755 });
	return tree;
}

void tree_free(struct tree *tree)
{
	if (!tree)
		return;
	tdestroy(tree->root, free_entry);
	free(tree->order->entries);
	free(tree->order);
	free(tree);
}

/* The content of an entry that goes away passes to the first of its other names. */
static void pass_on(struct tree *tree, struct tree_entry *entry)
{
	const struct order *order = tree_order(tree);
	struct tree_entry *heir = NULL;

	for (size_t i = 0; i < order->count && entry->names; i++) {
		struct tree_entry *other = order->entries[i];

		if (!text_equal(other->node.same, entry->node.path))
			continue;
		entry->names--;
		free((char *)other->node.same);
		other->node.same = heir ? text_copy(heir->node.path) : NULL;
		if (heir) {
			heir->names++;
			continue;
		}
		heir = other;
		heir->node.source = entry->node.source;
		heir->node.source_device = entry->node.source_device;
		heir->node.source_inode = entry->node.source_inode;
		heir->node.memory = entry->node.memory;
		heir->node.offset = entry->node.offset;
		entry->node.source = entry->node.memory = NULL;
	}
}

static void remove_entry(struct tree *tree, struct tree_entry *entry)
{
	if (entry->names)
		pass_on(tree, entry);
	if (entry->node.same)
		entry_find(tree, entry->node.same)->names--;
	tdelete(entry, &tree->root, compare_entries);
	free_entry(entry);
	tree->count--;
	tree->order->good = false;
}

/* Of a name, what it names and what stands in its way must not be the same. */
static void check_place(const struct node *node)
{
	if (path_is_below(node->path, node->same) || path_is_below(node->same, node->path))
		fail(STATUS_FORMAT,
		     "%s is another name of %s, and cannot be there at the same time", node->path,
		     node->same);
}

/* From the last to the first, so that a directory is looked at when it may be empty already. */
void tree_remove_older(struct tree *tree, const char *path, bool itself)
{
	const struct order *order = tree_order(tree);
	size_t first = order_from(order, path), end = first;
	struct tree_entry **old;
	char *kept = NULL;

	while (end < order->count && path_is_below(order->entries[end]->node.path, path))
		end++;
	old = allocate(end - first, sizeof(struct tree_entry *));
	memcpy(old, order->entries + first, (end - first) * sizeof(struct tree_entry *));
	for (size_t i = end - first; i-- > 0;) {
		const char *name = old[i]->node.path;
		bool stays = old[i]->layer >= tree->layer || strcmp(name, "/") == 0 ||
			     (!itself && strcmp(name, path) == 0) ||
			     (kept && path_is_below(kept, name));

		if (!stays) {
			remove_entry(tree, old[i]);
			continue;
		}
		free(kept);
		kept = text_copy(name);
	}
	free(kept);
	free(old);
}

void tree_remove(struct tree *tree, const char *path)
{
	struct tree_entry *entry = entry_find(tree, path);

	if (!entry)
		return;
	if (!S_ISDIR(entry->node.mode)) {
		remove_entry(tree, entry);
		return;
	}
	tree->layer++;
	tree_remove_older(tree, path, true);
	tree->layer--;
}

static void make_parents(struct tree *tree, const char *path)
{
	char *parent = path_parent(path);
	struct tree_entry *entry = entry_find(tree, parent);

	if (entry && !S_ISDIR(entry->node.mode)) {
		tree_remove(tree, parent);
		entry = NULL;
	}
	if (!entry) {
		make_parents(tree, parent);
		insert(tree, &(struct node){ .path = parent, .mode = S_IFDIR | 0755 });
	}
	free(parent);
}

/* A directory where there is one already, or a link to one; null if there is neither. */
static struct node *merge_directory(struct tree *tree, struct tree_entry *there,
				    const struct node *node)
{
	struct node *target;

	if (S_ISLNK(there->node.mode)) {
		target = tree_resolve(tree, there->node.path, true);
		return target && S_ISDIR(target->mode) ? target : NULL;
	}
	if (!S_ISDIR(there->node.mode))
		return NULL;
	there->node.mode = node->mode;
	there->node.uid = node->uid;
	there->node.gid = node->gid;
	there->node.package = node->package;
	there->layer = tree->layer;
	return &there->node;
}

/* Another name of a link, a device or a pipe becomes one of its own, which is as good. */
static void copy_special(struct node *node, const struct node *first)
{
	const char *path = node->path, *package = node->package;

	*node = *first;
	node->path = path;
	node->package = package;
}

/* Another name: of the node that has the content, whose owner and mode it shares. */
static void bind_name(struct tree *tree, struct node *node)
{
	char *path = path_resolve(tree, node->same, false);
	struct tree_entry *first = path ? entry_find(tree, path) : NULL;

	if (first && first->node.same)
		first = entry_find(tree, first->node.same);
	if (!first || S_ISDIR(first->node.mode))
		fail(STATUS_FORMAT, "%s is another name of %s, which is no file here", node->path,
		     node->same);
	free(path);
	if (!S_ISREG(first->node.mode)) {
		copy_special(node, &first->node);
		return;
	}
	first->names++;
	node->same = first->node.path;
	node->mode = first->node.mode;
	node->uid = first->node.uid;
	node->gid = first->node.gid;
	node->size = first->node.size;
	node->source = node->memory = NULL;
}

static struct node *add_resolved(struct tree *tree, const struct node *node)
{
	struct tree_entry *there = entry_find(tree, node->path);
	struct node *merged = NULL, added = *node;
	struct tree_entry *entry;

	if (there && S_ISDIR(node->mode))
		merged = merge_directory(tree, there, node);
	if (merged)
		return merged;
	if (strcmp(node->path, "/") == 0)
		fail(STATUS_FORMAT, "the root of a file system can only be a directory");
	if (added.same)
		bind_name(tree, &added);
	if (there && text_equal(added.same, added.path)) {
		there->names--;
		return &there->node;
	}
	if (added.same)
		check_place(&added);
	make_parents(tree, node->path);
	/* The texts of the new node may be the old one's. */
	copy_texts(&added, &added);
	tree_remove(tree, added.path);
	entry = insert(tree, &added);
	free_texts(&added);
	return &entry->node;
}

struct node *tree_add(struct tree *tree, const struct node *node)
{
	struct node resolved = *node, *added;
	char *path = path_resolve(tree, node->path, false);

	if (!path)
		fail(STATUS_FORMAT, "%s: too many symbolic links", node->path);
	resolved.path = path;
	added = add_resolved(tree, &resolved);
	free(path); /* NOLINT(clang-analyzer-unix.Malloc): free_texts() freed copies */
	return added;
}

struct node *tree_find(const struct tree *tree, const char *path)
{
	struct tree_entry *entry = entry_find(tree, path);

	return entry ? &entry->node : NULL;
}

struct node *tree_resolve(const struct tree *tree, const char *path, bool follow_last)
{
	char *resolved = path_resolve(tree, path, follow_last);
	struct node *node = resolved ? tree_find(tree, resolved) : NULL;

	free(resolved);
	return node;
}

size_t tree_count(const struct tree *tree)
{
	return tree->count;
}
