// SPDX-License-Identifier: GPL-2.0
/* Figures of /proc as JSON. */
#include "statistics.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../control/frame.h"
#include "control.h"
#include "files.h"
#include "loop.h"
#include "processes.h"

#define FILE_MAX 65536
#define SECTOR 512
#define TICK_MS 10 /* /proc/stat counts hundredths of a second */

/* Place of a number in a line, counted from 1 behind its name. */
enum { NET_RECEIVED = 1, NET_SENT = 9 };
enum { DISK_READ = 3, DISK_WRITTEN = 7 };
enum { CPU_USER = 1, CPU_NICE, CPU_SYSTEM, CPU_IDLE, CPU_WAIT, CPU_INTERRUPT, CPU_SOFT };

static uint64_t number_at(const char *line, int place)
{
	for (; *line && place > 0; place--) {
		line += strspn(line, " ");
		if (place > 1)
			line += strcspn(line, " ");
	}
	return strtoull(line, NULL, 10);
}

static uint64_t memory(const char *text, const char *name)
{
	const char *line = text ? strstr(text, name) : NULL;

	return line ? number_at(line + strlen(name), 1) * 1024 : 0;
}

static int add_memory(char *report, size_t size)
{
	char *text = file_read("/proc/meminfo", FILE_MAX, NULL);
	int used = snprintf(report, size,
			    "{\"memory\":{\"total\":%llu,\"free\":%llu,\"available\":%llu},",
			    (unsigned long long)memory(text, "MemTotal:"),
			    (unsigned long long)memory(text, "MemFree:"),
			    (unsigned long long)memory(text, "MemAvailable:"));

	free(text);
	return used;
}

static int add_cpu(char *report, size_t size)
{
	char line[256] = "";
	const char *numbers = line + strlen("cpu");
	uint64_t user, system;

	if (!file_read_line("/proc/stat", line, sizeof(line)) || strncmp(line, "cpu", 3) != 0)
		strcpy(line, "cpu");
	user = number_at(numbers, CPU_USER) + number_at(numbers, CPU_NICE);
	system = number_at(numbers, CPU_SYSTEM) + number_at(numbers, CPU_INTERRUPT) +
		 number_at(numbers, CPU_SOFT);
	return snprintf(
		report, size, "\"cpu\":{\"user\":%llu,\"system\":%llu,\"idle\":%llu},",
		(unsigned long long)user * TICK_MS, (unsigned long long)system * TICK_MS,
		(unsigned long long)(number_at(numbers, CPU_IDLE) + number_at(numbers, CPU_WAIT)) *
			TICK_MS);
}

/* Sums two numbers over the lines whose name counts. name is followed by separator. */
static void add_lines(const char *path, char separator, int skipped,
		      bool (*counts)(const char *name), const int places[2], uint64_t sums[2])
{
	char *text = file_read(path, FILE_MAX, NULL);
	char *rest = text;
	char *line;

	sums[0] = sums[1] = 0;
	while ((line = strsep(&rest, "\n"))) {
		char *end;

		line += strspn(line, " ");
		for (int i = 0; i < skipped; i++) {
			line += strcspn(line, " ");
			line += strspn(line, " ");
		}
		end = strchr(line, separator);
		if (!end)
			continue;
		*end = 0;
		if (!counts(line))
			continue;
		sums[0] += number_at(end + 1, places[0]);
		sums[1] += number_at(end + 1, places[1]);
	}
	free(text);
}

static bool is_card(const char *name)
{
	return strcmp(name, "lo") != 0;
}

/* Partitions and what is made of disks would count twice. */
static bool is_disk(const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/block/%s/device", name);
	return access(path, F_OK) == 0;
}

static int add_devices(char *report, size_t size)
{
	static const int net_places[2] = { NET_RECEIVED, NET_SENT };
	static const int disk_places[2] = { DISK_READ, DISK_WRITTEN };
	uint64_t net[2], disks[2];

	add_lines("/proc/net/dev", ':', 0, is_card, net_places, net);
	add_lines("/proc/diskstats", ' ', 2, is_disk, disk_places, disks);
	return snprintf(report, size,
			"\"net\":{\"received\":%llu,\"sent\":%llu},"
			"\"disks\":{\"read\":%llu,\"written\":%llu},",
			(unsigned long long)net[0], (unsigned long long)net[1],
			(unsigned long long)disks[0] * SECTOR,
			(unsigned long long)disks[1] * SECTOR);
}

static int every(const struct process *process, void *data)
{
	(void)process;
	(void)data;
	return 1;
}

void statistics_send(void)
{
	char report[1024];
	size_t size = sizeof(report);
	int used = add_memory(report, size);

	used += add_cpu(report + used, size - (size_t)used);
	used += add_devices(report + used, size - (size_t)used);
	used += snprintf(report + used, size - (size_t)used, "\"processes\":%d,\"uptime\":%llu}",
			 processes_each(every, NULL), (unsigned long long)loop_now());
	control_send(FRAME_REPORT, 0, report, (size_t)used);
	control_send(FRAME_REPORT, 0, NULL, 0);
}
