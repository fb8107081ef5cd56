// SPDX-License-Identifier: GPL-2.0
/* From the names of disks to nodes. */
#include "disk_name.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../include/rumproast/exit.h"
#include "files.h"
#include "loop.h"
#include "say.h"
#include "tool.h"

#define POLL_NS 20000000
#define SERIAL "serial="

static const struct {
	const char *link, *tag;
} tags[] = {
	{ "/dev/disk/by-uuid/", "UUID=" },
	{ "/dev/disk/by-label/", "LABEL=" },
	{ "/dev/disk/by-partuuid/", "PARTUUID=" },
	{ "/dev/disk/by-partlabel/", "PARTLABEL=" },
};

static bool starts_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

/* The name as "TAG=value" for blkid, or false. */
static bool as_tag(const char *name, char *tag, size_t size)
{
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		if (starts_with(name, tags[i].link))
			snprintf(tag, size, "%s%s", tags[i].tag, name + strlen(tags[i].link));
		else if (starts_with(name, tags[i].tag))
			snprintf(tag, size, "%s", name);
		else
			continue;
		return true;
	}
	return false;
}

bool disk_name_is(const char *name)
{
	char tag[DISK_PATH_MAX];

	return starts_with(name, "/dev/") || starts_with(name, SERIAL) ||
	       as_tag(name, tag, sizeof(tag));
}

static bool find_tag(const char *where, const char *tag, char *path)
{
	struct tool tool;
	size_t length;

	tool_begin(&tool, "blkid");
	tool_option(&tool, "-c", "/dev/null");
	tool_option(&tool, "-o", "device");
	tool_option(&tool, "-t", tag);
	if (!tool_run(&tool, where))
		return false;
	length = strcspn(tool.output, "\n");
	if (tool.output[length] && tool.output[length + 1])
		fail(RUMPROAST_EXIT_STORAGE, "%s: several disks have %s: %s", where, tag,
		     tool.output);
	tool.output[length] = 0;
	snprintf(path, DISK_PATH_MAX, "%.255s", tool.output);
	return length > 0;
}

static bool has_serial(const char *disk, const char *file, const char *serial)
{
	char path[DISK_PATH_MAX + 64], line[128];

	snprintf(path, sizeof(path), "/sys/block/%s/%s", disk, file);
	if (!file_read_line(path, line, sizeof(line)))
		return false;
	line[strcspn(line, " \n")] = 0;
	return strcmp(line, serial) == 0;
}

static bool find_serial(const char *serial, char *path)
{
	DIR *disks = opendir("/sys/block");
	struct dirent *entry;
	bool found = false;

	while (disks && !found && (entry = readdir(disks))) {
		found = has_serial(entry->d_name, "serial", serial) ||
			has_serial(entry->d_name, "device/serial", serial);
		if (found)
			snprintf(path, DISK_PATH_MAX, "/dev/%.200s", entry->d_name);
	}
	if (disks)
		closedir(disks);
	return found;
}

static bool find_now(const char *where, const char *name, char *path)
{
	char tag[DISK_PATH_MAX];

	if (starts_with(name, SERIAL))
		return find_serial(name + strlen(SERIAL), path);
	if (access(name, F_OK) < 0 && as_tag(name, tag, sizeof(tag)))
		return find_tag(where, tag, path);
	snprintf(path, DISK_PATH_MAX, "%s", name);
	return access(path, F_OK) == 0;
}

bool disk_find(const char *where, const char *name, long seconds, char *path)
{
	struct timespec pause = { .tv_nsec = POLL_NS };
	uint64_t deadline = loop_now() + (uint64_t)seconds * 1000;

	while (!find_now(where, name, path)) {
		if (loop_now() >= deadline)
			return false;
		nanosleep(&pause, NULL);
		/* What has to look at every disk need not do it fifty times a second. */
		if (pause.tv_nsec < 500000000)
			pause.tv_nsec += pause.tv_nsec / 4;
	}
	return true;
}

void disk_require(const char *where, const char *name, long seconds, char *path)
{
	if (!disk_find(where, name, seconds, path))
		fail(RUMPROAST_EXIT_DEVICE, "%s: disk %s did not appear within %ld s", where, name,
		     seconds);
}
