// SPDX-License-Identifier: GPL-2.0
/* The end of the devices: by system calls alone, as the tools may be gone with the archive. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/major.h>
#include <linux/raid/md_u.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "devices.h"
#include "files.h"
#include "mapper.h"
#include "say.h"

#define BLOCK "/sys/block/"

/* Devices lie on one another; the last that can be taken down is this many rounds away. */
#define ROUNDS_MAX 64

static bool read_attribute(const char *device, const char *name, char *value, size_t size)
{
	char path[320];

	snprintf(path, sizeof(path), BLOCK "%.200s/%s", device, name);
	return file_read_line(path, value, size);
}

static bool remove_mapped(const char *device)
{
	char name[128];

	return !read_attribute(device, "dm/name", name, sizeof(name)) || mapper_remove(name);
}

static bool is_running(const char *device)
{
	char state[32];

	return read_attribute(device, "md/array_state", state, sizeof(state)) &&
	       strcmp(state, "clear") != 0;
}

static bool stop_array(const char *device)
{
	char path[272];
	bool stopped;
	int fd, error;

	if (!is_running(device))
		return true;
	snprintf(path, sizeof(path), "/dev/%.200s", device);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	fsync(fd);
	stopped = ioctl(fd, STOP_ARRAY, NULL) == 0;
	error = errno;
	close(fd);
	errno = error;
	return stopped;
}

/* Returns whether the device is none of those that can be taken down, or is down now. */
static bool take_down(const char *device)
{
	if (strncmp(device, "dm-", 3) == 0)
		return remove_mapped(device);
	if (strncmp(device, "md", 2) == 0)
		return stop_array(device);
	return true;
}

static int count_up(bool told)
{
	DIR *devices = opendir(BLOCK);
	struct dirent *entry;
	int up = 0;

	while (devices && (entry = readdir(devices))) {
		if (entry->d_name[0] == '.' || take_down(entry->d_name))
			continue;
		up++;
		if (told)
			say("/dev/%s: cannot be taken down: %s", entry->d_name, strerror(errno));
	}
	if (devices)
		closedir(devices);
	return up;
}

/* Each round takes down at least one of those that are left, or is the last. */
static bool take_all_down(void)
{
	int left = count_up(false), before = left + 1;

	for (int round = 0; left && left < before && round < ROUNDS_MAX; round++) {
		before = left;
		left = count_up(false);
	}
	return left == 0 || count_up(true) == 0;
}

/* What has failed since the last who asked was told is told here. */
static bool flush(const char *device)
{
	char path[272];
	bool flushed;
	int fd;

	snprintf(path, sizeof(path), "/dev/%.200s", device);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return true; /* a drive without a disk */
	flushed = fsync(fd) == 0;
	if (!flushed)
		say("%s: writing back failed: %s; data may be lost", path, strerror(errno));
	close(fd);
	return flushed;
}

static bool is(const char *device, const char *name, const char *wanted)
{
	char value[32];

	return read_attribute(device, name, value, sizeof(value)) && strcmp(value, wanted) == 0;
}

/* An array that was stopped has no size, and a drive without a disk neither. */
static bool may_have_written(const char *device)
{
	return !is(device, "ro", "1") && !is(device, "size", "0");
}

static bool flush_all(void)
{
	DIR *devices = opendir(BLOCK);
	struct dirent *entry;
	bool all = true;

	while (devices && (entry = readdir(devices)))
		if (entry->d_name[0] != '.' && may_have_written(entry->d_name))
			all = flush(entry->d_name) && all;
	if (devices)
		closedir(devices);
	return all;
}

bool devices_end(void)
{
	bool flushed = flush_all();
	bool down = take_all_down();

	/* Taking an array down writes to its members. */
	return flushed && flush_all() && down;
}
