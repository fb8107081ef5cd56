// SPDX-License-Identifier: GPL-2.0
/* The life of the programs. */
#include "supervise.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../include/rumproast/exit.h"
#include "children.h"
#include "console.h"
#include "control.h"
#include "diagnose.h"
#include "directories.h"
#include "ending.h"
#include "formats.h"
#include "json.h"
#include "log_socket.h"
#include "loop.h"
#include "program.h"
#include "reason.h"
#include "say.h"
#include "service.h"
#include "sessions.h"
#include "settings.h"

/* How long processes that ignore SIGTERM, and that no program's stop_timeout covers, may take. */
#define STRAY_TIMEOUT_MS 2000

/* The end proceeds from one to the next, never back. */
enum phase {
	PHASE_RUNNING,
	PHASE_STOPPING, /* programs were sent their stop signals */
	PHASE_STRAYS,	/* no program is left; all other processes were sent SIGTERM */
	PHASE_KILLING,	/* they were sent SIGKILL */
	PHASE_FINISHED, /* none is left, or nothing helps */
};

static struct program *programs;
static enum ending on_exit_do, on_signal_do;
static enum phase phase;
static enum ending ending;
static int ending_status = -1;
static struct loop_timer stop_timer;
static uint64_t stop_began; /* loop_now() */

static enum ending ending_named(const char *word)
{
	if (strcmp(word, "reboot") == 0)
		return ENDING_REBOOT;
	return strcmp(word, "crash") == 0 ? ENDING_CRASH : ENDING_POWEROFF;
}

void supervise_take(struct program *list, struct json *settings)
{
	programs = list;
	on_exit_do = ending_named(setting_text(settings, "on_exit", "poweroff"));
	/* A crash is for hosts that have no other way to see it. */
	on_signal_do = ending_named(setting_text(settings, "on_signal",
						 control_is_configured() ? "poweroff" : "crash"));
}

static int exit_status(int status)
{
	if (WIFSIGNALED(status))
		return RUMPROAST_EXIT_SIGNAL + WTERMSIG(status);
	return WEXITSTATUS(status);
}

/* The first program, in their order, that did not end well; or null. */
static const struct program *blamed(void)
{
	for (const struct program *program = programs; program; program = program->next)
		if (program->status)
			return program;
	return NULL;
}

/* The end that a program's end is. */
static struct outcome outcome_of(const struct program *culprit)
{
	int status = exit_status(culprit->status);
	bool killed = WIFSIGNALED(culprit->status);
	struct outcome outcome = { .status = status,
				   .signal = killed ? WTERMSIG(culprit->status) : 0,
				   .text = programs->next ? culprit->name : NULL };

	if (culprit->for_memory)
		outcome.cause = outcome.signal == SIGKILL ? CAUSE_MEMORY : CAUSE_MEMORY_OTHER;
	else if (!killed && reason_of(status)) {
		outcome.cause = CAUSE_SAID;
		outcome.text = reason_of(status);
	}
	return outcome;
}

static void finish(struct loop_timer *timer)
{
	const struct program *culprit = blamed();
	struct outcome outcome = culprit ? outcome_of(culprit) : (struct outcome){ 0 };

	loop_timer_stop(timer);
	phase = PHASE_FINISHED;
	if (ending_status >= 0 && ending_status != outcome.status)
		outcome = (struct outcome){ .status = ending_status,
					    .cause = fail_text() ? CAUSE_SAID : CAUSE_PROGRAM,
					    .text = fail_text() };
	ending_finish(ending, outcome);
}

static bool is_running(const struct program *program)
{
	return program->pid || program->background;
}

static bool any_running(void)
{
	for (struct program *program = programs; program; program = program->next)
		if (is_running(program))
			return true;
	return false;
}

static void send_signal(struct program *program, int signal)
{
	if (program->background)
		service_stop(programs, program, signal);
	else if (program->pid)
		kill(program->pid, signal);
}

static bool all_ended(void)
{
	for (struct program *program = programs; program; program = program->next)
		if (!program->ended)
			return false;
	return true;
}

static void kill_strays(struct loop_timer *timer)
{
	(void)timer;
	phase = PHASE_KILLING;
	kill(-1, SIGKILL);
	loop_timer_start(&stop_timer, STRAY_TIMEOUT_MS);
	stop_timer.fire = finish;
	supervise_reap();
}

