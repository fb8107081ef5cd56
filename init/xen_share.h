/* SPDX-License-Identifier: GPL-2.0 */
/* Directories that Xen's dom0 shares with this domain by 9P. */
#ifndef INIT_XEN_SHARE_H
#define INIT_XEN_SHARE_H

#include <stdbool.h>

/* Whether xenstore is there to be asked, and knows no directory with that tag. */
bool xen_share_is_missing(const char *tag);

#endif
