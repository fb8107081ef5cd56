// SPDX-License-Identifier: GPL-2.0
/* File systems, from the first mount to the last unmount. */
#include "mounts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "../include/rumproast/exit.h"
#include "disk_name.h"
#include "mount_disk.h"
#include "say.h"
#include "settings.h"

struct file_system {
	const char *type, *target;
	unsigned long flags;
	const char *data;
	mode_t mode;
};

bool root_is_read_only(void)
{
	struct statvfs status;

	return statvfs("/", &status) == 0 && (status.f_flag & ST_RDONLY);
}

bool mounts_is_mount(const char *path)
{
	char above[4096 + 4];
	struct stat inside, outside;

	snprintf(above, sizeof(above), "%s/..", path);
	return stat(path, &inside) == 0 && stat(above, &outside) == 0 &&
	       inside.st_dev != outside.st_dev;
}

bool make_directories(const char *path, unsigned int mode)
{
	char part[4096];

	for (const char *slash = path + 1;; slash++) {
		if (*slash && *slash != '/')
			continue;
		snprintf(part, sizeof(part), "%.*s", (int)(slash - path), path);
		if (mkdir(part, *slash ? 0755 : mode) < 0 && errno != EEXIST)
			return false;
		if (!*slash)
			return true;
	}
}

/* A kernel without a file system answers ENODEV; that is a choice of components, no failure. */
static bool mount_known(const struct file_system *known)
{
	if (!make_directories(known->target, known->mode) && errno != EROFS)
		warn("%s: cannot be created: %s", known->target, strerror(errno));
	if (mount(known->type, known->target, known->type, known->flags, known->data) == 0 ||
	    errno == EBUSY)
		return true;
	if (errno != ENODEV)
		warn("%s: %s cannot be mounted: %s", known->target, known->type, strerror(errno));
	return false;
}

static void make_node(const char *path, mode_t mode, unsigned int major, unsigned int minor)
{
	if (mknod(path, S_IFCHR | mode, makedev(major, minor)) == 0)
		chmod(path, mode);
}

/* Without devtmpfs: the devices whose numbers are fixed (admin-guide/devices.txt of Linux). */
static void make_nodes(void)
{
	make_directories("/dev", 0755);
	make_node("/dev/null", 0666, 1, 3);
	make_node("/dev/zero", 0666, 1, 5);
	make_node("/dev/full", 0666, 1, 7);
	make_node("/dev/random", 0666, 1, 8);
	make_node("/dev/urandom", 0666, 1, 9);
	make_node("/dev/kmsg", 0600, 1, 11);
	make_node("/dev/tty", 0666, 5, 0);
	make_node("/dev/console", 0600, 5, 1);
	make_node("/dev/ptmx", 0666, 5, 2);
}

static void link_descriptors(void)
{
	static const char *const links[][2] = {
		{ "/proc/self/fd", "/dev/fd" },
		{ "/proc/self/fd/0", "/dev/stdin" },
		{ "/proc/self/fd/1", "/dev/stdout" },
		{ "/proc/self/fd/2", "/dev/stderr" },
	};

	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		if (symlink(links[i][0], links[i][1]) < 0 && errno != EEXIST)
			warn("%s: cannot be created: %s", links[i][1], strerror(errno));
}

void mounts_first(void)
{
	static const struct file_system proc = { "proc", "/proc", MS_NOSUID | MS_NODEV | MS_NOEXEC,
						 NULL, 0555 };
	static const struct file_system sys = { "sysfs", "/sys", MS_NOSUID | MS_NODEV | MS_NOEXEC,
						NULL, 0555 };
	static const struct file_system dev = { "devtmpfs", "/dev", MS_NOSUID, "mode=0755", 0755 };

	/* What started this program may have mounted them already. */
	if (access("/proc/cmdline", F_OK) < 0)
		mount_known(&proc);
	if (access("/sys/kernel", F_OK) < 0)
		mount_known(&sys);
	if (!mount_known(&dev))
		make_nodes();
	link_descriptors();
}

