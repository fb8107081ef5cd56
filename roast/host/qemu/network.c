// SPDX-License-Identifier: GPL-2.0
/* Starting the network of a domain. */
#include "network.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../base/title.h"
#include "network_process.h"
#include "qemu.h"

#define REPORT_MS 20000
#define REPORT_MAX 65536
#define END_MS 2000

/* The report is text up to a byte 0; whatever comes instead is none. The caller's. */
static char *read_report(int file)
{
	struct pollfd poll_file = { .fd = file, .events = POLLIN };
	char *text = allocate(REPORT_MAX + 1, 1);
	size_t used = 0;
	ssize_t count;

	while (used < REPORT_MAX && poll(&poll_file, 1, REPORT_MS) > 0) {
		count = read(file, text + used, REPORT_MAX - used);
		if (count <= 0)
			break;
		used += (size_t)count;
		if (!text[used - 1])
			return text;
	}
	free(text);
	return NULL;
}

/* The other end of life among them, or it would never be told that QEMU has ended. */
static void close_others(int card, int life)
{
	unsigned int low = (unsigned int)(card < life ? card : life);
	unsigned int high = (unsigned int)(card < life ? life : card);

	if (low > STDERR_FILENO + 1)
		close_range(STDERR_FILENO + 1, low - 1, 0);
	if (high > low + 1)
		close_range(low + 1, high - 1, 0);
	close_range(high + 1, ~0U, 0);
}

/* As short as it can be: the new process has the monitor's memory, and nothing else of it. */
static void __attribute__((noreturn)) become_network(const struct spec *spec, int card, int life)
{
	int null;

	for (int number = 1; number < NSIG; number++)
		signal(number, SIG_DFL);
	signal(SIGPIPE, SIG_IGN);
	sigprocmask(SIG_SETMASK, &(sigset_t){ 0 }, NULL);
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	for (int file = 0; file <= STDERR_FILENO; file++)
		dup2(null, file);
	close_others(card, life);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	title_set("roast: network of %s", spec->name ? spec->name : "a domain");
	network_process(spec, card, life);
}

/*
 * The process belongs to nobody who would wait for it: its parent ends at once. It ends by itself
 * when QEMU has ended, whoever ended that.
 */
static pid_t fork_network(const struct spec *spec, int card, int life)
{
	pid_t between = fork();
	int status;

	if (between == 0) {
		pid_t pid = fork();

		if (pid == 0)
			become_network(spec, card, life);
		_exit(pid < 0);
	}
	while (between > 0 && waitpid(between, &status, 0) < 0 && errno == EINTR)
		;
	return between;
}

static bool take_report(struct spec *spec, struct qemu_network *network, char **why,
			enum status *status)
{
	char *report = read_report(network->life);
	bool started = report && text_begins(report, NETWORK_RUNS);

	*status = STATUS_FAILED;
	if (started) {
		qemu_take_ports(spec, report);
		network->pid = (pid_t)strtol(report + strlen(NETWORK_RUNS), NULL, 10);
	} else if (!(*why = qemu_port_complaint(spec, status))) {
		*why = text_format("the domain's network cannot be started: %s",
				   report && *report ? report : "its process ended");
	}
	free(report);
	return started;
}

void qemu_network_await_end(pid_t pid)
{
	int file = pid > 0 ? (int)syscall(SYS_pidfd_open, pid, 0) : -1;
	struct pollfd ended = { .fd = file, .events = POLLIN };

	if (file < 0)
		return;
	poll(&ended, 1, END_MS);
	close(file);
}

bool qemu_network_start(struct spec *spec, struct qemu_network *network, char **why,
			enum status *status)
{
	int card[2] = { -1, -1 }, life[2] = { -1, -1 };
	bool started = false;

	*status = STATUS_FAILED;
	if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, card) ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, life) ||
	    fork_network(spec, card[1], life[1]) < 0) {
		*why = text_format("the domain's network cannot be started: %s", strerror(errno));
	} else {
		close(life[1]);
		life[1] = -1;
		*network = (struct qemu_network){ .card = card[0], .life = life[0] };
		started = take_report(spec, network, why, status);
	}
	for (int i = 0; i < 2; i++) {
		if (card[i] >= 0 && !(started && i == 0))
			close(card[i]);
		if (life[i] >= 0 && !(started && i == 0))
			close(life[i]);
	}
	return started;
}
