// SPDX-License-Identifier: GPL-2.0
/* A tree by every way to change files that programs use. */
#include "trees.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define KIB 1024UL
#define MIB (1024 * KIB)

#define BIG_SIZE (2 * MIB + 12345)
#define MANY 150
#define SMALL_MAX 5000
#define LINK_LENGTH 300

static uint64_t state;

static int create(const char *name)
{
	int file = open(name, O_RDWR | O_CREAT | O_EXCL, 0644);

	must(file >= 0, "creating", name);
	return file;
}

static void put(int file, off_t offset, size_t size, const char *name)
{
	static char bytes[64 * KIB];

	while (size) {
		size_t now = size < sizeof(bytes) ? size : sizeof(bytes);

		random_bytes(&state, bytes, now);
		must(pwrite(file, bytes, now, offset) == (ssize_t)now, "writing", name);
		offset += (off_t)now;
		size -= now;
	}
}

static void finish(int file, const char *name)
{
	must(close(file) == 0, "closing", name);
}

static void make_directories(void)
{
	static const char *const names[] = { "a", "a/b", "a/b/c", "a/b/c/d", "empty", "many" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		must(mkdir(names[i], 0755) == 0, "making", names[i]);
}

/* Pieces that fit no block, and a part that is written twice. */
static void make_big(void)
{
	int file = create("big");

	for (size_t at = 0; at < BIG_SIZE; at += 7777)
		put(file, (off_t)at, BIG_SIZE - at < 7777 ? BIG_SIZE - at : 7777, "big");
	must(fsync(file) == 0, "writing back", "big");
	put(file, 1 * MIB - 5000, 20001, "big");
	must(fdatasync(file) == 0, "writing back", "big");
	finish(file, "big");
}

/* What compresses well. */
static void make_text(void)
{
	FILE *file = fopen("a/text", "wxe");

	must(file != NULL, "creating", "a/text");
	for (unsigned int i = 0; i < 20000; i++)
		must(fprintf(file, "Line %u of a text, %u squared is %u.\n", i, i, i * i) > 0,
		     "writing", "a/text");
	must(fclose(file) == 0, "writing", "a/text");
}

static void make_appended(void)
{
	const char *name = "a/appended";
	char bytes[777];

	for (int i = 0; i < 100; i++) {
		int file = open(name, O_WRONLY | O_CREAT | O_APPEND, 0644);

		must(file >= 0, "opening", name);
		random_bytes(&state, bytes, sizeof(bytes));
		must(write(file, bytes, sizeof(bytes)) == sizeof(bytes), "appending to", name);
		if (i % 20 == 0)
			must(fsync(file) == 0, "writing back", name);
		finish(file, name);
	}
}

/* What lies behind the end of a file must not come back when it grows. */
static void make_truncated(void)
{
	const char *name = "a/truncated";
	int file = create(name);

	put(file, 0, 600 * KIB, name);
	must(ftruncate(file, 123457) == 0, "cutting", name);
	must(ftruncate(file, 300000) == 0, "growing", name);
	put(file, 299990, 100, name);
	finish(file, name);
}

static void make_sparse(void)
{
	const char *name = "a/b/sparse";
	int file = create(name);

	put(file, 0, 4096, name);
	put(file, 1 * MIB + 100, 4096, name);
	must(ftruncate(file, 3 * MIB + 1) == 0, "growing", name);
	finish(file, name);
}

static void make_holes(void)
{
	const char *name = "a/b/holes";
	int file = create(name);

	put(file, 0, 512 * KIB, name);
	if (has_feature(FEATURE_HOLES)) {
		must(fallocate(file, 0, 400 * KIB, 400 * KIB) == 0, "allocating", name);
		must(fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 64 * KIB + 100,
			       200 * KIB) == 0,
		     "making a hole in", name);
		must(fallocate(file, FALLOC_FL_KEEP_SIZE, 0, 2 * MIB) == 0, "reserving", name);
	}
	finish(file, name);
}

