// SPDX-License-Identifier: GPL-2.0
/* Programs and scripts of an image, and what they name of the image's other files. */
#include "roast/source/elf/closure.h"

#include "roast/source/source.h"
#include "stand-in.h"

void fuzz_begin(void)
{
	stand_in_begin();
}

/* In place of missing.c, which asks dpkg and apt. */
char *package_of_library(const char *name)
{
	return text_copy(name);
}

char *package_of_command(const char *name)
{
	return text_copy(name);
}

char *package_of_file(const char *path)
{
	return text_copy(path);
}

/* A file, and another one that the first may name as its interpreter or library. */
void fuzz_one(const uint8_t *data, size_t size)
{
	static const char *const paths[] = { "/bin/a", "/bin/env", "/lib/b.so" };
	struct texts programs = { 0 };
	struct tree *tree = tree_new();
	size_t half = size / 2;

	tree_add_memory(tree, paths[0], 0755, data, half);
	tree_add_memory(tree, paths[1], 0755, data + half, size - half);
	tree_add_memory(tree, paths[2], 0755, data + half, size - half);
	texts_add(&programs, paths[0]);
	closure_add(tree, &programs, tree);
}
