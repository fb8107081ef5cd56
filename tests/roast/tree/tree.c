// SPDX-License-Identifier: GPL-2.0
/* Trees: what is added is there, archives are read and written, whiteouts take away. */
#define note tap_note
#include "caught.h"
#undef note

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "../../../roast/base/files.h"
#include "../../../roast/base/report.h"
#include "../../../roast/base/text.h"
#include "../../../roast/tree/tree.h"

static const char *folder;

static char *in_folder(const char *name)
{
	return text_format("%s/%s", folder, name);
}

static char *content(const struct tree *tree, const char *path)
{
	struct node *node = tree_resolve(tree, path, true);

	return node && S_ISREG(node->mode) ? tree_text(tree, node) : text_copy("(none)");
}

static bool holds(const struct tree *tree, const char *path, const char *expected)
{
	char *text = content(tree, path);
	bool same = strcmp(text, expected) == 0;

	free(text);
	return same;
}

static void add_text(struct tree *tree, const char *path, const char *text)
{
	tree_add_memory(tree, path, 0644, text, strlen(text));
}

static void add_name(struct tree *tree, const char *path, const char *other)
{
	tree_add(tree, &(struct node){ .path = path, .mode = S_IFREG | 0644, .same = other });
}

static void test_adding(void)
{
	struct tree *tree = tree_new();

	add_text(tree, "/usr/bin/env", "one");
	tree_add_link(tree, "/bin", "usr/bin");
	add_text(tree, "/bin/sh", "two");
	check(tree_find(tree, "/usr/bin/sh") != NULL, "a link in the parents is followed");
	check(tree_find(tree, "/bin/sh") == NULL, "and is no part of the path");
	tree_add_directory(tree, "/bin", 0700);
	check(S_ISLNK(tree_find(tree, "/bin")->mode), "a directory over a link to one keeps it");
	tree_add_directory(tree, "/usr/bin", 0700);
	check(tree_find(tree, "/usr/bin")->mode == (S_IFDIR | 0700), "a directory has a new mode");
	check(holds(tree, "/bin/env", "one"), "and keeps what is in it");
	add_text(tree, "/usr/bin/env", "new");
	check(holds(tree, "/usr/bin/env", "new"), "a file replaces another");
	tree_add(tree, tree_find(tree, "/usr/bin/env"));
	check(holds(tree, "/usr/bin/env", "new"), "a node may be added in its own place");
	add_text(tree, "/bin/../lib/./x", "up");
	check(holds(tree, "/usr/lib/x", "up"), "dots are names of directories, after links");
	add_text(tree, "/usr/bin/env/below", "b");
	check(holds(tree, "/usr/bin/env/below", "b"), "a file in the way gives way");
	add_text(tree, "/usr/bin", "file");
	check(!tree_find(tree, "/usr/bin/sh"), "a file over a directory takes all of it away");
	tree_free(tree);
}

static void test_links(void)
{
	struct tree *tree = tree_new();

	tree_add_link(tree, "/a", "b");
	tree_add_link(tree, "/b", "/a");
	tree_add_link(tree, "/etc/out", "../../../../target");
	add_text(tree, "/target", "t");
	check(!tree_resolve(tree, "/a", true), "a circle of links leads nowhere");
	check(S_ISLNK(tree_resolve(tree, "/a", false)->mode), "the last link may be asked for");
	check(holds(tree, "/etc/out", "t"), "no link leads out of the root");
	tree_add_link(tree, "/deep", "made/here");
	add_text(tree, "/deep/file", "f");
	check(holds(tree, "/made/here/file", "f"), "where a link leads is made");
	tree_free(tree);
}

static void test_order(void)
{
	struct tree *tree = tree_new();
	struct tree_walk walk = { .tree = tree, .below = "/a" };
	struct texts seen = { 0 };
	struct node *node;
	char *line;

	add_text(tree, "/a-b", "");
	add_text(tree, "/a/z", "");
	add_text(tree, "/a.c", "");
	add_text(tree, "/a/b/c", "");
	while ((node = tree_next(&walk)))
		texts_add(&seen, node->path);
	line = texts_join(&seen, " ");
	check(strcmp(line, "/a /a/b /a/b/c /a/z") == 0, "a walk has what is below, parents first");
	free(line);
	texts_free(&seen);
	check(tree_count(tree) == 7, "all nodes are counted, with the root");
	tree_remove(tree, "/a");
	check(tree_count(tree) == 3 && tree_find(tree, "/a-b"), "what is below goes with it");
	tree_free(tree);
}

