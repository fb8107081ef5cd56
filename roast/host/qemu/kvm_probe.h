/* SPDX-License-Identifier: GPL-2.0 */
/* A guest that is run to its end, to see whether QEMU can run guests. */
#ifndef ROAST_HOST_KVM_PROBE_H
#define ROAST_HOST_KVM_PROBE_H

#include "../host.h"

enum probe {
	PROBE_WORKS,
	PROBE_FAILS,   /* for good */
	PROBE_UNKNOWN, /* it did not end in time, or could not be started */
};

/*
 * Runs the guest with KVM or emulated. Not PROBE_WORKS: *reason is one line, the caller's. The
 * process of QEMU is gone then.
 */
enum probe kvm_probe(bool kvm, char **reason);

#endif
