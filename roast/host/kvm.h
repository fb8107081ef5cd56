/* SPDX-License-Identifier: GPL-2.0 */
/* Whether QEMU can use KVM on this machine. */
#ifndef ROAST_HOST_KVM_H
#define ROAST_HOST_KVM_H

#include <stdbool.h>

/*
 * False with one line in *why (not to be freed) if it cannot. A KVM that opens may still not do
 * what QEMU needs, so QEMU is asked, once after each start of this machine.
 */
bool kvm_usable(const char **why);

#endif
