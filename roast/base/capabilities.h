/* SPDX-License-Identifier: GPL-2.0 */
/* Names of Linux' capabilities, capabilities(7). */
#ifndef ROAST_BASE_CAPABILITIES_H
#define ROAST_BASE_CAPABILITIES_H

#include <stdbool.h>
#include <stdint.h>

#include "text.h"

/* "CAP_NET_ADMIN" or "net_admin": bit N for capability number N; "ALL": every bit. */
bool capability_of(const char *name, uint64_t *mask);

/* Adds the names of a set, "ALL" if it is every bit. */
void capability_names(struct texts *names, uint64_t set);

#endif
