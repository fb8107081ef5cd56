// SPDX-License-Identifier: GPL-2.0
/* From the first root to another, and back at the end. */
#include "root.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../include/rumproast/exit.h"
#include "disk_name.h"
#include "json.h"
#include "mount_disk.h"
#include "mounts.h"
#include "remove_tree.h"
#include "say.h"
#include "settings.h"

/* Where the new root is put together. */
#define PLACE "/run/rumproast"
#define DISK PLACE "/disk"
#define LAYER PLACE "/layer"
#define ROOT PLACE "/root"

/* Flag of move_mount(2), which the C library's headers may not have. */
#define FROM_DESCRIPTOR 4

static const char *const moved[] = { "/proc", "/sys", "/dev", "/run" };
#define MOVED_COUNT (sizeof(moved) / sizeof(moved[0]))

static int first_root = -1;

static void __attribute__((noreturn)) failed(const char *what)
{
	fail(RUMPROAST_EXIT_STORAGE, "root: %s: %s", what, strerror(errno));
}

void root_prepare(struct json *root)
{
	if (!root)
		return;
	make_directories("/run", 0755);
	if (mount("tmpfs", "/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755") < 0)
		failed("memory cannot be mounted on /run");
}

static void mount_source(struct json *entry, const char *where, long seconds, const char *target)
{
	const char *source = setting_text(entry, "source", "");
	const char *type = setting_text(entry, "type", NULL);
	struct mount_options options;
	char disk[DISK_PATH_MAX];
	int error;

	mount_options_parse(setting_text(entry, "options", ""), &options);
	if (disk_name_is(source)) {
		disk_require(where, source, seconds, disk);
		source = disk;
	}
	make_directories(target, 0755);
	error = mount_disk(source, target, type, &options);
	if (error)
		fail(RUMPROAST_EXIT_STORAGE, "%s: %s cannot be mounted: %s", where, source,
		     mount_reason(error, type));
}

static void mount_layer(struct json *overlay, long seconds)
{
	struct mount_options options;

	if (json_at(overlay, "source")) {
		mount_source(overlay, "root.overlay", seconds, LAYER);
		return;
	}
	make_directories(LAYER, 0755);
	mount_options_parse(setting_text(overlay, "options", "mode=0755"), &options);
	if (mount("tmpfs", LAYER, "tmpfs", options.flags, options.data) < 0)
		failed("memory for the overlay cannot be mounted");
}

/* The file systems below stay mounted for the overlay; the places they had are not needed. */
static void mount_overlay(struct json *overlay, long seconds, const char *lower)
{
	char data[128];

	mount_layer(overlay, seconds);
	if (!make_directories(LAYER "/changes", 0755) || !make_directories(LAYER "/work", 0755))
		failed("the overlay cannot be written to");
	make_directories(ROOT, 0755);
	snprintf(data, sizeof(data),
		 "lowerdir=%s,upperdir=" LAYER "/changes,workdir=" LAYER "/work", lower);
	if (mount("overlay", ROOT, "overlay", 0, data) < 0) {
		if (errno == ENODEV)
			fail(RUMPROAST_EXIT_CONFIGURATION,
			     "root.overlay: this kernel has no overlayfs; its component is "
			     "\"overlay\"");
		failed("the overlay cannot be mounted");
	}
	if (umount2(LAYER, 0) < 0 || (strcmp(lower, DISK) == 0 && umount2(DISK, 0) < 0))
		failed("a layer of the overlay is busy");
}

static bool wants_overlay(struct json *overlay)
{
	return overlay && (overlay->type == JSON_OBJECT || strcmp(overlay->text, "true") == 0);
}

/* Returns where the new root is; null: it stays as it is. */
static const char *assemble(struct json *root)
{
	long seconds = setting_number(root, "wait", DISK_WAIT_SECONDS);
	struct json *overlay = json_at(root, "overlay");
	bool disk = json_at(root, "source") != NULL;

	if (disk)
		mount_source(root, "root", seconds, DISK);
	if (!wants_overlay(overlay))
		return disk ? DISK : NULL;
	mount_overlay(overlay->type == JSON_OBJECT ? overlay : NULL, seconds, disk ? DISK : "/");
	return ROOT;
}

/* -1 if there is none; to move that fails, and is told then. */
static int open_path(const char *path)
{
	return open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

/* While all can still be undone by unmounting it. */
static void require_places(const char *place)
{
	char path[sizeof(DISK) + 16];

	for (size_t i = 0; i < MOVED_COUNT; i++) {
		snprintf(path, sizeof(path), "%s%s", place, moved[i]);
		if (!make_directories(path, 0755))
			fail(RUMPROAST_EXIT_STORAGE, "root: it has no %s, and none can be made: %s",
			     moved[i], strerror(errno));
	}
}

static bool move_to(int mounted, const char *target)
{
	bool done = syscall(SYS_move_mount, mounted, "", AT_FDCWD, target, FROM_DESCRIPTOR) == 0;

	close(mounted);
	return done;
}

/* Not what is in use: the processes' files stay until the last of them is closed. */
static void free_archive(void)
{
	struct statfs status;
	const long ram = 0x858458f6, shared = 0x01021994; /* statfs(2): ramfs, tmpfs */

	if (fstatfs(first_root, &status) == 0 &&
	    ((long)status.f_type == ram || (long)status.f_type == shared))
		remove_tree(first_root);
}

static void enter(const char *place)
{
	int mounts[MOVED_COUNT];

	require_places(place);
	first_root = open_path("/");
	for (size_t i = 0; i < MOVED_COUNT; i++)
		mounts[i] = open_path(moved[i]);
	if (chdir(place) < 0 || mount(".", "/", NULL, MS_MOVE, NULL) < 0 || chroot(".") < 0 ||
	    chdir("/") < 0)
		failed("it cannot be changed");
	for (size_t i = 0; i < MOVED_COUNT; i++)
		if (!move_to(mounts[i], moved[i]))
			warn("root: %s cannot be moved: %s", moved[i], strerror(errno));
}

/* The places where it was put together came along on /run. */
static void remove_places(void)
{
	rmdir(DISK);
	rmdir(LAYER);
	rmdir(ROOT);
	rmdir(PLACE);
}

void root_enter(struct json *root)
{
	const char *place = assemble(root);

	if (!place)
		return;
	enter(place);
	remove_places();
	if (json_at(root, "source"))
		free_archive();
}

void root_leave(void)
{
	int mounts[MOVED_COUNT];
	int root;

	if (first_root < 0)
		return;
	root = open_path("/");
	for (size_t i = 0; i < MOVED_COUNT; i++)
		mounts[i] = open_path(moved[i]);
	if (fchdir(first_root) < 0 || chroot(".") < 0)
		warn("root: the first one cannot be entered: %s", strerror(errno));
	/* All but /run, which is where the last root goes; its own is unmounted like the rest. */
	for (size_t i = 0; i < MOVED_COUNT; i++)
		make_directories(moved[i], 0755);
	if (!move_to(root, "/run"))
		warn("root: cannot be moved: %s", strerror(errno));
	for (size_t i = 0; i + 1 < MOVED_COUNT; i++)
		if (!move_to(mounts[i], moved[i]))
			warn("root: %s cannot be moved: %s", moved[i], strerror(errno));
	close(mounts[MOVED_COUNT - 1]);
}
