// SPDX-License-Identifier: GPL-2.0
/* -v: directories, disks and volumes in the domain. */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/files.h"
#include "../base/report.h"
#include "../tree/archive_bounds.h"
#include "../volume/volume.h"
#include "run.h"

/* Of the two ends of a shared directory only one has to be told what is between them. */
#define SHARE_OPTIONS "version=9p2000.L,msize=131072,cache=mmap,access=client"

static void __attribute__((noreturn)) wrong(const char *flag, const char *why)
{
	fail(STATUS_USAGE, "-v %s: %s; it is SOURCE:/TARGET[:ro][:type=FILESYSTEM]", flag, why);
}

static void take_options(struct volume *volume, const char *options, const char *flag)
{
	struct texts list = { 0 };

	texts_split(&list, options, ",:");
	for (size_t i = 0; i < list.count; i++) {
		if (strcmp(list.texts[i], "ro") == 0)
			volume->read_only = true;
		else if (text_begins(list.texts[i], "type="))
			volume->type = text_copy(list.texts[i] + strlen("type="));
		else if (strcmp(list.texts[i], "rw") != 0)
			wrong(flag, "an unknown option");
	}
	texts_free(&list);
}

/* Who owns the directory that the volume will cover: its user has to be able to write there. */
static void owner_in_archive(const char *archive, const char *target, uid_t *uid, gid_t *gid)
{
	struct archive *reader = archive_reader(false);
	struct archive_entry *entry;

	if (archive_read_open_filename(reader, archive, 1 << 16) == ARCHIVE_OK)
		while (archive_read_next_header(reader, &entry) == ARCHIVE_OK) {
			const char *name = archive_entry_pathname(entry);

			if (!name)
				continue;
			name += strspn(name, "./");
			if (strcmp(name, target + strspn(target, "/")) != 0)
				continue;
			*uid = (uid_t)archive_entry_uid(entry);
			*gid = (gid_t)archive_entry_gid(entry);
		}
	archive_read_free(reader);
}

/* Where a volume of this name is, or will be. */
static char *take_named(const char *name, const char *flag)
{
	if (!volume_name_is_valid(name))
		fail(STATUS_NOT_FOUND, "-v %s: there is no %s on this machine", flag, name);
	return text_format("%s/%s/disk", volumes_directory(), name);
}

static void make_named(const struct volume *volume, const char *archive)
{
	char *name = text_copy(volume->source + strlen(volumes_directory()) + 1);
	uid_t uid = 0;
	gid_t gid = 0;

	*strrchr(name, '/') = '\0';
	owner_in_archive(archive, volume->target, &uid, &gid);
	note("the volume %s is new", name);
	volume_create(name, VOLUME_SIZE_DEFAULT, uid, gid);
	free(name);
}

void volumes_make(const struct spec *spec, const char *archive)
{
	for (size_t i = 0; i < spec->volume_count; i++)
		if (text_begins(spec->volumes[i].source, volumes_directory()) &&
		    !file_exists(spec->volumes[i].source))
			make_named(&spec->volumes[i], archive);
}

static void take_source(struct volume *volume, const char *source, const char *flag)
{
	struct stat status;

	if (stat(source, &status)) {
		if (strchr(source, '/'))
			fail(STATUS_NOT_FOUND, "-v %s: there is no %s on this machine", flag,
			     source);
		volume->kind = VOLUME_DISK;
		volume->source = take_named(source, flag);
		if (!volume->type)
			volume->type = text_copy("ext4");
		return;
	}
	if (!S_ISDIR(status.st_mode) && !S_ISREG(status.st_mode) && !S_ISBLK(status.st_mode))
		wrong(flag, "the source is no directory, file or block device");
	volume->kind = S_ISDIR(status.st_mode) ? VOLUME_DIRECTORY : VOLUME_DISK;
	volume->source = realpath(source, NULL);
	if (!volume->source)
		fail_errno("-v %s: %s", flag, source);
	if (volume->kind == VOLUME_DIRECTORY && volume->type)
		wrong(flag, "type= is for disks");
}

static void take_one(struct spec *spec, const char *flag)
{
	struct volume volume = { 0 };
	char *source = text_copy(flag);
	char *target = strchr(source, ':');
	char *options;

	if (!target || target == source)
		wrong(flag, "there is no source or no target");
	*target++ = '\0';
	options = strchr(target, ':');
	if (options)
		*options++ = '\0';
	if (*target != '/' || strcmp(target, "/") == 0)
		wrong(flag, "the target is not an absolute path below /");
	volume.target = text_copy(target);
	if (options)
		take_options(&volume, options, flag);
	take_source(&volume, source, flag);
	for (size_t i = 0; i < spec->volume_count; i++)
		if (strcmp(spec->volumes[i].target, volume.target) == 0)
			wrong(flag, "two volumes have the same target");
	spec->volumes = reallocate(spec->volumes, spec->volume_count + 1, sizeof(volume));
	spec->volumes[spec->volume_count++] = volume;
	free(source);
}

void volumes_take(struct spec *spec, const struct texts *flags)
{
	for (size_t i = 0; i < flags->count; i++)
		take_one(spec, flags->texts[i]);
}

static char *share_options(const struct volume *volume, const char *host)
{
	return text_format("trans=%s,%s%s", strcmp(host, "xen") == 0 ? "xen" : "virtio",
			   SHARE_OPTIONS, volume->read_only ? ",ro" : "");
}

void volumes_mount(const struct spec *spec, const char *host, struct json_object *settings)
{
	struct json_object *mounts = json_get(settings, "mounts");

	if (!spec->volume_count)
		return;
	if (!json_object_is_type(mounts, json_type_array)) {
		mounts = json_object_new_array();
		json_put(settings, "mounts", mounts);
	}
	for (size_t i = 0; i < spec->volume_count; i++) {
		const struct volume *volume = &spec->volumes[i];
		struct json_object *mount = json_object_new_object();
		char *options = NULL;

		if (volume->kind == VOLUME_DIRECTORY)
			options = share_options(volume, host);
		else if (volume->read_only)
			options = text_copy("ro");
		json_put_text(mount, "source", volume->device);
		json_put_text(mount, "target", volume->target);
		json_put_text(mount, "type",
			      volume->kind == VOLUME_DIRECTORY ? "9p" : volume->type);
		json_put_text(mount, "options", options);
		json_object_array_add(mounts, mount);
		free(options);
	}
}

void volumes_components(const struct spec *spec, const char *host, struct texts *components)
{
	for (size_t i = 0; i < spec->volume_count; i++) {
		const struct volume *volume = &spec->volumes[i];

		if (volume->kind == VOLUME_DIRECTORY) {
			texts_add(components, "9p");
			if (strcmp(host, "xen") == 0)
				texts_add(components, "9p-xen");
		} else if (volume->type) {
			texts_add(components, volume->type);
		} else {
			/* Whatever it is, a kernel with every file system mounts it. */
			texts_add(components, "storage");
		}
	}
}
