/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What QEMU may do on this machine: nothing but what the domain was given. A guest that takes QEMU
 * over can open the domain's disks, shares, kernel and archive as they were given, and what every
 * program is made of below /usr; it can neither connect nor listen anywhere, execute nothing, and
 * signal nobody.
 *
 * With words of --host-option QEMU is as free as the operator, who knows what they need.
 */
#ifndef ROAST_HOST_QEMU_CONFINE_H
#define ROAST_HOST_QEMU_CONFINE_H

#include "../host.h"

/* Words of QEMU's command line for it; adds none if the operator has words of his own. */
void confine_words(const struct spec *spec, struct texts *words);

/*
 * For process_start_prepared(), with a struct spec: shares_enter() where it is needed, and then
 * whatever of namespaces, capabilities and Landlock this kernel has. False, with a line on standard
 * error, if a share cannot be had, or if this process cannot give up its rights.
 */
bool confine_enter(const void *spec);

/* roast's filter of system calls, from now on; part of confine_enter(). False with errno. */
bool confine_filter(void);

#endif
