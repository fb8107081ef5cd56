/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of this folder know of each other. */
#ifndef RUMP_XEN_GLUE_H
#define RUMP_XEN_GLUE_H

/* Sets physical addresses aside for the grant table; while hyper_xen_reserve() may be called. */
void rump_xen_reserve_grant_frames(void);

#endif
