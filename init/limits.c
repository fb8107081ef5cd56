// SPDX-License-Identifier: GPL-2.0
/* Limits of processes. */
#include "limits.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "formats.h"
#include "json.h"

/* What systemd gives services. */
#define FILES_SOFT 1024
#define FILES_HARD 524288

static const struct {
	const char *name;
	int resource;
} resources[] = {
	{ "as", RLIMIT_AS },
	{ "core", RLIMIT_CORE },
	{ "cpu", RLIMIT_CPU },
	{ "data", RLIMIT_DATA },
	{ "fsize", RLIMIT_FSIZE },
	{ "locks", RLIMIT_LOCKS },
	{ "memlock", RLIMIT_MEMLOCK },
	{ "msgqueue", RLIMIT_MSGQUEUE },
	{ "nice", RLIMIT_NICE },
	{ "nofile", RLIMIT_NOFILE },
	{ "nproc", RLIMIT_NPROC },
	{ "rss", RLIMIT_RSS },
	{ "rtprio", RLIMIT_RTPRIO },
	{ "rttime", RLIMIT_RTTIME },
	{ "sigpending", RLIMIT_SIGPENDING },
	{ "stack", RLIMIT_STACK },
};

static int resource_number(const char *name)
{
	for (size_t i = 0; i < sizeof(resources) / sizeof(resources[0]); i++)
		if (strcmp(resources[i].name, name) == 0)
			return resources[i].resource;
	return -1;
}

void limits_default(void)
{
	const struct rlimit files = { .rlim_cur = FILES_SOFT, .rlim_max = FILES_HARD };

	setrlimit(RLIMIT_NOFILE, &files);
}

bool limits_apply(struct json *limits, char *problem, size_t size)
{
	if (!limits)
		return true;
	for (const struct json *entry = limits->first; entry; entry = entry->next) {
		const char *name = entry->name, *text = entry->text;
		struct limit limit;
		struct rlimit pair;

		if (!limit_parse(text, &limit)) {
			snprintf(problem, size, "limit %s: %s is not a limit", name, text);
			return false;
		}
		pair = (struct rlimit){ .rlim_cur = limit.soft, .rlim_max = limit.hard };
		if (setrlimit((unsigned int)resource_number(name), &pair) < 0) {
			snprintf(problem, size, "limit %s cannot be %s: %s", name, text,
				 strerror(errno));
			return false;
		}
	}
	return true;
}
