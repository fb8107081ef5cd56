/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the guest of guest.S ends with: GUEST_WORKS, or the number of the first step whose result
 * is wrong. Included from assembly, too.
 */
#ifndef ROAST_HOST_GUEST_GUEST_H
#define ROAST_HOST_GUEST_GUEST_H

#define GUEST_WORKS 42

#define GUEST_STEP_FLOATING_POINT 1
#define GUEST_STEP_EXTENDED_STATE 2
#define GUEST_STEP_ATOMIC 3
#define GUEST_STEP_BASES 4
#define GUEST_STEP_CYCLES 5
#define GUEST_STEP_SYSTEM_CALL 6
#define GUEST_STEP_BREAKPOINT 7
#define GUEST_STEP_PAGE_FAULT 8

#endif
