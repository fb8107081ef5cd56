// SPDX-License-Identifier: GPL-2.0
/* What a domain's end was, of what its program, its machine and its host's process told. */
#include "monitor.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "../../include/rumproast/exit.h"

/* The text behind the status, the signal and the cause; null if there is none. The caller's. */
static char *text_of(const struct frame *frame)
{
	if (frame->length <= 3)
		return NULL;
	return text_format("%.*s", frame->length - 3, (const char *)frame->payload + 3);
}

static enum end_kind kind_of_signal(const struct monitor *monitor, int signal)
{
	if (!signal)
		return END_EXITED;
	if (monitor->stopping && signal == SIGKILL)
		return END_STOP_OVERDUE;
	return monitor->stopping || monitor->signalled == signal ? END_ASKED : END_SIGNAL;
}

static enum end_kind kind_of_exit(const struct monitor *monitor, int cause, int signal)
{
	switch (cause) {
	case CAUSE_MEMORY:
		return END_MEMORY;
	case CAUSE_MEMORY_OTHER:
		return END_MEMORY_OTHER;
	case CAUSE_SAID:
		return END_SAID;
	default:
		return kind_of_signal(monitor, signal);
	}
}

void life_program_ended(struct monitor *monitor, const struct frame *frame)
{
	int cause = frame->length > 2 ? frame->payload[2] : CAUSE_PROGRAM;
	int signal = frame->length > 1 ? frame->payload[1] : 0;
	enum end_kind kind = kind_of_exit(monitor, cause, signal);
	char *text = text_of(frame);

	if (!frame->length) {
		free(text);
		return;
	}
	if (kind == END_SAID && !text)
		kind = END_EXITED;
	/* The end of a program that never started is told as that. */
	if (kind != END_SAID && monitor->end.kind == END_NONE)
		life_program_started(monitor);
	if (monitor->end.kind != END_NONE) {
		free(text);
		return;
	}
	end_set(&monitor->end, kind, frame->payload[0], text);
	monitor->end.signal = signal;
}

/* What the host has told by itself; a machine that has stopped for good is taken away. */
void life_machine_told(void *owner, uint32_t events)
{
	struct monitor *monitor = owner;
	const struct host *host = monitor->order->host;

	monitor->machine = host->look(&monitor->running);
	if (events & (EPOLLHUP | EPOLLERR))
		loop_watch(&monitor->events, 0);
	if (monitor->machine == MACHINE_RUNS)
		return;
	loop_forget(&monitor->events);
	if (monitor->machine < MACHINE_RESET)
		host->destroy(&monitor->running);
}

static char *words_of_host(const struct monitor *monitor)
{
	const struct order *order = monitor->order;
	char *words = order->host->words ? order->host->words(&order->spec) : NULL;

	return words ? words : text_copy("it did not say why");
}

/* True if the machine's own end tells what it was. */
static bool judge_machine(struct monitor *monitor)
{
	struct end *end = &monitor->end;

	switch (monitor->machine) {
	case MACHINE_STOPPED:
		end_set(end, END_STOPPED, 0, words_of_host(monitor));
		return true;
	case MACHINE_DISK_FULL:
		end_set(end, END_DISK_FULL, 0, NULL);
		return true;
	case MACHINE_DISK_FAILED:
		end_set(end, END_DISK_FAILED, 0, words_of_host(monitor));
		return true;
	case MACHINE_PANICKED:
		end_set(end, END_CRASHED, RUMPROAST_EXIT_CRASH, console_last_words(monitor));
		return true;
	case MACHINE_RESET:
		end_set(end, END_RESET, RUMPROAST_EXIT_CRASH, console_last_words(monitor));
		return true;
	case MACHINE_SIGNALLED:
		end_set(end, END_HOST_ASKED, 0, words_of_host(monitor));
		return true;
	default:
		return false;
	}
}

/* True if the end of the host's process tells what it was. */
static bool judge_process(struct monitor *monitor, int wait_status, int host_status)
{
	struct end *end = &monitor->end;
	bool starting = monitor->phase == PHASE_STARTING;
	char *words;

	if (!monitor->order->host->words)
		return false;
	if (WIFSIGNALED(wait_status)) {
		int signal = WTERMSIG(wait_status);

		end_set(end,
			signal == SIGKILL   ? END_HOST_KILLED
			: signal == SIGTERM ? END_HOST_ASKED
					    : END_HOST_FAILED,
			0, words_of_host(monitor));
		end->signal = signal;
		return true;
	}
	/* QEMU's status 1 is its own, or a domain's 0: its own comes with words. */
	words = monitor->order->host->words(&monitor->order->spec);
	if ((host_status < 0 && WEXITSTATUS(wait_status)) ||
	    (host_status == 0 && starting && words)) {
		end_set(end, END_HOST_FAILED, 0, words ? words : words_of_host(monitor));
		return true;
	}
	free(words);
	return false;
}

static void judge_status(struct monitor *monitor, int host_status, bool crashed)
{
	enum end_kind kind = END_GONE;

	if (crashed)
		kind = END_CRASHED;
	else if (host_status >= 0 && monitor->phase == PHASE_STARTING)
		kind = END_BEFORE;
	else if (host_status >= 0)
		kind = host_status ? END_SILENT : END_EXITED;
	end_set(&monitor->end, kind, crashed ? RUMPROAST_EXIT_CRASH : host_status,
		kind == END_EXITED ? NULL : console_last_words(monitor));
}

void life_judge(struct monitor *monitor, int wait_status)
{
	const struct order *order = monitor->order;
	bool crashed = false;
	int host_status;

	if (monitor->machine == MACHINE_RUNS && order->host->look && monitor->running.events >= 0)
		monitor->machine = order->host->look(&monitor->running);
	host_status = order->host->status(&order->spec, &monitor->running, wait_status, &crashed);
	/* What the system could not do after its program's good end counts. */
	if (monitor->end.kind == END_EXITED && !monitor->end.status && host_status > 0)
		end_forget(&monitor->end);
	if (monitor->end.kind != END_NONE)
		return;
	if (!judge_machine(monitor) && !judge_process(monitor, wait_status, host_status))
		judge_status(monitor, host_status, crashed);
}
