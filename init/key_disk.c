// SPDX-License-Identifier: GPL-2.0
/* Keys in files and on disks. */
#include "key_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../include/rumproast/exit.h"
#include "disk_key.h"
#include "disk_name.h"
#include "mount_disk.h"
#include "mounts.h"
#include "say.h"
#include "settings.h"

#define PLACE "/run/rumproast/key"

/* How much to allocate: what is wanted, or what a file has. */
static size_t size_wanted(struct json *source, int fd)
{
	struct stat status;
	long offset = setting_number(source, "offset", 0);

	if (json_at(source, "size"))
		return (size_t)setting_number(source, "size", 0);
	if (fstat(fd, &status) < 0 || status.st_size <= offset)
		return 0;
	return (size_t)(status.st_size - offset);
}

/* Returns an errno value. */
static int read_part(struct json *source, const char *path, struct disk_key *key)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t size;
	ssize_t got;
	int error;

	if (fd < 0)
		return errno;
	size = size_wanted(source, fd);
	key->bytes = size <= DISK_KEY_MAX ? malloc(size + 1) : NULL;
	if (!key->bytes) {
		close(fd);
		return size <= DISK_KEY_MAX ? ENOMEM : EFBIG;
	}
	got = pread(fd, key->bytes, size, setting_number(source, "offset", 0));
	error = got < 0 ? errno : 0;
	key->size = got < 0 ? 0 : (size_t)got;
	close(fd);
	return error;
}

static void read_from_mounted(struct json *source, const char *where, const char *device,
			      struct disk_key *key)
{
	const char *file = setting_text(source, "file", "");
	struct mount_options options = { .flags = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC };
	char path[4096 + sizeof(PLACE)];
	int error;

	make_directories(PLACE, 0700);
	error = mount_disk(device, PLACE, NULL, &options);
	if (error)
		fail(RUMPROAST_EXIT_KEY, "%s: %s, which has the key, cannot be mounted: %s", where,
		     device, mount_reason(error, NULL));
	snprintf(path, sizeof(path), PLACE "/%s", file);
	error = read_part(source, path, key);
	umount2(PLACE, 0);
	rmdir(PLACE);
	if (error)
		fail(RUMPROAST_EXIT_KEY, "%s: the key %s on %s cannot be read: %s", where, file,
		     device, strerror(error));
}

void key_disk_read(struct json *source, const char *where, struct disk_key *key)
{
	const char *device = setting_text(source, "device", NULL);
	const char *file = setting_text(source, "file", NULL);
	char path[DISK_PATH_MAX];
	int error;

	if (device)
		disk_require(where, device, DISK_WAIT_SECONDS, path);
	if (device && file) {
		read_from_mounted(source, where, path, key);
		return;
	}
	error = read_part(source, device ? path : file, key);
	if (error)
		fail(RUMPROAST_EXIT_KEY, "%s: the key in %s cannot be read: %s", where,
		     device ? path : file, strerror(error));
}