static void test_names(void)
{
	struct tree *tree = tree_new();

	add_text(tree, "/m", "content");
	add_name(tree, "/a", "/m");
	add_name(tree, "/z", "/a");
	check(holds(tree, "/z", "content"), "a name of a name has the content");
	check(tree_bytes(tree) == 7, "which counts once");
	tree_remove(tree, "/m");
	check(holds(tree, "/a", "content") && holds(tree, "/z", "content"),
	      "and stays when the first name goes");
	add_name(tree, "/z", "/a");
	add_name(tree, "/a", "/z");
	check(holds(tree, "/a", "content") && tree_bytes(tree) == 7,
	      "names may be given again, in any direction");
	add_text(tree, "/a", "other");
	check(holds(tree, "/z", "content"), "a file in place of a name leaves the others");
	tree_free(tree);
}

static void name_nothing(const void *argument)
{
	struct tree *tree = tree_new();

	(void)argument;
	add_name(tree, "/a", "/nothing");
}

static struct tree *sample(void)
{
	struct tree *tree = tree_new();
	char *large = allocate(200000, 1);

	memset(large, 'x', 199999);
	add_text(tree, "/usr/bin/tool", "#!/bin/sh\n");
	tree_find(tree, "/usr/bin/tool")->mode = S_IFREG | 04755;
	tree_find(tree, "/usr/bin/tool")->uid = 12;
	tree_find(tree, "/usr/bin/tool")->gid = 3000000;
	tree_add_link(tree, "/bin", "usr/bin");
	add_text(tree, "/large", large);
	add_name(tree, "/another", "/large");
	add_text(tree, "/caf\303\251 with blanks", "");
	tree_add_directory(tree, "/tmp", 01777);
	tree_add(tree, &(struct node){ .path = "/dev/console",
				       .mode = S_IFCHR | 0600,
				       .device = makedev(5, 1) });
	tree_add(tree, &(struct node){ .path = "/run/pipe", .mode = S_IFIFO | 0600 });
	free(large);
	return tree;
}

static bool same_trees(const struct tree *one, const struct tree *other)
{
	struct tree_walk left = { .tree = one }, right = { .tree = other };
	const struct node *a, *b;

	while ((a = tree_next(&left))) {
		bool same_texts, same_numbers;

		b = tree_next(&right);
		if (!b)
			return false;
		same_texts = strcmp(a->path, b->path) == 0 && text_equal(a->link, b->link);
		same_numbers = a->mode == b->mode && a->uid == b->uid && a->gid == b->gid &&
			       a->size == b->size && a->device == b->device;
		if (!same_texts || !same_numbers)
			return false;
		if (S_ISREG(a->mode)) {
			char *text = content(one, a->path);
			bool same = holds(other, a->path, text);

			free(text);
			if (!same)
				return false;
		}
	}
	return !tree_next(&right);
}

static bool same_files(const char *one, const char *other)
{
	size_t one_size, other_size;
	char *left = file_read(one, &one_size), *right = file_read(other, &other_size);
	bool same = one_size == other_size && memcmp(left, right, one_size) == 0;

	free(left);
	free(right);
	return same;
}

static void test_archive(enum tree_form form, enum tree_compression compression, const char *name)
{
	struct tree *tree = sample(), *back = tree_new(), *again = tree_new();
	char *first = in_folder("first"), *second = in_folder("second");

	tree_write(tree, first, form, compression, "writing");
	tree_add_archive(back, first, folder, false);
	check(same_trees(tree, back), "%s: what is written can be read", name);
	check(tree_bytes(back) == tree_bytes(tree), "%s: one content has several names", name);
	tree_add_tree(again, back, "/");
	tree_remove(again, "/another");
	add_name(again, "/another", "/large");
	tree_write(again, second, form, compression, "writing");
	check(same_files(first, second), "%s: the same tree gives the same bytes", name);
	tree_free(tree);
	tree_free(back);
	tree_free(again);
	free(first);
	free(second);
}

