// SPDX-License-Identifier: GPL-2.0
/* The filter of system calls that QEMU gets besides its own. */
#include <errno.h>
#include <seccomp.h>
#include <sys/stat.h>

#include "confine.h"

/* fchmodat2(), which is younger than Debian 12's headers. */
#define CALL_FCHMODAT2 452

/*
 * What QEMU has no use for, as all its sockets are given to it: to connect, also to sockets in the
 * file system, which neither Landlock nor a network namespace withholds; to look into other
 * processes; and io_uring, whose requests pass filters of system calls by. openat2() has its mode
 * in memory, where no filter sees it.
 */
static bool deny_calls(scmp_filter_ctx filter)
{
	static const int denied[] = {
		SCMP_SYS(connect),
		SCMP_SYS(bind),
		SCMP_SYS(io_uring_setup),
		SCMP_SYS(ptrace),
		SCMP_SYS(process_vm_readv),
		SCMP_SYS(process_vm_writev),
		SCMP_SYS(pidfd_getfd),
		SCMP_SYS(open_by_handle_at),
		SCMP_SYS(openat2),
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
		SCMP_SYS(kexec_load),
		SCMP_SYS(init_module),
		SCMP_SYS(finit_module),
	};
	bool done = true;

	for (size_t i = 0; done && i < sizeof(denied) / sizeof(denied[0]); i++)
		done = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), denied[i], 0) == 0;
	return done;
}

/*
 * A domain writes files of its user's, or of root's, into a shared directory. If it could make them
 * setuid or setgid, this machine's other users would execute them with those rights.
 */
static bool deny_modes(scmp_filter_ctx filter)
{
	static const struct {
		int call;
		unsigned int argument;
	} modes[] = {
		{ SCMP_SYS(chmod), 1 },	 { SCMP_SYS(fchmod), 1 },  { SCMP_SYS(fchmodat), 2 },
		{ CALL_FCHMODAT2, 2 },	 { SCMP_SYS(creat), 1 },   { SCMP_SYS(open), 2 },
		{ SCMP_SYS(openat), 3 }, { SCMP_SYS(mkdir), 1 },   { SCMP_SYS(mkdirat), 2 },
		{ SCMP_SYS(mknod), 1 },	 { SCMP_SYS(mknodat), 2 },
	};
	static const mode_t bits[] = { S_ISUID, S_ISGID };
	bool done = true;

	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		for (size_t j = 0; done && j < sizeof(bits) / sizeof(bits[0]); j++) {
			const struct scmp_arg_cmp set = { modes[i].argument, SCMP_CMP_MASKED_EQ,
							  bits[j], bits[j] };

			done = seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), modes[i].call,
						      1, &set) == 0;
		}
	return done;
}

bool confine_filter(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	bool done = filter && deny_calls(filter) && deny_modes(filter) && seccomp_load(filter) == 0;

	if (filter)
		seccomp_release(filter);
	return done;
}
