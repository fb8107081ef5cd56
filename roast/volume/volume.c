// SPDX-License-Identifier: GPL-2.0
/* Named volumes. */
#include "volume.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../base/child.h"
#include "../base/files.h"
#include "../base/files_at.h"
#include "../base/json.h"
#include "../base/report.h"
#include "../records/domain.h"

#define NAME_MAX_LENGTH 64
#define DESCRIPTION_MAX 65536

bool volume_name_is_valid(const char *name)
{
	if (!isalnum((unsigned char)*name) || strlen(name) > NAME_MAX_LENGTH)
		return false;
	for (; *name; name++)
		if (!isalnum((unsigned char)*name) && !strchr("_.-", *name))
			return false;
	return true;
}

static char *volume_file(const char *name, const char *file)
{
	return text_format("%s/%s/%s", volumes_directory(), name, file);
}

/* The volume's directory, if nobody else could have made it or can change it; or -1. */
static int volume_open(const char *name)
{
	char *path = text_format("%s/%s", volumes_directory(), name);
	int directory = volume_name_is_valid(name) ? directory_open(path) : -1;
	struct stat status;

	free(path);
	if (directory >= 0 && fstat(directory, &status) == 0 && status.st_uid == geteuid() &&
	    !(status.st_mode & (S_IWGRP | S_IWOTH)))
		return directory;
	if (directory >= 0)
		close(directory);
	return -1;
}

char *volume_disk(const char *name)
{
	int directory = volume_open(name);
	int disk = directory < 0 ? -1 : file_at_open(directory, "disk", O_RDONLY, 0);

	if (directory >= 0)
		close(directory);
	if (disk < 0)
		return NULL;
	close(disk);
	return volume_file(name, "disk");
}

void volume_refuse_anothers(const char *name)
{
	char *path = text_format("%s/%s", volumes_directory(), name);
	char *older = text_format("/var/lib/roast/volumes/%s", name);
	char *disk = volume_disk(name);
	struct stat status;

	if (!disk && file_exists(path))
		fail(STATUS_FAILED,
		     "%s is no volume of this user's: remove it, or take another name", path);
	if (!disk && lstat(older, &status) == 0 && S_ISDIR(status.st_mode) &&
	    status.st_uid == geteuid())
		fail(STATUS_FAILED,
		     "the volume %s is where an older roast kept it; mv %s %s/ makes it usable",
		     name, older, volumes_directory());
	free(disk);
	free(older);
	free(path);
}

static void make_file_system(int directory, const char *disk, uint64_t size, uid_t uid, gid_t gid)
{
	struct texts command = { 0 };
	int file = file_at_open(directory, "disk", O_WRONLY | O_CREAT | O_EXCL, 0600);

	if (file < 0 || ftruncate(file, (off_t)size) || close(file))
		fail_errno("cannot make the volume's disk %s", disk);
	texts_add(&command, file_exists("/sbin/mke2fs") ? "/sbin/mke2fs" : "mke2fs");
	texts_add(&command, "-q");
	texts_add(&command, "-F");
	texts_add(&command, "-t");
	texts_add(&command, "ext4");
	texts_add(&command, "-m");
	texts_add(&command, "0");
	texts_add(&command, "-E");
	texts_add_format(&command, "root_owner=%u:%u", uid, gid);
	texts_add(&command, disk);
	free(child_output(&command));
	texts_free(&command);
}

static void describe(const char *name, int directory, uint64_t size)
{
	struct json_object *object = json_object_new_object();
	char *text;

	json_put_text(object, "name", name);
	json_put_text(object, "format", "raw");
	json_put_number(object, "created", (int64_t)time(NULL));
	json_put_number(object, "size", (int64_t)size);
	text = json_to_text(object);
	if (file_at_write(directory, "volume.json", text, strlen(text), 0600))
		fail_errno("cannot describe the volume %s", name);
	json_object_put(object);
	free(text);
}

