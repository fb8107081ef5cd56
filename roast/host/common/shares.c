// SPDX-License-Identifier: GPL-2.0
/*
 * Places of what is shared with a domain.
 *
 * 9P shares directories. A single file is shared as a directory with nothing else in it: the file
 * is mounted into a directory of the domain's own, and around it that directory cannot be written.
 * The file is the same one, so what either side writes the other sees, and other files beside it
 * are out of reach.
 *
 * The QEMU that xl starts knows no sharing only to be read, and what a domain promises when it
 * mounts holds only as long as its kernel keeps it. So such a directory gets a place, too, that
 * nobody can write to.
 */
#include "shares.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "namespaces.h"

bool volume_is_shared(const struct volume *volume)
{
	return volume->kind != VOLUME_DISK;
}

const char *shares_first(const struct spec *spec)
{
	for (size_t i = 0; i < spec->volume_count; i++)
		if (volume_is_shared(&spec->volumes[i]))
			return spec->volumes[i].source;
	return NULL;
}

static bool needs_place(const struct shares *shares, const struct volume *volume)
{
	return volume->kind == VOLUME_FILE || (volume->kind == VOLUME_DIRECTORY &&
					       volume->read_only && shares->read_only_directories);
}

bool shares_need_places(const struct shares *shares)
{
	for (size_t i = 0; i < shares->spec->volume_count; i++)
		if (needs_place(shares, &shares->spec->volumes[i]))
			return true;
	return false;
}

char *share_path(const struct shares *shares, const struct volume *volume)
{
	if (!needs_place(shares, volume))
		return text_copy(volume->source);
	return text_format("%s/shared-%s", shares->spec->directory, volume->device);
}

static bool close_for_writing(const char *place, unsigned int flags)
{
	struct mount_attr attributes = { .attr_set = MOUNT_ATTR_RDONLY };

	return !mount_setattr(AT_FDCWD, place, flags, &attributes, sizeof(attributes));
}

/* With all that is mounted below it. */
static bool place_directory(const struct volume *volume, const char *place)
{
	return !mount(volume->source, place, NULL, MS_BIND | MS_REC, NULL) &&
	       close_for_writing(place, AT_RECURSIVE);
}

static bool make_file(const char *path)
{
	int file = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	return file >= 0 && !close(file);
}

static bool place_file(const struct volume *volume, const char *place)
{
	char *path = text_format("%s/" SHARE_FILE, place);
	bool done = make_file(path) && !mount(place, place, NULL, MS_BIND, NULL) &&
		    close_for_writing(place, 0) &&
		    !mount(volume->source, path, NULL, MS_BIND, NULL) &&
		    (!volume->read_only || close_for_writing(path, 0));
	int error = errno;

	free(path);
	errno = error;
	return done;
}

static bool share(const struct shares *shares, const struct volume *volume)
{
	char *place = share_path(shares, volume);
	bool done = !mkdir(place, 0755) || errno == EEXIST;

	if (done)
		done = volume->kind == VOLUME_FILE ? place_file(volume, place)
						   : place_directory(volume, place);
	if (!done)
		dprintf(STDERR_FILENO, SHARES_TROUBLE "%s cannot be shared%s: %s\n", volume->source,
			volume->read_only ? " read-only" : "", strerror(errno));
	free(place);
	return done;
}

/* What is mounted elsewhere later on is seen here, and nothing the other way round. */
static bool make_namespace(void)
{
	return namespaces_make(CLONE_NEWNS) && !mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL);
}

bool shares_enter(const void *of)
{
	const struct shares *shares = of;
	const struct spec *spec = shares->spec;

	if (!make_namespace()) {
		dprintf(STDERR_FILENO,
			SHARES_TROUBLE "no mount namespace can be made, which a single file or "
				       "what is only to be read takes: %s\n",
			strerror(errno));
		return false;
	}
	for (size_t i = 0; i < spec->volume_count; i++)
		if (needs_place(shares, &spec->volumes[i]) && !share(shares, &spec->volumes[i]))
			return false;
	return true;
}

char *shares_complaint(const char *text)
{
	if (!text_begins(text, SHARES_TROUBLE))
		return NULL;
	text += strlen(SHARES_TROUBLE);
	return text_format("%.*s", (int)strcspn(text, "\n"), text);
}
