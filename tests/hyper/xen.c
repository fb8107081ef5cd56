/* SPDX-License-Identifier: GPL-2.0 */
#include "kernel.h"
void xen_timer_bind(void) {}
void xen_upcall(void) {}