static void test_whiteouts(void)
{
	struct tree *tree = tree_new(), *layer = tree_new();
	char *file = in_folder("layer");

	add_text(tree, "/etc/old", "old");
	add_text(tree, "/etc/both", "old");
	add_text(tree, "/opt/tree/leaf", "old");
	add_text(tree, "/var/a/old", "old");
	add_text(tree, "/var/b", "old");
	tree_add_link(tree, "/v", "var");
	add_text(layer, "/etc/.wh.old", "");
	add_text(layer, "/etc/.wh.both", "");
	add_text(layer, "/etc/both", "new");
	add_text(layer, "/opt/.wh.tree", "");
	add_text(layer, "/opt/.wh.missing", "");
	add_text(layer, "/v/.wh..wh..opq", "");
	add_text(layer, "/v/.new", "new");
	add_text(layer, "/v/a/new", "new");
	tree_write(layer, file, TREE_TAR, TREE_GZIP, "writing");
	tree_add_archive(tree, file, folder, true);
	check(!tree_find(tree, "/etc/old"), "a whiteout takes a file away");
	check(holds(tree, "/etc/both", "new"), "but none of its own layer");
	check(tree_find(tree, "/opt") && !tree_find(tree, "/opt/tree"), "nor its parent");
	check(!tree_find(tree, "/var/b") && !tree_find(tree, "/var/a/old"),
	      "an opaque directory loses what was in it");
	check(holds(tree, "/var/.new", "new") && holds(tree, "/var/a/new", "new"),
	      "and keeps what came with it, before and after");
	check(!tree_find(tree, "/etc/.wh.old"), "whiteouts are no files");
	tree_free(tree);
	tree_free(layer);
	free(file);
}

static void test_directory(void)
{
	char *root = in_folder("root"), *file = in_folder("root/etc/file");
	char *other = in_folder("root/other"), *link = in_folder("root/link");
	struct tree *tree = tree_new();

	directory_make(root, 0755);
	free(root);
	root = in_folder("root/etc");
	directory_make(root, 0750);
	file_write(file, "hello", 5, 0640);
	require(linkat(AT_FDCWD, file, AT_FDCWD, other, 0) == 0);
	require(symlink("etc/file", link) == 0);
	free(root);
	root = in_folder("root");
	tree_add_host_directory(tree, "/srv", root, false);
	check(holds(tree, "/srv/link", "hello"), "a directory is added below a path");
	check(tree_find(tree, "/srv/etc")->mode == (S_IFDIR | 0750), "with its modes");
	check(tree_find(tree, "/srv/etc/file")->uid == 0, "as root's");
	check(tree_bytes(tree) == 5, "names of one file stay together");
	tree_free(tree);
	tree = tree_new();
	tree_add_host_directory(tree, "/", root, true);
	check(tree_find(tree, "/etc/file")->uid == geteuid(), "or with its owners");
	tree_free(tree);
	free(root);
	free(file);
	free(other);
	free(link);
}

static void read_archive(const void *path)
{
	tree_add_archive(tree_new(), path, folder, false);
}

static void read_directory(const void *path)
{
	tree_add_host_directory(tree_new(), "/", path, false);
}

static void expect_failure(void (*function)(const void *), const char *argument, const char *line)
{
	struct caught caught = catch_fail(function, argument);
	char *end = strchr(caught.text, '\n');

	check(caught.status > 0 && caught.status < 125 && strstr(caught.text, line),
	      "fails with a line: %s", line);
	check(end && !end[1], "and one line only");
}

static void test_failures(void)
{
	char *good = in_folder("good"), *bad = in_folder("bad"), *secret = in_folder("secret");
	struct tree *tree = sample();
	size_t size;
	char *data;

	tree_write(tree, good, TREE_TAR, TREE_ZSTD, "writing");
	tree_free(tree);
	data = file_read(good, &size);
	file_write(bad, data, size / 2, 0644);
	expect_failure(read_archive, bad, "is damaged");
	file_write(bad, "this is no archive", 18, 0644);
	expect_failure(read_archive, bad, "is damaged, or no archive");
	unlink(bad);
	expect_failure(read_archive, bad, "cannot be read");
	expect_failure(name_nothing, NULL, "is another name of /nothing");
	directory_make(secret, 0700);
	free(bad);
	bad = in_folder("secret/file");
	file_write(bad, "x", 1, 0000);
	if (geteuid() != 0)
		expect_failure(read_directory, secret, "cannot be read");
	free(data);
	free(good);
	free(bad);
	free(secret);
}

int main(void)
{
	report_settings.quiet = true;
	folder = temporary_directory();
	test_adding();
	test_links();
	test_order();
	test_names();
	test_archive(TREE_CPIO, TREE_PLAIN, "cpio");
	test_archive(TREE_CPIO, TREE_GZIP, "cpio with gzip");
	test_archive(TREE_TAR, TREE_PLAIN, "tar");
	test_archive(TREE_TAR, TREE_ZSTD, "tar with zstd");
	test_whiteouts();
	test_directory();
	test_failures();
	return finish();
}
