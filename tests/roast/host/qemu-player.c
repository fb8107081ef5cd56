// SPDX-License-Identifier: GPL-2.0
/*
 * Plays QEMU on a machine whose KVM does not keep what it promises. With -accel tcg it is QEMU.
 * With KVM it tells of a guest of roast's own (-kernel /proc/self/fd/N) what PLAY_GUEST says:
 *   works   it ends with GUEST_WORKS        wrong   with the number of a step
 *   stops   the machine stops, and stays    dies    QEMU aborts
 * and of a domain what PLAY_DOMAIN says: stops, dies, or resets. Each start is a line in PLAY_LOG.
 */
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../../roast/host/qemu/guest/guest.h"

#define QEMU "/usr/bin/qemu-system-x86_64"

static const char *accelerator = "tcg", *kernel = "";
static int monitor = -1, events = -1;

static void take_arguments(char **argv)
{
	for (; *argv && argv[1]; argv++) {
		const char *fd = strstr(argv[1], ",fd=");

		if (strcmp(*argv, "-accel") == 0)
			accelerator = argv[1];
		else if (strcmp(*argv, "-kernel") == 0)
			kernel = argv[1];
		else if (strcmp(*argv, "-chardev") == 0 && strstr(argv[1], "id=events") && fd)
			events = (int)strtol(fd + 4, NULL, 10);
		else if (strcmp(*argv, "-chardev") == 0 && strstr(argv[1], "id=monitor") && fd)
			monitor = (int)strtol(fd + 4, NULL, 10);
	}
}

static void tell(const char *what)
{
	FILE *log = fopen(getenv("PLAY_LOG"), "a");

	if (!log)
		exit(3);
	fprintf(log, "%s %s\n", accelerator, what);
	fclose(log);
}

static void say(int file, const char *line)
{
	if (send(file, line, strlen(line), MSG_NOSIGNAL) < 0)
		exit(0);
}

/* One command at a time comes on each connection. */
static void answer(int file, const char *what)
{
	char line[1024] = "";

	for (size_t i = 0; i < sizeof(line) - 1 && !strchr(line, '\n'); i++)
		if (read(file, line + i, 1) <= 0)
			return;
	if (strstr(line, "human-monitor-command")) {
		say(file, "{\"return\": \"\"}\n");
		return;
	}
	if (strstr(line, "query-status")) {
		say(file, "{\"return\": {\"status\": \"internal-error\", \"running\": false}}\n");
		return;
	}
	say(file, "{\"return\": {}}\n");
	if (file != events)
		return;
	if (strcmp(what, "resets") == 0) {
		say(file, "{\"event\": \"SHUTDOWN\", \"data\": {\"reason\": \"guest-reset\"}}\n");
		exit(0);
	}
	say(file, "{\"event\": \"STOP\"}\n");
}

/* Until SIGTERM: QEMU stays when its machine has stopped. */
static void serve(const char *what)
{
	struct pollfd waits[3] = { { .fd = events, .events = POLLIN },
				   { .fd = monitor, .events = POLLIN },
				   { .fd = -1, .events = POLLIN } };

	say(events, "{\"QMP\": {}}\n");
	while (poll(waits, 3, -1) >= 0) {
		if (waits[0].revents)
			answer(events, what);
		if (waits[2].fd >= 0 && waits[2].revents)
			answer(waits[2].fd, what);
		if (waits[1].revents && (waits[2].fd = accept(monitor, NULL, NULL)) >= 0)
			say(waits[2].fd, "{\"QMP\": {}}\n");
	}
}

static void play(const char *what)
{
	if (!what)
		exit(3);
	if (strcmp(what, "works") == 0)
		_exit(GUEST_WORKS << 1 | 1);
	if (strcmp(what, "wrong") == 0)
		_exit(GUEST_STEP_ATOMIC << 1 | 1);
	fputs("KVM internal error. Suberror: 1\nemulation failure\nEAX=00000000 EBX=0\n", stderr);
	if (strcmp(what, "dies") == 0) {
		execl("/bin/sh", "sh", "-c", "kill -ABRT $$", NULL);
		_exit(3);
	}
	serve(what);
}

int main(int argc, char **argv)
{
	bool of_guest;

	(void)argc;
	take_arguments(argv + 1);
	of_guest = strncmp(kernel, "/proc/self/fd/", strlen("/proc/self/fd/")) == 0;
	tell(of_guest ? "guest" : "domain");
	if (strcmp(accelerator, "kvm") != 0) {
		execv(QEMU, argv);
		return 3;
	}
	/* The guest's monitor is its only connection. */
	if (of_guest)
		events = monitor;
	play(getenv(of_guest ? "PLAY_GUEST" : "PLAY_DOMAIN"));
	return 3;
}
