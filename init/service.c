// SPDX-License-Identifier: GPL-2.0
/* Services in the background. */
#include "service.h"

#include <signal.h>
#include <stdlib.h>

#include "files.h"
#include "processes.h"
#include "program.h"
#include "sessions.h"

struct search {
	const struct program *programs, *program;
	int signal; /* 0: none is sent */
};

static bool is_others(const struct search *search, const struct process *process)
{
	for (const struct program *other = search->programs; other; other = other->next)
		if (other != search->program && other->pid &&
		    (process->session == other->pid || process->group == other->pid))
			return true;
	return sessions_has(process->session);
}

static int visit(const struct process *process, void *data)
{
	const struct search *search = data;

	if (is_others(search, process))
		return 0;
	if (search->signal)
		kill(process->pid, search->signal);
	return 1;
}

bool service_lives(struct program *programs, struct program *program)
{
	struct search search = { programs, program, 0 };

	return processes_each(visit, &search) > 0;
}

void service_signal_all(struct program *programs, struct program *program, int signal)
{
	struct search search = { programs, program, signal };

	processes_each(visit, &search);
}

/* A service may write the file after its first process has ended. */
static void find_main(struct program *program)
{
	char line[32];

	if (!program->service && program->pid_file &&
	    file_read_line(program->pid_file, line, sizeof(line)))
		program->service = (pid_t)strtol(line, NULL, 10);
	if (program->service <= 1)
		program->service = 0;
}

void service_stop(struct program *programs, struct program *program, int signal)
{
	find_main(program);
	if (!program->service || kill(program->service, signal) < 0)
		service_signal_all(programs, program, signal);
}

void service_reaped(struct program *program, pid_t pid, int status)
{
	find_main(program);
	if (pid == program->service || !program->service)
		program->status = status;
}
