// SPDX-License-Identifier: GPL-2.0
/*
 * Init: PID 1 of a domain.
 *
 * It prepares what the programs of the domain expect (mounts, names, network), starts them,
 * and stays to reap, to renew leases and to end the domain when they or the host say so.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../include/rumproast/exit.h"
#include "capabilities.h"
#include "console.h"
#include "control.h"
#include "devices.h"
#include "files.h"
#include "hostname.h"
#include "json.h"
#include "log_socket.h"
#include "loop.h"
#include "mounts.h"
#include "network.h"
#include "program.h"
#include "root.h"
#include "say.h"
#include "sessions.h"
#include "settings.h"
#include "supervise.h"
#include "sysctls.h"

/* What the kernel was asked before it could tell anyone by a signal. */
#define REQUEST_FILE "/proc/sys/kernel/rump/request"

/*
 * SIGPWR and SIGINT are the kernel's: power button, Ctrl-Alt-Del, the Xen toolstack. The others
 * are what busybox's poweroff, halt and reboot send to init.
 */
static const int signals[] = { SIGCHLD, SIGPWR, SIGINT, SIGTERM, SIGUSR1, SIGUSR2 };

static void handle_signal(int number)
{
	switch (number) {
	case SIGCHLD:
		supervise_reap();
		break;
	case SIGINT:
	case SIGTERM:
		supervise_end(ENDING_REBOOT, -1);
		break;
	default:
		supervise_end(ENDING_POWEROFF, -1);
		break;
	}
}

static void handle_early_request(void)
{
	char request[8];

	if (!file_read_line(REQUEST_FILE, request, sizeof(request)))
		return;
	if (strcmp(request, "1") == 0)
		supervise_end(ENDING_POWEROFF, -1);
	else if (strcmp(request, "2") == 0)
		supervise_end(ENDING_REBOOT, -1);
}

/*
 * The devices, then the root that may be on one of them. What a disk's own configuration says of
 * devices counts if what the domain started with says nothing.
 */
static struct json *prepare_storage(struct json *settings)
{
	struct json *devices = json_at(settings, "devices");
	struct json *root = json_at(settings, "root");

	root_prepare(root);
	devices_make(devices);
	if (!root)
		return settings;
	root_enter(root);
	if (!json_at(root, "source"))
		return settings;
	settings = settings_load_again();
	if (!devices)
		devices_make(json_at(settings, "devices"));
	return settings;
}

static struct json *network_mounts;

/* Programs start when both the network and the host are ready. */
static bool network_is_ready, host_is_ready;

static void start(void)
{
	if (!network_is_ready || !host_is_ready)
		return;
	mounts_configured(network_mounts, true);
	supervise_start();
}

static void network_ready(void)
{
	network_is_ready = true;
	start();
}

static void host_ready(void)
{
	host_is_ready = true;
	start();
}

static void prepare(struct json *settings)
{
	struct program *programs;

	hostname_set(setting_text(settings, "hostname", NULL));
	if (setting_boolean(settings, "default_mounts", true))
		mounts_default();
	sysctls_apply(json_at(settings, "sysctls"));
	capabilities_of_files(json_at(settings, "file_capabilities"));
	network_mounts = json_at(settings, "mounts");
	mounts_configured(network_mounts, false);
	console_choose(setting_text(settings, "console", NULL));
	network_has_address = control_address;
	control_open(settings, host_ready);
	programs = programs_prepare(settings);
	supervise_take(programs, settings);
	sessions_prepare(programs);
	log_socket_open(sessions_error_stream());
}

static void __attribute__((noreturn)) run_domain(void)
{
	struct json *settings;

	loop_signals(signals, sizeof(signals) / sizeof(signals[0]), handle_signal);
	fail_ends = supervise_failed;
	console_first();
	mounts_first();
	console_first();
	settings = prepare_storage(settings_load());
	settings_require_program(settings);
	prepare(settings);
	handle_early_request();
	network_start(settings, network_ready);
	for (;;)
		loop_once();
}

/* For whoever makes an archive: the same check as in the domain. */
static int check_file(const char *path)
{
	struct json *settings = settings_read_file(path);

	devices_check(json_at(settings, "devices"), path);
	if (settings)
		return EXIT_SUCCESS;
	fprintf(stderr, "rumproast: %s: no such file\n", path);
	return RUMPROAST_EXIT_CONFIGURATION;
}

/* What a caller has closed is not to be the number of the next file that is opened. */
static void open_standard(void)
{
	for (int file = STDIN_FILENO; file <= STDERR_FILENO; file++)
		if (fcntl(file, F_GETFD) < 0 && open("/dev/null", O_RDWR) < 0)
			return; /* a domain's console is opened later, with its /dev */
}

int main(int argc, char **argv)
{
	open_standard();
	if (getpid() == 1)
		run_domain();
	if (argc == 3 && strcmp(argv[1], "--check") == 0)
		return check_file(argv[2]);
	fprintf(stderr, "usage: %s --check FILE   (otherwise it is PID 1 of a domain)\n", argv[0]);
	return RUMPROAST_EXIT_CONFIGURATION;
}
