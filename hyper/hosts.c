/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The hosts that this image can start on. The start (x86/start.c) takes the first whose signature
 * the CPU reports, and the last, which has no signature, on every other machine.
 */
#include "pc/pc.h"
#include "xen/guest.h"

const struct host *const hosts[] = { &xen_host, &pc_host, NULL };
