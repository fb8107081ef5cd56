/* SPDX-License-Identifier: GPL-2.0 */
/* Kernel parameters below /proc/sys. */
#ifndef INIT_SYSCTLS_H
#define INIT_SYSCTLS_H

struct json;

/*
 * Sets what holds without a configuration (every user may listen on every port, and send pings),
 * then each of a map of names ("net.core.somaxconn" or with slashes) to values. Ends through
 * fail() with RUMPROAST_EXIT_CONFIGURATION if one does not exist or does not take its value.
 */
void sysctls_apply(struct json *sysctls);

#endif
