// SPDX-License-Identifier: GPL-2.0
/* Who QEMU is, and what is left of root's rights. */
#include "identity.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../common/shares.h"

#define BIT(capability) (1ULL << (capability))

/* FNV-1a: ids are random, and all of one counts. */
uid_t identity_of(const char *id)
{
	uint64_t hash = 14695981039346656037ULL;

	for (; id && *id; id++)
		hash = (hash ^ (unsigned char)*id) * 1099511628211ULL;
	return (uid_t)(IDENTITY_FIRST + hash % IDENTITY_COUNT);
}

/*
 * Kernel and archive are in a folder of root's alone. Files may be another user's, and those of a
 * shared directory are whose the domain says. What makes a device, or keeps the setuid bit of a
 * file that is written, is not among the rights.
 */
static uint64_t rights_of(const struct spec *spec)
{
	uint64_t rights = BIT(CAP_DAC_READ_SEARCH);

	for (size_t i = 0; i < spec->volume_count; i++) {
		rights |= BIT(CAP_DAC_OVERRIDE);
		if (volume_is_shared(&spec->volumes[i]) && !spec->volumes[i].read_only)
			rights |= BIT(CAP_CHOWN) | BIT(CAP_FOWNER);
	}
	return rights;
}

static bool bound_rights(uint64_t rights)
{
	for (int number = 0; prctl(PR_CAPBSET_READ, number, 0, 0, 0) >= 0; number++)
		if (!(rights & BIT(number)) && prctl(PR_CAPBSET_DROP, number, 0, 0, 0))
			return false;
	return true;
}

/* Effective, and so that they survive the execution of a program. */
static bool hold_rights(uint64_t rights)
{
	const uint32_t low = (uint32_t)rights;
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[2] = { { low, low, low }, { 0, 0, 0 } };

	if (syscall(SYS_capset, &header, sets))
		return false;
	for (unsigned long number = 0; number < 32; number++)
		if ((rights & BIT(number)) &&
		    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, number, 0, 0))
			return false;
	return true;
}

/* The group is the same number; and KVM's, for its device. */
static bool become(const struct spec *spec)
{
	uid_t user = identity_of(spec->id);
	struct stat status;
	gid_t group;
	size_t count = spec->kvm && stat("/dev/kvm", &status) == 0;

	group = count ? status.st_gid : 0;
	return !prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) && !setgroups(count, &group) &&
	       !setresgid(user, user, user) && !setresuid(user, user, user);
}

/* The group is tried first: it changes nothing of the rights. */
static bool can_become(const struct spec *spec)
{
	gid_t group = (gid_t)identity_of(spec->id);

	return !setegid(group) && !setegid(getgid());
}

bool identity_take(const struct spec *spec)
{
	uint64_t rights = rights_of(spec);

	if (geteuid() != 0)
		return true;
	if (!bound_rights(rights))
		return false;
	if (can_become(spec))
		return become(spec) && hold_rights(rights);
	errno = 0;
	return true;
}
