// SPDX-License-Identifier: GPL-2.0
/* What is in a tree: kind, name, size and contents of every file, in the order of their names. */
#include "trees.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define DIFFERENCES_SHOWN 20

static char **lines;
static size_t line_count;

__attribute__((format(printf, 1, 2))) static void add_line(const char *format, ...)
{
	va_list arguments;
	char *line;

	va_start(arguments, format);
	must(vasprintf(&line, format, arguments) >= 0, "allocating", "a line");
	va_end(arguments);
	lines = realloc(lines, (line_count + 1) * sizeof(*lines));
	must(lines != NULL, "allocating", "lines");
	lines[line_count++] = line;
}

static uint64_t sum_file(const char *name, off_t size)
{
	static char block[1 << 16];
	int file = open(name, O_RDONLY | O_NOFOLLOW);
	uint64_t sum = 0;
	off_t total = 0;
	ssize_t got;

	must(file >= 0, "opening", name);
	/* Whole blocks, however the file system cuts its answers. */
	while (total < size) {
		size_t have = 0;

		while (have < sizeof(block) &&
		       (got = read(file, block + have, sizeof(block) - have)) > 0)
			have += (size_t)got;
		must(have > 0, "reading", name);
		sum = checksum(sum, block, have);
		total += (off_t)have;
	}
	must(total == size && read(file, block, 1) == 0, "reading the end of", name);
	must(close(file) == 0, "closing", name);
	return sum;
}

static void list_attributes(const char *name)
{
	char names[4096], value[8192];
	ssize_t size = llistxattr(name, names, sizeof(names));

	must(size >= 0, "listing attributes of", name);
	for (char *one = names; one < names + size; one += strlen(one) + 1) {
		ssize_t got;

		if (strncmp(one, "user.", 5))
			continue;
		got = lgetxattr(name, one, value, sizeof(value));
		must(got >= 0, "reading an attribute of", name);
		add_line("%s attribute %s %zd %016" PRIx64, name, one, got,
			 checksum(0, value, (size_t)got));
	}
}

static void list_link(const char *name)
{
	char target[4096];
	ssize_t size = readlink(name, target, sizeof(target));

	must(size >= 0, "reading the link", name);
	add_line("%s link %zd %016" PRIx64, name, size, checksum(0, target, (size_t)size));
}

static void list_directory(const char *directory);

static void list_one(const char *name)
{
	struct stat status;
	char mode[16] = "", links[24] = "";

	must(lstat(name, &status) == 0, "looking at", name);
	if (has_feature(FEATURE_MODES) && !S_ISLNK(status.st_mode))
		snprintf(mode, sizeof(mode), " %04o", status.st_mode & 07777);
	if (has_feature(FEATURE_HARD_LINKS) && S_ISREG(status.st_mode))
		snprintf(links, sizeof(links), " %ju", (uintmax_t)status.st_nlink);
	if (S_ISDIR(status.st_mode)) {
		add_line("%s directory%s", name, mode);
		list_directory(name);
	} else if (S_ISREG(status.st_mode)) {
		add_line("%s file%s%s %jd %016" PRIx64, name, mode, links, (intmax_t)status.st_size,
			 sum_file(name, status.st_size));
	} else if (S_ISLNK(status.st_mode)) {
		list_link(name);
	} else {
		add_line("%s of mode %o", name, status.st_mode);
	}
	if (has_feature(FEATURE_ATTRIBUTES) && S_ISREG(status.st_mode))
		list_attributes(name);
}

static void list_directory(const char *directory)
{
	DIR *stream = opendir(directory);
	struct dirent *entry;

	must(stream != NULL, "opening", directory);
	while ((errno = 0, entry = readdir(stream))) {
		char *name;

		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		must(asprintf(&name, "%s/%s", directory, entry->d_name) >= 0, "allocating",
		     "a name");
		list_one(name);
		free(name);
	}
	must(errno == 0, "reading", directory);
	must(closedir(stream) == 0, "closing", directory);
}

static int by_text(const void *one, const void *other)
{
	return strcmp(*(char *const *)one, *(char *const *)other);
}

static void collect(void)
{
	list_directory(".");
	must(line_count > 0, "finding anything in", "it");
	qsort(lines, line_count, sizeof(*lines), by_text);
}

/* Both lists are sorted. */
static int show_differences(FILE *expected)
{
	char *line = NULL;
	size_t room = 0, at = 0;
	int shown = 0, more;

	more = getline(&line, &room, expected) > 0;
	while ((more || at < line_count) && shown < DIFFERENCES_SHOWN) {
		int order = !more ? 1 : at == line_count ? -1 : 0;

		if (more)
			line[strcspn(line, "\n")] = 0;
		if (!order)
			order = strcmp(line, lines[at]);
		if (order) {
			printf("%c %s\n", order < 0 ? '<' : '>', order < 0 ? line : lines[at]);
			shown++;
		}
		if (order >= 0)
			at++;
		if (order <= 0)
			more = getline(&line, &room, expected) > 0;
	}
	free(line);
	return shown;
}

void sum_tree(const char *expected)
{
	uint64_t sum = 0;
	FILE *list;

	collect();
	for (size_t i = 0; i < line_count; i++)
		sum = checksum(sum, lines[i], strlen(lines[i]));
	printf("%016" PRIx64 "\n", sum);
	if (!expected)
		return;
	list = fopen(expected, "re");
	must(list != NULL, "opening", expected);
	if (show_differences(list))
		exit(1);
	fclose(list);
}

void list_tree(void)
{
	collect();
	for (size_t i = 0; i < line_count; i++)
		puts(lines[i]);
}
