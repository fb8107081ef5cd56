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
#include "../host/common/shares.h"
#include "../tree/archive_bounds.h"
#include "../volume/volume.h"
#include "run.h"

/* Of the two ends of a share only one has to be told what is between them. */
#define SHARE_OPTIONS "version=9p2000.L,msize=131072,cache=mmap,access=client"

static void __attribute__((noreturn)) wrong(const char *flag, const char *why)
{
	fail(STATUS_USAGE,
	     "-v %s: %s; it is SOURCE:/TARGET[:ro][:file|:type=FILESYSTEM|:format=raw|qcow2]", flag,
	     why);
}

/* What options say, beyond what is the volume's. */
struct wanted {
	bool file; /* shared, whatever its name */
};

static void take_format(struct volume *volume, const char *format, const char *flag)
{
	if (strcmp(format, "raw") != 0 && strcmp(format, "qcow2") != 0)
		wrong(flag, "an unknown format");
	volume->format = text_copy(format);
}

static void take_options(struct volume *volume, struct wanted *wanted, const char *options,
			 const char *flag)
{
	struct texts list = { 0 };

	texts_split(&list, options, ",:");
	for (size_t i = 0; i < list.count; i++) {
		if (strcmp(list.texts[i], "ro") == 0)
			volume->read_only = true;
		else if (text_begins(list.texts[i], "type="))
			volume->type = text_copy(list.texts[i] + strlen("type="));
		else if (text_begins(list.texts[i], "format="))
			take_format(volume, list.texts[i] + strlen("format="), flag);
		else if (strcmp(list.texts[i], "file") == 0)
			wanted->file = true;
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
	volume_refuse_anothers(name);
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

static void take_volume(struct volume *volume, const char *source, const char *flag)
{
	if (strchr(source, '/'))
		fail(STATUS_NOT_FOUND, "-v %s: there is no %s on this machine", flag, source);
	volume->kind = VOLUME_DISK;
	volume->source = take_named(source, flag);
	if (text_equal(volume->format, "qcow2"))
		wrong(flag, "a volume of roast's is raw");
	free(volume->format);
	volume->format = text_copy("raw");
	if (!volume->type)
		volume->type = text_copy("ext4");
}

/*
 * A file is a disk if the flag says anything that only a disk has, or by its name. Its bytes are
 * not asked: whoever writes to a disk could make it something else.
 */
static bool is_disk_file(const struct volume *volume, const struct wanted *wanted,
			 const char *source)
{
	static const char *const ends[] = { ".img", ".raw", ".qcow2", ".iso" };

	if (wanted->file)
		return false;
	if (volume->type || volume->format)
		return true;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (text_ends(source, ends[i]))
			return true;
	return false;
}

static enum volume_kind kind_of(const struct volume *volume, const struct wanted *wanted,
				const struct stat *status, const char *source, const char *flag)
{
	if (S_ISDIR(status->st_mode))
		return VOLUME_DIRECTORY;
	if (S_ISBLK(status->st_mode))
		return VOLUME_DISK;
	if (!S_ISREG(status->st_mode))
		wrong(flag, "the source is no directory, file or block device");
	return is_disk_file(volume, wanted, source) ? VOLUME_DISK : VOLUME_FILE;
}

static void take_source(struct volume *volume, const struct wanted *wanted, const char *source,
			const char *flag)
{
	struct stat status;

	if (stat(source, &status)) {
		take_volume(volume, source, flag);
		return;
	}
	volume->kind = kind_of(volume, wanted, &status, source, flag);
	volume->source = realpath(source, NULL);
	if (!volume->source)
		fail_errno("-v %s: %s", flag, source);
	if (volume->kind != VOLUME_DISK && (volume->type || volume->format))
		wrong(flag, "type= and format= are for disks");
	if (volume->kind != VOLUME_FILE && wanted->file)
		wrong(flag, "the source is no file");
	if (volume->kind == VOLUME_DISK && !volume->format)
		volume->format = text_copy(text_ends(source, ".qcow2") ? "qcow2" : "raw");
}

static void take_one(struct spec *spec, const char *flag)
{
	struct volume volume = { 0 };
	struct wanted wanted = { 0 };
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
		take_options(&volume, &wanted, options, flag);
	take_source(&volume, &wanted, source, flag);
	for (size_t i = 0; i < spec->volume_count; i++)
		if (strcmp(spec->volumes[i].target, volume.target) == 0)
			wrong(flag, "two volumes have the same target");
	spec->volumes = reallocate(spec->volumes, spec->volume_count + 1, sizeof(volume));
	spec->volumes[spec->volume_count++] = volume;
	free(source);
}

void volumes_take(struct spec *spec, const struct texts *flags, const struct host *host)
{
	for (size_t i = 0; i < flags->count; i++)
		take_one(spec, flags->texts[i]);
	if (spec->volume_count > host->volumes_max)
		fail(STATUS_USAGE,
		     "-v: %zu disks and shares are too many: a domain on %s has %zu at most",
		     spec->volume_count, host->name, host->volumes_max);
}

void volumes_refuse_files(const struct spec *spec, const char *what)
{
	for (size_t i = 0; i < spec->volume_count; i++)
		if (spec->volumes[i].kind == VOLUME_FILE)
			fail(STATUS_USAGE,
			     "-v %s:%s: a single file is shared by roast run alone, not by %s; "
			     "share "
			     "its directory, or put it in with --file",
			     spec->volumes[i].source, spec->volumes[i].target, what);
}

static char *share_options(const struct volume *volume, const char *host)
{
	return text_format("trans=%s,%s%s", strcmp(host, "xen") == 0 ? "xen" : "virtio",
			   SHARE_OPTIONS, volume->read_only ? ",ro" : "");
}

/* Where the directory of a single file is mounted. */
static char *hidden_place(const struct volume *volume)
{
	return text_format("/run/rumproast/%s", volume->device);
}

/*
 * A single file is a symbolic link to where its directory is mounted. Linux' 9P asks the other side
 * for a file's size when it looks its name up, which it does not for a file that is mounted itself.
 */
struct tree *volumes_links(const struct spec *spec, struct json_object *settings)
{
	struct tree *links = NULL;

	for (size_t i = 0; i < spec->volume_count; i++) {
		const struct volume *volume = &spec->volumes[i];
		char *place, *file;

		if (volume->kind != VOLUME_FILE)
			continue;
		if (json_get(settings, "root"))
			fail(STATUS_USAGE,
			     "-v %s:%s: a single file cannot be shared where the root is a disk; "
			     "share "
			     "its directory",
			     volume->source, volume->target);
		links = links ? links : tree_new();
		place = hidden_place(volume);
		file = text_format("%s/" SHARE_FILE, place);
		tree_add_link(links, volume->target, file);
		free(file);
		free(place);
	}
	return links;
}

static void add_mount(struct json_object *mounts, const char *source, const char *target,
		      const char *type, const char *options)
{
	struct json_object *mount = json_object_new_object();

	json_put_text(mount, "source", source);
	json_put_text(mount, "target", target);
	json_put_text(mount, "type", type);
	json_put_text(mount, "options", options);
	json_object_array_add(mounts, mount);
}

static void mount_share(struct json_object *mounts, const struct volume *volume, const char *host)
{
	char *options = share_options(volume, host);
	char *target =
		volume->kind == VOLUME_FILE ? hidden_place(volume) : text_copy(volume->target);

	add_mount(mounts, volume->device, target, "9p", options);
	free(options);
	free(target);
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

		if (volume_is_shared(volume))
			mount_share(mounts, volume, host);
		else
			add_mount(mounts, volume->device, volume->target, volume->type,
				  volume->read_only ? "ro" : NULL);
	}
}

void volumes_components(const struct spec *spec, const char *host, struct texts *components)
{
	for (size_t i = 0; i < spec->volume_count; i++) {
		const struct volume *volume = &spec->volumes[i];

		if (volume_is_shared(volume)) {
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
