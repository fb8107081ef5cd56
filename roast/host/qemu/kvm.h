/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Whether QEMU can use KVM on this machine. Nothing here ends the process.
 *
 * That a device opens and QEMU makes a machine with it says little: some KVMs cannot run what a
 * kernel does. So the answer comes from a guest that has run (guest/guest.S), once for each start
 * of this machine, QEMU, device and release of roast; it is kept in roast's cache.
 */
#ifndef ROAST_HOST_KVM_H
#define ROAST_HOST_KVM_H

#include <stdbool.h>

#include "../host.h"

/* Whether the device can be opened; if not, *why is one line (not to be freed). */
bool kvm_opens(const char **why);

/*
 * False with one line in *why (not to be freed) if a guest does not run. An answer that did not
 * come in time, as under load, is asked for again ten minutes later.
 */
bool kvm_usable(const char **why);

/*
 * A kernel may need what the guest does not try. So a machine that stopped under KVM before its
 * program ran is remembered, for this kernel alone: what one image does is nothing to others.
 */
void kvm_remember_failure(const struct spec *spec);
bool kvm_has_failed(const struct spec *spec);

#endif
