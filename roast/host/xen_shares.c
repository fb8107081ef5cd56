// SPDX-License-Identifier: GPL-2.0
/*
 * Directories that are shared only to be read.
 *
 * The QEMU that xl starts knows no such sharing, and what a domain promises when it mounts holds
 * only as long as its kernel keeps it. So xl, and with it QEMU, runs in a mount namespace of its
 * own, where such a directory has a second place that nobody can write to.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "xen.h"

static bool is_shared(const struct volume *volume)
{
	return volume->kind == VOLUME_DIRECTORY;
}

const char *xen_shared_directory(const struct spec *spec)
{
	for (size_t i = 0; i < spec->volume_count; i++)
		if (is_shared(&spec->volumes[i]))
			return spec->volumes[i].source;
	return NULL;
}

bool xen_shares_to_read(const struct spec *spec)
{
	for (size_t i = 0; i < spec->volume_count; i++)
		if (is_shared(&spec->volumes[i]) && spec->volumes[i].read_only)
			return true;
	return false;
}

char *xen_share_place(const struct spec *spec, const struct volume *volume)
{
	return text_format("%s/shared-%s", spec->directory, volume->device);
}

/* With all that is mounted below it. */
static bool put_in_place(const char *source, const char *place)
{
	struct mount_attr attributes = { .attr_set = MOUNT_ATTR_RDONLY };

	if (mkdir(place, 0700) && errno != EEXIST)
		return false;
	return !mount(source, place, NULL, MS_BIND | MS_REC, NULL) &&
	       !mount_setattr(AT_FDCWD, place, AT_RECURSIVE, &attributes, sizeof(attributes));
}

static bool share(const struct spec *spec, const struct volume *volume)
{
	char *place = xen_share_place(spec, volume);
	bool done = put_in_place(volume->source, place);

	if (!done)
		dprintf(STDERR_FILENO, XEN_SHARES_TROUBLE "%s cannot be shared read-only: %s\n",
			volume->source, strerror(errno));
	free(place);
	return done;
}

bool xen_shares_enter(const void *of)
{
	const struct spec *spec = of;

	/* What is mounted elsewhere later on is seen here, and nothing the other way round. */
	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL)) {
		dprintf(STDERR_FILENO, XEN_SHARES_TROUBLE "no mount namespace can be made: %s\n",
			strerror(errno));
		return false;
	}
	for (size_t i = 0; i < spec->volume_count; i++)
		if (is_shared(&spec->volumes[i]) && spec->volumes[i].read_only &&
		    !share(spec, &spec->volumes[i]))
			return false;
	return true;
}
