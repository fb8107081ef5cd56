// SPDX-License-Identifier: GPL-2.0
/* What the process that is a domain's network may do on this machine. */
#include "network_process.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../common/landlock.h"

#define NOBODY 65534 /* Debian's user and group for those who own nothing */
#define NAME_SERVERS "/etc/resolv.conf"

static bool drop_capabilities(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[2] = { 0 };

	for (int number = 0; prctl(PR_CAPBSET_READ, number, 0, 0, 0) >= 0; number++)
		if (prctl(PR_CAPBSET_DROP, number, 0, 0, 0))
			return false;
	return !syscall(SYS_capset, &header, sets);
}

/*
 * In a user namespace without nobody it stays root, which is then less than that outside. The group
 * is tried first: it changes nothing of the rights.
 */
static bool leave_root(void)
{
	if (geteuid() != 0)
		return true;
	if (setegid(NOBODY))
		return errno == EINVAL && drop_capabilities();
	return !setgroups(0, NULL) && !setresgid(NOBODY, NOBODY, NOBODY) &&
	       !setresuid(NOBODY, NOBODY, NOBODY);
}

/* libslirp reads the file again when it has changed, and who changes it replaces it. */
static bool allow_name_servers(int set)
{
	char *file = realpath(NAME_SERVERS, NULL);
	char *slash = file ? strrchr(file, '/') : NULL;
	bool done = landlock_allow(set, "/etc", LANDLOCK_READ);

	if (slash && slash != file) {
		*slash = '\0';
		done = done && landlock_allow(set, file, LANDLOCK_READ);
	}
	free(file);
	return done;
}

/* A kernel without Landlock, or an older one, has what else there is. */
static bool leave_files(void)
{
	int set = landlock_begin(LANDLOCK_FILES);

	if (set < 0)
		return true;
	return allow_name_servers(set) && landlock_allow(set, "/dev/urandom", LANDLOCK_READ) &&
	       landlock_enter(set);
}

/* Sockets of other families lead to services of this machine, or into its kernel. */
static bool deny_families(scmp_filter_ctx filter)
{
	bool done = true;

	for (unsigned int family = 0; done && family <= AF_INET6; family++)
		if (family != AF_INET && family != AF_INET6)
			done = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(socket), 1,
						SCMP_A0(SCMP_CMP_EQ, family)) == 0;
	return done && seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(socket), 1,
					SCMP_A0(SCMP_CMP_GT, AF_INET6)) == 0;
}

static bool deny_calls(scmp_filter_ctx filter)
{
	static const int denied[] = {
		SCMP_SYS(execve),
		SCMP_SYS(execveat),
		SCMP_SYS(fork),
		SCMP_SYS(vfork),
		SCMP_SYS(clone),
		SCMP_SYS(clone3),
		SCMP_SYS(kill),
		SCMP_SYS(tkill),
		SCMP_SYS(pidfd_send_signal),
		SCMP_SYS(socketpair),
		SCMP_SYS(io_uring_setup),
		SCMP_SYS(ptrace),
		SCMP_SYS(process_vm_readv),
		SCMP_SYS(process_vm_writev),
		SCMP_SYS(pidfd_getfd),
		SCMP_SYS(open_by_handle_at),
		SCMP_SYS(setns),
		SCMP_SYS(unshare),
		SCMP_SYS(mount),
		SCMP_SYS(move_mount),
		SCMP_SYS(umount2),
		SCMP_SYS(bpf),
		SCMP_SYS(perf_event_open),
		SCMP_SYS(userfaultfd),
		SCMP_SYS(add_key),
		SCMP_SYS(request_key),
		SCMP_SYS(keyctl),
	};
	bool done = true;

	for (size_t i = 0; done && i < sizeof(denied) / sizeof(denied[0]); i++)
		done = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), denied[i], 0) == 0;
	return done;
}

static bool filter_calls(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	bool done =
		filter && deny_families(filter) && deny_calls(filter) && seccomp_load(filter) == 0;

	if (filter)
		seccomp_release(filter);
	return done;
}

bool network_confine(void)
{
	return leave_root() && !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) && leave_files() &&
	       filter_calls();
}