static void stop_strays(void)
{
	phase = PHASE_STRAYS;
	kill(-1, SIGTERM);
	stop_timer.fire = kill_strays;
	loop_timer_start(&stop_timer, STRAY_TIMEOUT_MS);
	supervise_reap();
}

static void stop_program(struct program *program)
{
	loop_timer_stop(&program->restart_timer);
	program->ended = true;
	send_signal(program, program->stop_signal);
}

static uint64_t stop_deadline(const struct program *program)
{
	return stop_began + (uint64_t)program->stop_timeout * 1000;
}

static void kill_program(struct program *program)
{
	if (program->background)
		service_signal_all(programs, program, SIGKILL);
	else
		kill(program->pid, SIGKILL);
}

/* Kills the programs whose time is up; comes back when that of the next is. */
static void stop_timed_out(struct loop_timer *timer)
{
	uint64_t now = loop_now();
	uint64_t next = UINT64_MAX;

	for (struct program *program = programs; program; program = program->next) {
		if (!is_running(program))
			continue;
		if (stop_deadline(program) <= now) {
			say("%s did not end within %ld s, killing it", program->name,
			    program->stop_timeout);
			kill_program(program);
		} else if (stop_deadline(program) < next) {
			next = stop_deadline(program);
		}
	}
	if (next != UINT64_MAX)
		loop_timer_start(timer, next - now);
}

static void start_stop_timer(void)
{
	uint64_t next = UINT64_MAX;

	stop_began = loop_now();
	for (struct program *program = programs; program; program = program->next)
		if (is_running(program) && stop_deadline(program) < next)
			next = stop_deadline(program);
	stop_timer.fire = stop_timed_out;
	loop_timer_start(&stop_timer, next - stop_began);
}

void supervise_end(enum ending how, int status)
{
	if (phase != PHASE_RUNNING)
		return;
	phase = PHASE_STOPPING;
	ending = how;
	ending_status = status;
	for (struct program *program = programs; program; program = program->next)
		stop_program(program);
	if (any_running())
		start_stop_timer();
	else
		stop_strays();
}

void supervise_failed(int status)
{
	const struct outcome outcome = { status, 0, CAUSE_SAID, fail_text() };

	if (phase == PHASE_FINISHED)
		ending_finish(ending, outcome);
	supervise_end(ENDING_POWEROFF, status);
	for (;;)
		loop_once();
}

/* Makes a process of the program as it is now. */
static void start_process(struct program *program, const char *what)
{
	char reason[600];
	int status;

	program->pid = program_spawn(program, reason, sizeof(reason), &status);
	if (program->pid < 0) {
		program->pid = 0;
		fail(status, "%s: %s", program->name, reason);
	}
	if (status)
		reason_say(status, "%s: %s%s", program->name, what, reason);
	if (program != programs || program->preparing)
		return;
	if (status)
		sessions_program_failed(status, reason);
	else
		sessions_program_started(program->pid);
}

/* The next of the commands that come before it, or the program itself. */
static void start_next(struct program *program)
{
	struct json *command = program->prepared < json_count(program->before)
				       ? json_element(program->before, program->prepared)
				       : NULL;
	char **argv = program->argv;

	program->preparing = command != NULL;
	if (command) {
		program->prepared++;
		program->argv = program_words(command);
	}
	start_process(program, command ? "before: " : "");
	if (command)
		free(program->argv);
	program->argv = argv;
}

static void start(struct program *program)
{
	directories_make(program->directories, program->name);
	program->prepared = 0;
	program->service = 0;
	start_next(program);
}

static void restart_now(struct loop_timer *timer)
{
	start((struct program *)((char *)timer - offsetof(struct program, restart_timer)));
}

static bool wants_restart(const struct program *program)
{
	if (phase != PHASE_RUNNING || program->restart == RESTART_NEVER)
		return false;
	return program->restart == RESTART_ALWAYS || program->status != 0;
}

static void tell_end(const struct program *program)
{
	int status = program->status;
	char name[16];

	if (WIFSIGNALED(status))
		say("%s killed by signal %s%s, status %d", program->name,
		    signal_name(WTERMSIG(status), name), WCOREDUMP(status) ? " (core dumped)" : "",
		    exit_status(status));
	else
		say("%s ended with status %d", program->name, exit_status(status));
}