/* Made aside, so that a volume is there as a whole or not at all. */
void volume_create(const char *name, uint64_t size, uid_t uid, gid_t gid)
{
	char *aside, *disk, *place;
	int directory;

	if (!volume_name_is_valid(name))
		fail(STATUS_USAGE, "volume %s: a name has letters, digits and _.-, at most %d",
		     name, NAME_MAX_LENGTH);
	child_need("mke2fs", "e2fsprogs");
	aside = text_format("%s/.new.XXXXXX", volumes_directory());
	directory = mkdtemp(aside) ? directory_open(aside) : -1;
	if (directory < 0)
		fail_errno("cannot make a volume in %s", volumes_directory());
	disk = text_format("%s/disk", aside);
	make_file_system(directory, disk, size, uid, gid);
	describe(name, directory, size);
	close(directory);
	place = text_format("%s/%s", volumes_directory(), name);
	if (rename(aside, place)) {
		int error = errno;

		directory_remove(aside);
		if (error == EEXIST || error == ENOTEMPTY)
			fail(STATUS_IN_USE, "there is a volume %s already", name);
		errno = error;
		fail_errno("cannot make the volume %s", place);
	}
	free(disk);
	free(aside);
	free(place);
}

char **volume_list(void)
{
	struct texts names = { 0 };
	DIR *directory = opendir(volumes_directory());
	struct dirent *entry;

	if (!directory)
		fail_errno("cannot read %s", volumes_directory());
	while ((entry = readdir(directory))) {
		char *disk = volume_disk(entry->d_name);

		if (disk)
			texts_add(&names, entry->d_name);
		free(disk);
	}
	closedir(directory);
	texts_sort(&names);
	if (!names.texts)
		return allocate(1, sizeof(char *));
	return names.texts;
}

static bool uses_volume(struct domain *domain, const char *disk)
{
	struct json_object *volumes = json_get(domain->spec, "volumes");

	for (size_t i = 0; i < json_count(volumes); i++)
		if (text_equal(json_get_text(json_item(volumes, i), "source"), disk))
			return true;
	return false;
}

void volume_users(const char *name, struct texts *domains)
{
	char *disk = volume_file(name, "disk");
	struct domain **list = domain_list();

	for (size_t i = 0; list[i]; i++) {
		if (list[i]->owner == geteuid() && uses_volume(list[i], disk))
			texts_add(domains, list[i]->name);
		domain_free(list[i]);
	}
	free(list);
	free(disk);
}

static struct json_object *read_description(const char *name)
{
	int directory = volume_open(name);
	char *text = directory < 0 ? NULL
				   : file_at_read(directory, "volume.json", DESCRIPTION_MAX, NULL);
	struct json_object *object = text ? json_from_record(text) : NULL;

	if (directory >= 0)
		close(directory);
	free(text);
	if (!json_object_is_type(object, json_type_object))
		fail(STATUS_FORMAT, "the description of the volume %s is damaged", name);
	return object;
}

struct json_object *volume_inspect(const char *name)
{
	char *disk = volume_disk(name);
	struct texts users = { 0 };
	struct json_object *object;
	struct stat status;

	if (!disk)
		return NULL;
	object = read_description(name);
	json_put_text(object, "disk", disk);
	if (lstat(disk, &status) == 0)
		json_put_number(object, "used", (int64_t)status.st_blocks * 512);
	volume_users(name, &users);
	json_put_texts(object, "domains", &users);
	texts_free(&users);
	free(disk);
	return object;
}

void volume_remove(const char *name)
{
	char *disk = volume_disk(name);
	struct texts users = { 0 };
	char *directory;

	if (!disk)
		fail(STATUS_NOT_FOUND, "no volume %s; roast volume ls lists them", name);
	volume_users(name, &users);
	if (users.count)
		fail(STATUS_IN_USE, "the volume %s is used by the domain %s; remove that first",
		     name, users.texts[0]);
	directory = text_format("%s/%s", volumes_directory(), name);
	directory_remove(directory);
	if (file_exists(directory))
		fail_errno("cannot remove %s", directory);
	free(directory);
	free(disk);
}
