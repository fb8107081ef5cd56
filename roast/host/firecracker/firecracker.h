/* SPDX-License-Identifier: GPL-2.0 */
/* Domains on Firecracker, for the files of this host. */
#ifndef ROAST_HOST_FIRECRACKER_H
#define ROAST_HOST_FIRECRACKER_H

#include "../host.h"

/* What `firecracker --config-file` reads, JSON. The caller's. */
char *firecracker_configuration(const struct spec *spec);

#endif
