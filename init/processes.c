// SPDX-License-Identifier: GPL-2.0
/* Reading /proc/PID/stat, proc(5). */
#include "processes.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"

/* Of a thread of the kernel; the same number on all architectures (PF_KTHREAD). */
#define FLAG_KERNEL 0x00200000

/* The numbers after the state: parent, group, session, terminal, its foreground group, flags. */
enum { PARENT, GROUP, SESSION, TERMINAL, FOREGROUND, FLAGS, NUMBERS };

static bool parse(const char *line, struct process *process)
{
	/* The name before it may have blanks and parentheses itself. */
	const char *rest = strrchr(line, ')');
	long numbers[NUMBERS];
	char state;

	if (!rest || strlen(rest) < 3)
		return false;
	state = rest[2];
	rest += 3;
	for (int i = 0; i < NUMBERS; i++) {
		char *end;

		numbers[i] = strtol(rest, &end, 10);
		rest = end;
	}
	process->group = (pid_t)numbers[GROUP];
	process->session = (pid_t)numbers[SESSION];
	return state != 'Z' && state != 'X' && !(numbers[FLAGS] & FLAG_KERNEL);
}

int processes_each(int (*visit)(const struct process *process, void *data), void *data)
{
	DIR *proc = opendir("/proc");
	const struct dirent *entry;
	struct process process;
	char path[64], line[512];
	int liked = 0;

	while (proc && (entry = readdir(proc))) {
		process.pid = (pid_t)strtol(entry->d_name, NULL, 10);
		if (process.pid <= 0 || process.pid == getpid())
			continue;
		snprintf(path, sizeof(path), "/proc/%d/stat", process.pid);
		if (file_read_line(path, line, sizeof(line)) && parse(line, &process))
			liked += visit(&process, data);
	}
	if (proc)
		closedir(proc);
	return liked;
}
