// SPDX-License-Identifier: GPL-2.0
#include "start.h"

#include <stdlib.h>

#include "disks.h"

const char *host_workplace(const struct spec *spec)
{
	return spec->workplace ? spec->workplace : spec->directory;
}

bool start_in_directory(struct spec *spec, struct running *running, char **why, const char *socket,
			const char *log, start_process *start)
{
	char *log_path = text_format("%s/%s", spec->directory, log);
	bool runs;

	*running = RUNNING_NOTHING;
	running->pid = -1;
	if (!disks_are_safe(spec, why)) {
		running->failure = STATUS_FORMAT;
		free(log_path);
		return false;
	}
	running->qmp = text_format("%s/%s", spec->directory, socket);
	runs = start(spec, running, why, log_path);
	if (!runs) {
		free(running->qmp);
		running->qmp = NULL;
	}
	free(log_path);
	return runs;
}