/* The dynamic linker says so too, but with whatever else the program writes. */
static void tell_missing_library(const struct program *program)
{
	char path[4096], library[256];

	if (exit_status(program->status) != RUMPROAST_EXIT_NOT_FOUND)
		return;
	if (fork() != 0)
		return;
	children_begin();
	if (diagnose_find(program->argv[0], program_variable(program, "PATH"), path,
			  sizeof(path)) &&
	    diagnose_libraries(path, program_variable(program, "LD_LIBRARY_PATH"), library,
			       sizeof(library)))
		say("%s: %s: the shared library %s is missing", program->name, path, library);
	_exit(0);
}

static void program_over(struct program *program)
{
	int status = program->status;

	program->background = false;
	if (wants_restart(program)) {
		program->restart_timer.fire = restart_now;
		loop_timer_start(&program->restart_timer, (uint64_t)program->restart_delay * 1000);
		return;
	}
	program->ended = true;
	if (phase != PHASE_RUNNING)
		return;
	if (WIFSIGNALED(status))
		supervise_end(on_signal_do, exit_status(status));
	else if (all_ended())
		supervise_end(on_exit_do, -1);
}

static void command_before_ended(struct program *program)
{
	if (program->status == 0 && phase == PHASE_RUNNING) {
		start_next(program);
		return;
	}
	if (program->status)
		reason_say(
			exit_status(program->status), "%s: before: %s ended with status %d",
			program->name,
			json_element(json_element(program->before, program->prepared - 1), 0)->text,
			exit_status(program->status));
	program_over(program);
}

/* The first process of one that forks ends well when its service runs. */
static bool leaves_service(struct program *program)
{
	return program->forks && program->status == 0 && service_lives(programs, program);
}

static void program_ended(struct program *program, int status)
{
	program->pid = 0;
	program->status = status;
	program->for_memory = reason_is_memory() && status;
	if (program->preparing) {
		command_before_ended(program);
		return;
	}
	if (leaves_service(program)) {
		program->background = true;
		return;
	}
	if (program->interactive)
		console_restore();
	tell_end(program);
	tell_missing_library(program);
	program_over(program);
}

static void service_ended(struct program *program)
{
	tell_end(program);
	program_over(program);
}

/* A process of no program: a command's, or of a service in the background. */
static void other_ended(pid_t pid, int status)
{
	if (sessions_reaped(pid, status))
		return;
	for (struct program *program = programs; program; program = program->next)
		if (program->background)
			service_reaped(program, pid, status);
}

/* When the domain ends, what a service's main process leaves behind is stopped like any other. */
static bool is_gone(struct program *program)
{
	if (phase != PHASE_RUNNING && program->service && kill(program->service, 0) < 0)
		return true;
	return !service_lives(programs, program);
}

static void look_after_services(void)
{
	for (struct program *program = programs; program; program = program->next)
		if (program->background && is_gone(program))
			service_ended(program);
}

static struct program *program_of(pid_t pid)
{
	for (struct program *program = programs; program; program = program->next)
		if (program->pid == pid)
			return program;
	return NULL;
}

void supervise_reap(void)
{
	struct program *program;
	bool is_last;
	int status;
	pid_t pid;

	log_socket_read();
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		program = program_of(pid);
		if (program)
			program_ended(program, status);
		else
			other_ended(pid, status);
	}
	is_last = pid < 0 && errno == ECHILD;
	look_after_services();
	if (phase == PHASE_STOPPING && !any_running())
		stop_strays();
	else if (is_last && (phase == PHASE_STRAYS || phase == PHASE_KILLING))
		finish(&stop_timer);
}

void supervise_start(void)
{
	for (struct program *program = programs; program && phase == PHASE_RUNNING;
	     program = program->next)
		start(program);
}

struct program *supervise_first(void)
{
	return programs;
}

/* Who asks for the end of the domain's program means the domain, when there are others. */
void supervise_signal(int signal)
{
	if (!programs)
		return;
	if (signal == SIGTERM && (programs->next || !is_running(programs)))
		supervise_end(ENDING_POWEROFF, -1);
	else
		send_signal(programs, signal);
}
