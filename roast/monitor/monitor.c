// SPDX-License-Identifier: GPL-2.0
/* The monitor from its first step to its last. */
#include "monitor.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/report.h"
#include "../base/title.h"

/*
 * The settings may have passwords in them: they are in no list of processes, and neither this
 * process nor the virtual machine's leaves them in a core dump.
 */
static void keep_secrets(const char *name)
{
	const struct rlimit nothing = { 0, 0 };

	title_set("roast: monitor of %s", name);
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) || setrlimit(RLIMIT_CORE, &nothing))
		warn("core dumps cannot be turned off: %s", strerror(errno));
}

/* Beside QEMU it starts roast itself; xl has scripts, which may have rights of their own. */
static void gain_nothing(const struct host *host)
{
	if (strcmp(host->name, "qemu") == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		warn("the monitor could still gain rights: %s", strerror(errno));
}

/* Nothing of the command that started it is held open: pipes would never end. */
static void leave_command(const char *directory, int lock, int parent)
{
	int low = lock < parent ? lock : parent, high = lock < parent ? parent : lock;
	int null = open("/dev/null", O_RDWR);
	int own = domain_file_open(directory, "monitor", O_WRONLY | O_CREAT | O_TRUNC | O_APPEND);

	umask(077);
	dup2(null, STDIN_FILENO);
	dup2(own >= 0 ? own : null, STDOUT_FILENO);
	dup2(own >= 0 ? own : null, STDERR_FILENO);
	close_range(3, (unsigned int)low - 1, 0);
	if (high > low + 1)
		close_range((unsigned int)low + 1, (unsigned int)high - 1, 0);
	close_range((unsigned int)high + 1, ~0U, 0);
	if (chdir("/"))
		warn("cannot change to /: %s", strerror(errno));
}

static int signal_pipe[2];

static void caught(int number)
{
	uint8_t byte = (uint8_t)number;
	int error = errno;

	if (number == SIGTERM && write(signal_pipe[1], &byte, 1) < 0)
		errno = EAGAIN;
	errno = error;
}

static void signals_ready(void *owner, uint32_t events)
{
	struct monitor *monitor = owner;
	uint8_t number;

	(void)events;
	if (read(monitor->signals.fd, &number, 1) == 1)
		life_stop(monitor, -1, false);
}

/*
 * SIGTERM is what a machine that goes down sends to all; the domain then ends in order. Signals
 * are caught, neither ignored nor blocked, or whatever the host starts would be born with that.
 */
static void take_signals(struct monitor *monitor)
{
	static const int numbers[] = { SIGTERM, SIGPIPE, SIGHUP, SIGINT, SIGQUIT };
	struct sigaction action = { .sa_handler = caught, .sa_flags = SA_RESTART };
	sigset_t none;

	if (pipe2(signal_pipe, O_CLOEXEC | O_NONBLOCK))
		fail_errno("cannot make a pipe");
	for (int number = 1; number < SIGRTMIN; number++)
		if (number != SIGKILL && number != SIGSTOP)
			signal(number, SIG_DFL);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		sigaction(numbers[i], &action, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	monitor->signals = (struct watch){ signal_pipe[0], 0, signals_ready, monitor };
	loop_watch(&monitor->signals, EPOLLIN);
}

static void parent_write(struct monitor *monitor, int status, const char *text)
{
	uint8_t message[PARENT_MESSAGE_MAX];
	size_t length = text ? strnlen(text, sizeof(message) - 3) : 0;

	message[0] = (uint8_t)status;
	frame_put_u16(message + 1, (uint16_t)length);
	memcpy(message + 3, text ? text : "", length);
	if (write(monitor->parent_watch.fd, message, 3 + length) < 0 && text)
		warn("%s", text);
}

void parent_tell(struct monitor *monitor, int status, const char *why)
{
	if (!monitor->told)
		parent_write(monitor, status, why);
	monitor->told = true;
}

void parent_note(struct monitor *monitor, const char *text)
{
	if (!monitor->told)
		parent_write(monitor, PARENT_NOTE, text);
}

/* It has attached itself, or has ended; or was interrupted while the domain started. */
static void parent_gone(void *owner, uint32_t events)
{
	struct monitor *monitor = owner;

	(void)events;
	loop_forget(&monitor->parent_watch);
	if (monitor->told)
		return;
	end_set(&monitor->end, END_INTERRUPTED, 0, NULL);
	life_destroy(monitor);
}

static int open_console(const char *directory)
{
	int file = domain_file_open(directory, "console", O_RDWR | O_CREAT | O_APPEND);

	if (file < 0)
		fail_errno("cannot open %s/console", directory);
	return file;
}

static void open_all(struct monitor *monitor, int parent)
{
	const char *directory = monitor->order->spec.directory;

	loop_open();
	take_signals(monitor);
	monitor->parent_watch = (struct watch){ parent, 0, parent_gone, monitor };
	loop_watch(&monitor->parent_watch, EPOLLERR);
	log_open(&monitor->log, directory);
	monitor->console_file = open_console(directory);
	state_open(monitor);
	clients_listen(monitor);
	session_new(monitor, PROGRAM, NULL);
}

/* Files first, then the lock, then those who wait: they find everything done. */
static void close_all(struct monitor *monitor)
{
	const char *directory = monitor->order->spec.directory;
	bool failed = !monitor->told;

	loop_forget(&monitor->listener);
	proxies_close(monitor);
	if ((monitor->order->remove && !monitor->keep) ||
	    (failed && monitor->first && !monitor->order->detached))
		domain_erase(directory, monitor->lock);
	else
		close(monitor->lock);
	if (failed)
		parent_tell(monitor, end_start_status(&monitor->end),
			    monitor->line ? monitor->line : "the domain ended at once");
	clients_dismiss(monitor, monitor->exit_status, monitor->line);
	clients_linger(monitor);
}

void monitor_run(struct order *order, int lock, int parent, bool first)
{
	static struct monitor monitor;

	keep_secrets(order->spec.name);
	gain_nothing(order->host);
	leave_command(order->spec.directory, lock, parent);
	monitor = (struct monitor){
		.order = order,
		.lock = lock,
		.first = first,
		.running = RUNNING_NOTHING,
		.control = { .fd = -1 },
		.console = { .fd = -1 },
		.process = { .fd = -1 },
		.events = { .fd = -1 },
		.server = { .fd = -1 },
		.listener = { .fd = -1 },
	};
	report_settings = (struct report_settings){ .quiet = true };
	open_all(&monitor, parent);
	life_begin(&monitor);
	/* `roast run` is to see all of a program that has ended already. */
	while (monitor.phase != PHASE_ENDED || (monitor.told && monitor.parent_watch.fd >= 0))
		loop_once();
	close_all(&monitor);
	_exit(0);
}