/* Over a file that is there, into another directory, and a directory with all in it. */
static void make_renamed(void)
{
	int file = create("before");

	put(file, 0, 30000, "before");
	finish(file, "before");
	file = create("a/b/after");
	put(file, 0, 100, "a/b/after");
	finish(file, "a/b/after");
	must(rename("before", "a/b/after") == 0, "renaming", "before");
	must(mkdir("moved", 0755) == 0, "making", "moved");
	file = create("moved/file");
	put(file, 0, 5000, "moved/file");
	finish(file, "moved/file");
	must(rename("moved", "a/b/c/d/moved") == 0, "renaming", "moved");
}

static void make_mapped(void)
{
	const size_t size = 256 * KIB + 100;
	const char *name = "mapped";
	int file = create(name);
	char *memory;

	must(ftruncate(file, (off_t)size) == 0, "growing", name);
	memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	must(memory != MAP_FAILED, "mapping", name);
	random_bytes(&state, memory + 1000, 50000);
	random_bytes(&state, memory + size - 5000, 5000);
	must(msync(memory, size, MS_SYNC) == 0, "writing back", name);
	random_bytes(&state, memory + 200000, 100);
	must(munmap(memory, size) == 0, "unmapping", name);
	finish(file, name);
}

static void make_many(void)
{
	char name[32];

	for (unsigned int i = 0; i < MANY; i++) {
		int file;

		snprintf(name, sizeof(name), "many/file%03u.txt", i);
		file = create(name);
		put(file, 0, i * 397 % SMALL_MAX, name);
		finish(file, name);
	}
	for (unsigned int i = 0; i < MANY; i += 3) {
		snprintf(name, sizeof(name), "many/file%03u.txt", i);
		must(unlink(name) == 0, "removing", name);
	}
}

static void make_named(const char *name)
{
	int file = create(name);

	put(file, 0, strlen(name), name);
	finish(file, name);
}

static void make_names(void)
{
	char name[256];

	memset(name, 'n', sizeof(name));
	name[has_feature(FEATURE_LONG_NAMES) ? 255 : 120] = 0;
	make_named(name);
	make_named("Grüße, 世界 €.txt");
	make_named("two words");
	make_named("many.dots.in.a.name");
}

static void make_links(void)
{
	char target[LINK_LENGTH + 1];

	if (has_feature(FEATURE_SYMBOLIC_LINKS)) {
		for (int i = 0; i < LINK_LENGTH; i++)
			target[i] = i % 60 ? 't' : '/';
		target[LINK_LENGTH] = 0;
		must(symlink("../big", "a/to-big") == 0, "linking", "a/to-big");
		must(symlink(target, "a/to-nowhere") == 0, "linking", "a/to-nowhere");
	}
	if (has_feature(FEATURE_HARD_LINKS)) {
		must(link("big", "a/b/big-too") == 0, "linking", "big");
		must(link("mapped", "mapped-too") == 0, "linking", "mapped");
		must(unlink("mapped-too") == 0, "removing", "mapped-too");
	}
}

static void make_attributes(void)
{
	char value[1500];

	random_bytes(&state, value, sizeof(value));
	if (!has_feature(FEATURE_ATTRIBUTES))
		return;
	must(setxattr("big", "user.colour", "blue", 4, 0) == 0, "describing", "big");
	must(setxattr("big", "user.gone", "soon", 4, 0) == 0, "describing", "big");
	must(setxattr("mapped", "user.large", value, sizeof(value), 0) == 0, "describing",
	     "mapped");
	must(setxattr("big", "user.colour", "yellow", 6, XATTR_REPLACE) == 0, "describing", "big");
	must(removexattr("big", "user.gone") == 0, "describing", "big");
}

static void make_modes(void)
{
	if (!has_feature(FEATURE_MODES))
		return;
	must(chmod("a/appended", 0640) == 0, "protecting", "a/appended");
	must(chmod("a/b/after", 04755) == 0, "protecting", "a/b/after");
	must(chmod("empty", 01777) == 0, "protecting", "empty");
}

void make_tree(uint64_t seed)
{
	int directory;

	state = seed + 1;
	make_directories();
	make_big();
	make_text();
	make_appended();
	make_truncated();
	make_sparse();
	make_holes();
	make_renamed();
	make_mapped();
	make_many();
	make_names();
	make_links();
	make_attributes();
	make_modes();
	directory = open("a/b", O_RDONLY | O_DIRECTORY);
	must(directory >= 0, "opening", "a/b");
	must(fsync(directory) == 0, "writing back", "a/b");
	finish(directory, "a/b");
}
