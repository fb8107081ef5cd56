// SPDX-License-Identifier: GPL-2.0
/* Kernel parameters. */
#include "sysctls.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../include/rumproast/exit.h"
#include "files.h"
#include "json.h"
#include "say.h"

/* As sysctl(8): if the first separator is a dot, dots and slashes change places. */
static void sysctl_path(const char *name, char *path, size_t size)
{
	bool dots = name[strcspn(name, "./")] == '.';
	int used = snprintf(path, size, "/proc/sys/%s", name);

	for (char *c = path + sizeof("/proc/sys"); dots && used > 0 && *c; c++)
		*c = *c == '.' ? '/' : *c == '/' ? '.' : *c;
}

static void sysctl_apply(const char *name, const char *value)
{
	char path[512];

	sysctl_path(name, path, sizeof(path));
	if (strstr(path, "/..") || access(path, F_OK) < 0)
		fail(RUMPROAST_EXIT_CONFIGURATION, "sysctls: %s: this kernel has no %s", name,
		     path);
	if (!file_write(path, value))
		fail(RUMPROAST_EXIT_CONFIGURATION, "sysctls: %s cannot be set to %s: %s", name,
		     value, strerror(errno));
}

/* Low ports and ping(8) are for every user: the border is the domain's, not the user's. */
static void apply_defaults(void)
{
	static const char *const defaults[][2] = {
		{ "/proc/sys/net/ipv4/ip_unprivileged_port_start", "0" },
		{ "/proc/sys/net/ipv4/ping_group_range", "0 2147483647" },
	};

	for (size_t i = 0; i < sizeof(defaults) / sizeof(defaults[0]); i++)
		if (!file_write(defaults[i][0], defaults[i][1]) && errno != ENOENT)
			warn("%s: cannot be written: %s", defaults[i][0], strerror(errno));
}

void sysctls_apply(struct json *sysctls)
{
	apply_defaults();
	if (!sysctls)
		return;
	for (const struct json *entry = sysctls->first; entry; entry = entry->next)
		sysctl_apply(entry->name, entry->text);
}
