/* SPDX-License-Identifier: GPL-2.0 */
/* Between a domain's start and the first attachment to it. */
#ifndef ROAST_CLIENT_START_H
#define ROAST_CLIENT_START_H

#include <stdbool.h>

#include "../records/domain.h"

/*
 * Whether this process has started the domain and not yet attached to it: until then its monitor
 * stays, even if the program has ended.
 */
bool start_is_mine(const char *directory);
void start_attached(const char *directory);

/* As domain_stop(), of one that is not to be removed by --rm. */
void domain_stop_kept(struct domain *domain, int seconds);

#endif
