// SPDX-License-Identifier: GPL-2.0
/* The end of the file systems: everything written back, as much as possible unmounted. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "files.h"
#include "mounts.h"
#include "octal.h"
#include "say.h"

#define MOUNTINFO_SIZE_MAX (1 << 20)

/* proc(5): "36 35 98:0 /root /mount/point rw,noatime - ext3 /dev/root rw,errors=continue". */
struct mount_line {
	char *target;
	char *device; /* "major:minor"; major 0: not on a disk */
	bool gone;
	struct mount_line *next;
};

/* The mounts, the latest first. The strings are parts of info. */
static struct mount_line *parse_mounts(char *info)
{
	struct mount_line *lines = NULL;
	char *text;

	while ((text = strsep(&info, "\n"))) {
		struct mount_line *line = malloc(sizeof(*line));
		char *fields[5] = { 0 };

		for (int i = 0; i < 5 && text; i++)
			fields[i] = strsep(&text, " ");
		if (!line || !fields[4]) {
			free(line);
			continue;
		}
		decode_octal(fields[4]);
		*line = (struct mount_line){ fields[4], fields[2], false, lines };
		lines = line;
	}
	return lines;
}

static bool on_disk(const struct mount_line *line)
{
	return strncmp(line->device, "0:", 2) != 0;
}

/* syncfs(2) reports what sync(2) keeps to itself: a failed write-back. */
static bool write_back(const char *target)
{
	int fd = open(target, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool written = fd >= 0 && syncfs(fd) == 0;

	if (fd >= 0 && !written)
		say("%s: writing back failed: %s; data may be lost", target, strerror(errno));
	if (fd >= 0)
		close(fd);
	return written || fd < 0;
}

/* What cannot be unmounted is at least complete on its disk, and stays so. */
static bool end_busy(const struct mount_line *line)
{
	if (!on_disk(line))
		return true; /* memory: nothing of it outlives the domain */
	if (mount(NULL, line->target, NULL, MS_REMOUNT | MS_RDONLY, NULL) == 0)
		return true;
	say("%s: neither unmounted nor made read-only: %s", line->target, strerror(errno));
	return false;
}

/* /proc and /dev are still needed after this; they hold nothing that could be lost. */
static bool must_stay(const char *target)
{
	return strcmp(target, "/proc") == 0 || strcmp(target, "/dev") == 0 ||
	       strcmp(target, "/sys") == 0 || strcmp(target, "/") == 0;
}

static bool write_back_all(const struct mount_line *line)
{
	bool all = true;

	for (; line; line = line->next)
		if (!must_stay(line->target) || on_disk(line))
			all = write_back(line->target) && all;
	return all;
}

/* Mounts that were moved are not in the order of their names: rounds, until one does nothing. */
static void unmount_all(struct mount_line *first)
{
	bool progress;

	do {
		progress = false;
		for (struct mount_line *line = first; line; line = line->next) {
			if (line->gone || must_stay(line->target) || umount2(line->target, 0) < 0)
				continue;
			line->gone = true;
			progress = true;
		}
	} while (progress);
}

bool mounts_end(void)
{
	char *info = file_read("/proc/self/mountinfo", MOUNTINFO_SIZE_MAX, NULL);
	struct mount_line *lines = info ? parse_mounts(info) : NULL;
	bool all;

	sync();
	all = write_back_all(lines);
	unmount_all(lines);
	for (struct mount_line *line = lines; line; line = line->next)
		if (!line->gone && (on_disk(line) || !must_stay(line->target)))
			all = end_busy(line) && all;
	return all;
}
