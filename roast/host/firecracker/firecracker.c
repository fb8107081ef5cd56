// SPDX-License-Identifier: GPL-2.0
/* The host Firecracker: a process with KVM, a serial port for everything that is said. */
#include "firecracker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../base/child.h"
#include "../../base/files.h"
#include "../common/disks.h"
#include "../qemu/kvm.h"
#include "../common/local_socket.h"
#include "../common/process.h"
#include "../qemu/qemu.h"
#include "../common/shares.h"
#include "../common/start.h"

#define PROGRAM "firecracker"
#define API_SOCKET "firecracker.sock"
/* It says nothing when it has started; what is wrong with its configuration it says at once. */
#define START_MS 300

static bool available(const char **why)
{
	if (!child_exists(PROGRAM)) {
		*why = "firecracker is missing; Debian has no package of it: put the program from "
		       "its project's releases into PATH";
		return false;
	}
	/* With QEMU at hand a guest can tell more than that the device opens. */
	return child_exists(QEMU_PROGRAM) ? kvm_usable(why) : kvm_opens(why);
}

static const char *accelerator(const struct spec *spec)
{
	(void)spec;
	return "kvm";
}

static void check_volume(const struct volume *volume)
{
	if (volume_is_shared(volume))
		fail(STATUS_USAGE,
		     "-v %s: Firecracker shares no directories; use a disk image or a "
		     "named volume",
		     volume->source);
	if (strcmp(volume->format, "raw") != 0)
		fail(STATUS_USAGE,
		     "-v %s: Firecracker takes raw disks, not %s; convert it with "
		     "qemu-img",
		     volume->source, volume->format);
}

static void devices(struct spec *spec)
{
	volumes_name(spec, "/dev/vd");
	for (size_t i = 0; i < spec->volume_count; i++)
		check_volume(&spec->volumes[i]);
	if (spec->port_count && !spec->bridge)
		fail(STATUS_USAGE,
		     "-p: a domain on Firecracker has a network only by --bridge TAP, a "
		     "tap device of this user's: ip tuntap add TAP mode tap user NAME");
	if (!spec->bridge)
		spec->network = false;
}

/* ---- starting */

static bool failed(struct running *running, char **why, char *line)
{
	*why = line;
	running->failure = STATUS_FAILED;
	return false;
}

static bool write_configuration(const struct spec *spec, const char *path)
{
	char *text = firecracker_configuration(spec);
	int result = file_try_write(path, text, strlen(text), 0600);

	free(text);
	return result == 0;
}

static char *last_words(const char *log)
{
	struct texts lines = { 0 };
	char *text = file_try_read(log, NULL);
	char *line;

	texts_split(&lines, text ? text : "", "\r\n");
	line = text_format("Firecracker: %s", lines.count ? lines.texts[lines.count - 1]
							  : "it ended and did not say why");
	texts_free(&lines);
	free(text);
	return line;
}

/* Its own log goes to a file, for on the serial port it would come into the middle of frames. */
static pid_t launch(const struct spec *spec, const char *configuration, const char *log, int stream)
{
	struct texts words = { 0 };
	pid_t pid;

	texts_add(&words, PROGRAM);
	texts_add(&words, "--api-sock");
	texts_add(&words, API_SOCKET);
	texts_add(&words, "--config-file");
	texts_add(&words, configuration);
	texts_add(&words, "--log-path");
	texts_add(&words, log);
	texts_add(&words, "--level");
	texts_add(&words, "Warning");
	for (size_t i = 0; i < spec->extra.count; i++)
		texts_add(&words, spec->extra.texts[i]);
	pid = process_start_on(&words, spec->directory, log, stream);
	texts_free(&words);
	return pid;
}

static bool run(struct spec *spec, struct running *running, char **why, const char *log)
{
	char *configuration = text_format("%s/firecracker.json", spec->directory);
	int ends[2] = { -1, -1 };
	int status;

	unlink(running->qmp);
	if (!write_configuration(spec, configuration) ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) ||
	    fcntl(ends[0], F_SETFL, O_NONBLOCK) ||
	    (running->pid = launch(spec, configuration, log, ends[1])) < 0) {
		failed(running, why,
		       text_format("Firecracker cannot be started: %s", strerror(errno)));
	} else if (process_wait(running->pid, START_MS, &status)) {
		failed(running, why, last_words(log));
	} else {
		running->control = ends[0];
	}
	free(configuration);
	if (ends[1] >= 0)
		close(ends[1]);
	if (running->control < 0 && ends[0] >= 0)
		close(ends[0]);
	return running->control >= 0;
}

static bool start(struct spec *spec, struct running *running, char **why)
{
	return start_in_directory(spec, running, why, API_SOCKET, "firecracker.log", run);
}

/* ---- while it runs */

/* Ctrl-Alt-Del is the button that its machine has. */
static void stop(const struct running *running)
{
	static const char body[] = "{\"action_type\": \"SendCtrlAltDel\"}";
	int file = local_socket_connect(running->qmp);
	char *request;

	if (file < 0)
		return;
	request = text_format("PUT /actions HTTP/1.1\r\nHost: localhost\r\n"
			      "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
			      strlen(body), body);
	send(file, request, strlen(request), MSG_NOSIGNAL | MSG_DONTWAIT);
	free(request);
	close(file);
}

static void destroy(const struct running *running)
{
	process_end(running->pid);
}

static uint64_t card_count(const char *card, const char *counter)
{
	char *path = text_format("/sys/class/net/%s/statistics/%s", card ? card : "", counter);
	char *text = card ? file_try_read(path, NULL) : NULL;
	uint64_t count = text ? strtoull(text, NULL, 10) : UINT64_MAX;

	free(text);
	free(path);
	return count;
}

/* What the tap device sends is what the domain receives. */
static bool usage(const struct spec *spec, const struct running *running, struct usage *usage)
{
	if (process_has_ended(running->pid))
		return false;
	*usage = (struct usage){
		.memory = process_memory(running->pid),
		.cpu_ns = process_cpu_time(running->pid),
		.received = card_count(spec->bridge, "tx_bytes"),
		.sent = card_count(spec->bridge, "rx_bytes"),
		.read = UINT64_MAX,
		.written = UINT64_MAX,
	};
	return true;
}

/* It tells no status of the domain's, and ends with 0 when the domain did. */
static int status(const struct spec *spec, const struct running *running, int wait_status,
		  bool *crashed)
{
	(void)spec;
	(void)running;
	*crashed = WIFEXITED(wait_status)
			   ? WEXITSTATUS(wait_status) != 0
			   : WTERMSIG(wait_status) != SIGKILL && WTERMSIG(wait_status) != SIGTERM;
	return -1;
}

const struct host host_firecracker = {
	.name = "firecracker",
	.title = "Firecracker",
	.available = available,
	.control = "console",
	.devices = devices,
	.plan = firecracker_configuration,
	.by_hand = "with these lines in FILE: firecracker --no-api --config-file FILE",
	.start = start,
	.stop = stop,
	.destroy = destroy,
	.usage = usage,
	.status = status,
	.accelerator = accelerator,
	.volumes_max = 16, /* each takes one of its few interrupt lines */
	.forwards_ports = false,
};
