// SPDX-License-Identifier: GPL-2.0
/* Landlock, by its system calls: Debian 12's C library has no functions for them. */
#include "landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What headers of Linux 6.1 do not have yet; numbers of Linux' include/uapi/linux/landlock.h. */
#define ACCESS_TRUNCATE (1ULL << 14)   /* ABI 3 */
#define ACCESS_IOCTL_DEV (1ULL << 15)  /* ABI 5 */
#define NET_BIND_AND_CONNECT 3ULL      /* ABI 4 */
#define SCOPE_SOCKETS_AND_SIGNALS 3ULL /* ABI 6 */

struct ruleset {
	uint64_t files, net, scoped;
};

#define READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITE (LANDLOCK_ACCESS_FS_WRITE_FILE | ACCESS_TRUNCATE | ACCESS_IOCTL_DEV)
#define OF_FILES (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | WRITE)
#define CHANGE                                                                                     \
	(LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |                          \
	 LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |                               \
	 LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |                             \
	 LANDLOCK_ACCESS_FS_MAKE_SYM | LANDLOCK_ACCESS_FS_REFER)
/* Nobody may make them. */
#define DEVICES (LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_BLOCK)

static const uint64_t ways[] = {
	[LANDLOCK_READ] = READ,
	[LANDLOCK_EXECUTE] = READ | LANDLOCK_ACCESS_FS_EXECUTE,
	[LANDLOCK_WRITE] = READ | WRITE,
	[LANDLOCK_ALL] = READ | WRITE | CHANGE,
};

static int abi(void)
{
	return (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

/* What this kernel can take away. */
static uint64_t known_files(int version)
{
	uint64_t files = READ | LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |
			 CHANGE | DEVICES;

	if (version >= 3)
		files |= ACCESS_TRUNCATE;
	if (version >= 5)
		files |= ACCESS_IOCTL_DEV;
	return files;
}

int landlock_begin(enum landlock_scope scope)
{
	int version = abi();
	struct ruleset rules = { .files = known_files(version) };
	size_t size = sizeof(rules.files);

	if (version < 2) {
		errno = version < 0 ? errno : EOPNOTSUPP;
		return -1;
	}
	if (version >= 4) {
		rules.net = scope == LANDLOCK_FILES ? 0 : NET_BIND_AND_CONNECT;
		size = offsetof(struct ruleset, scoped);
	}
	if (version >= 6) {
		rules.scoped = SCOPE_SOCKETS_AND_SIGNALS;
		size = sizeof(rules);
	}
	return (int)syscall(SYS_landlock_create_ruleset, &rules, size, 0);
}

bool landlock_allow(int set, const char *path, enum landlock_way way)
{
	struct landlock_path_beneath_attr rule = { .allowed_access = ways[way] };
	struct stat status;
	bool done = false;
	int error;

	rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return errno == ENOENT || errno == EACCES || errno == ENOTDIR;
	if (fstat(rule.parent_fd, &status) == 0) {
		rule.allowed_access &= known_files(abi());
		if (!S_ISDIR(status.st_mode))
			rule.allowed_access &= OF_FILES;
		done = !syscall(SYS_landlock_add_rule, set, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	}
	error = errno;
	close(rule.parent_fd);
	errno = error;
	return done;
}

bool landlock_enter(int set)
{
	bool done = !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) &&
		    !syscall(SYS_landlock_restrict_self, set, 0);
	int error = errno;

	close(set);
	errno = error;
	return done;
}