/* /run and /tmp of an archive are memory already, and may hold what the image put there. */
static void prepare_scratch(const char *path, mode_t mode, const char *data)
{
	const struct file_system scratch = { "tmpfs", path, MS_NOSUID | MS_NODEV, data, mode };

	if (mounts_is_mount(path))
		return;
	if (root_is_read_only())
		mount_known(&scratch);
	else if (mkdir(path, mode) == 0)
		chmod(path, mode);
}

void mounts_default(void)
{
	static const struct file_system shm = { "tmpfs", "/dev/shm", MS_NOSUID | MS_NODEV,
						"mode=1777", 01777 };
	static const struct file_system pts = { "devpts", "/dev/pts", MS_NOSUID | MS_NOEXEC,
						"gid=5,mode=620,ptmxmode=666", 0755 };
	static const struct file_system mqueue = { "mqueue", "/dev/mqueue",
						   MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL, 01777 };
	static const struct file_system cgroup = { "cgroup2", "/sys/fs/cgroup",
						   MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL, 0755 };

	mount_known(&pts);
	mount_known(&shm);
	mount_known(&mqueue);
	if (access(cgroup.target, F_OK) == 0)
		mount_known(&cgroup);
	prepare_scratch("/run", 0755, "mode=0755");
	prepare_scratch("/tmp", 01777, "mode=1777");
}

/* The node that a disk's name stands for; what is no disk's name stays as it is. */
static const char *find_source(struct json *entry, const char *where, const char *source,
			       bool optional, char *disk)
{
	long seconds = setting_number(entry, "wait", DISK_WAIT_SECONDS);

	if (!disk_name_is(source))
		return source;
	if (disk_find(where, source, seconds, disk))
		return disk;
	if (!optional)
		fail(RUMPROAST_EXIT_DEVICE, "%s: disk %s did not appear within %ld s", where,
		     source, seconds);
	warn("%s: disk %s did not appear within %ld s", where, source, seconds);
	return source;
}

static void mount_configured(struct json *entry, const char *where)
{
	const char *target = setting_text(entry, "target", NULL);
	const char *type = setting_text(entry, "type", NULL);
	const char *source = setting_text(entry, "source", type);
	bool optional = setting_boolean(entry, "optional", false);
	char disk[DISK_PATH_MAX];
	struct mount_options options;
	int error;

	if (!target || target[0] != '/')
		fail(RUMPROAST_EXIT_CONFIGURATION, "%s: needs \"target\", an absolute path", where);
	if (!source)
		fail(RUMPROAST_EXIT_CONFIGURATION, "%s: needs \"source\" or \"type\"", where);
	mount_options_parse(setting_text(entry, "options", ""), &options);
	source = find_source(entry, where, source, optional, disk);
	if (!(options.flags & MS_REMOUNT) && !make_directories(target, 0755))
		warn("%s: %s cannot be created: %s", where, target, strerror(errno));
	error = mount_disk(source, target, type, &options);
	if (error && optional)
		warn("%s: %s cannot be mounted on %s: %s", where, source, target,
		     mount_reason(error, type));
	else if (error)
		fail(error == ENOENT || error == ENXIO ? RUMPROAST_EXIT_DEVICE
						       : RUMPROAST_EXIT_CONFIGURATION,
		     "%s: %s cannot be mounted on %s: %s", where, source, target,
		     mount_reason(error, type));
}

/* File systems of a server: NFS, and what says so, as fstab(5) has it. */
static bool needs_network(struct json *entry)
{
	const char *type = setting_text(entry, "type", "");
	const char *options = setting_text(entry, "options", "");
	const char *word = strstr(options, "_netdev");

	return strcmp(type, "nfs") == 0 || strcmp(type, "nfs4") == 0 ||
	       (word && (word == options || word[-1] == ',') && strchr(",", word[7]));
}

void mounts_configured(struct json *list, bool of_network)
{
	size_t count = json_count(list);

	for (size_t i = 0; i < count; i++) {
		struct json *entry = json_element(list, i);
		char where[32];

		if (needs_network(entry) != of_network)
			continue;
		snprintf(where, sizeof(where), "mounts[%zu]", i);
		mount_configured(entry, where);
	}
}
