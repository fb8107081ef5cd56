// SPDX-License-Identifier: GPL-2.0
/* What QEMU may do on this machine. */
#include "confine.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "../../base/child.h"
#include "../common/landlock.h"
#include "../common/namespaces.h"
#include "../common/shares.h"
#include "identity.h"
#include "qemu.h"

static bool is_confined(const struct spec *spec)
{
	return !spec->extra.count;
}

/* QEMU's own filter of system calls. */
void confine_words(const struct spec *spec, struct texts *words)
{
	if (!is_confined(spec))
		return;
	texts_add(words, "-sandbox");
	texts_add(words, "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny");
}

/* What QEMU and its libraries read wherever they run. /etc has secrets, so of it only these. */
static bool allow_program(int set)
{
	static const char *const read[] = {
		"/etc/ld.so.cache",
		"/etc/localtime",
		"/proc/self",
		"/sys/kernel/mm",
		"/sys/devices/system/cpu",
		"/sys/devices/system/node",
		"/dev/random",
		"/dev/urandom",
	};
	static const char *const execute[] = { "/usr", "/lib", "/lib64", "/bin" };
	static const char *const write[] = { "/dev/null", "/dev/zero", "/dev/kvm" };
	bool done = true;

	for (size_t i = 0; done && i < sizeof(read) / sizeof(read[0]); i++)
		done = landlock_allow(set, read[i], LANDLOCK_READ);
	for (size_t i = 0; done && i < sizeof(execute) / sizeof(execute[0]); i++)
		done = landlock_allow(set, execute[i], LANDLOCK_EXECUTE);
	for (size_t i = 0; done && i < sizeof(write) / sizeof(write[0]); i++)
		done = landlock_allow(set, write[i], LANDLOCK_WRITE);
	return done;
}

/* A QEMU that was built by hand, as in /opt/qemu/bin, and what was installed with it. */
static bool allow_prefix(int set)
{
	static const char *const parts[] = { "share/qemu", "lib", "lib64" };
	char *program = child_path(QEMU_PROGRAM);
	char *folder = text_copy(program);
	char *slash = folder ? strrchr(folder, '/') : NULL;
	bool done = !program || landlock_allow(set, program, LANDLOCK_EXECUTE);

	if (slash)
		*slash = '\0';
	for (size_t i = 0; folder && done && i < sizeof(parts) / sizeof(parts[0]); i++) {
		char *part = text_format("%s/../%s", folder, parts[i]);

		done = landlock_allow(set, part, LANDLOCK_EXECUTE);
		free(part);
	}
	free(folder);
	free(program);
	return done;
}

static bool allow_volume(int set, const struct spec *spec, const struct volume *volume)
{
	const struct shares shares = { spec, false };
	enum landlock_way way = LANDLOCK_WRITE;
	char *path;
	bool done;

	if (volume->read_only)
		way = LANDLOCK_READ;
	else if (volume_is_shared(volume))
		way = LANDLOCK_ALL;
	path = volume_is_shared(volume) ? share_path(&shares, volume) : text_copy(volume->source);
	done = landlock_allow(set, path, way);
	free(path);
	return done;
}

/* A kernel without Landlock, or an older one, has what else there is. */
static bool enter_landlock(const struct spec *spec)
{
	int set = landlock_begin(LANDLOCK_EVERYTHING);
	bool done;

	if (set < 0)
		return true;
	done = allow_program(set) && allow_prefix(set) &&
	       landlock_allow(set, spec->kernel, LANDLOCK_READ) &&
	       landlock_allow(set, spec->archive, LANDLOCK_READ);
	for (size_t i = 0; done && i < spec->volume_count; i++)
		done = allow_volume(set, spec, &spec->volumes[i]);
	return done && landlock_enter(set);
}

bool confine_enter(const void *of)
{
	const struct spec *spec = of;
	const struct shares shares = { spec, false };

	if (shares_need_places(&shares) && !shares_enter(&shares))
		return false;
	if (!is_confined(spec))
		return true;
	/* Without it QEMU has a network that it makes nothing of. */
	if (!namespaces_make(CLONE_NEWNET))
		errno = 0;
	if (identity_take(spec) && !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) &&
	    enter_landlock(spec) && confine_filter())
		return true;
	dprintf(STDERR_FILENO, SHARES_TROUBLE "QEMU's rights cannot be given up: %s\n",
		strerror(errno));
	return false;
}
