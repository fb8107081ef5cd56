// SPDX-License-Identifier: GPL-2.0
/* Times and processes, as state.json and the log have them. */
#include "private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/files.h"

void time_text(char *text)
{
	struct timespec now;
	struct tm parts;

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &parts);
	strftime(text, TIME_SIZE, "%Y-%m-%dT%H:%M:%S", &parts);
	snprintf(text + strlen(text), TIME_SIZE - strlen(text), ".%09ldZ", now.tv_nsec);
}

int64_t milliseconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The 22nd word of /proc/PID/stat; the second may have blanks and ends with the last ")". */
uint64_t process_start_time(pid_t pid)
{
	char *path = text_format("/proc/%d/stat", (int)pid);
	char *text = pid > 0 ? file_try_read(path, NULL) : NULL;
	char *place = text ? strrchr(text, ')') : NULL;
	uint64_t ticks = 0;

	for (int word = 2; place && word < 22; word++)
		place = strchr(place + 1, ' ');
	/* A zombie runs no more; what is left of it is its parent's. */
	if (place && strrchr(text, ')')[2] != 'Z')
		ticks = strtoull(place, NULL, 10);
	free(text);
	free(path);
	return ticks;
}

const char *machine_boot(void)
{
	static char *boot;

	if (!boot)
		boot = file_try_read("/proc/sys/kernel/random/boot_id", NULL);
	if (boot)
		boot[strcspn(boot, "\n")] = '\0';
	return boot ? boot : "";
}
