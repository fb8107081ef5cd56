// SPDX-License-Identifier: GPL-2.0
/*
 * A host whose domains are processes of this machine: fake-domain beside this program. The
 * spec's archive is the command, its extra words are the mode of fake-domain.
 */
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../../roast/host/host.h"

static bool is_available(const char **why)
{
	(void)why;
	return true;
}

static void name_devices(struct spec *spec)
{
	(void)spec;
}

static char *make_plan(const struct spec *spec)
{
	return text_format("fake %s\n", spec->archive);
}

static void run(const struct spec *spec, int control)
{
	const char *mode = spec->extra.count ? spec->extra.texts[0] : "normal";
	char path[PATH_MAX] = "";
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 16);

	if (length < 0)
		_exit(1);
	strcpy(strrchr(path, '/') + 1, "fake-domain");
	dup2(control, 3);
	close_range(4, ~0U, 0);
	execl(path, "fake-domain", mode, spec->archive, NULL);
	_exit(1);
}

static bool start(struct spec *spec, struct running *running, char **why)
{
	const char *server = getenv("FAKE_SERVER");
	int ends[2];

	if (spec->extra.count && strcmp(spec->extra.texts[0], "refuse") == 0) {
		*why = text_copy("the host refuses, as it was told");
		running->failure = STATUS_RESOURCES;
		return false;
	}
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)) {
		*why = text_copy("no socket");
		return false;
	}
	*running =
		(struct running){ .pid = fork(), .control = ends[0], .console = -1, .domid = -1 };
	if (running->pid == 0)
		run(spec, ends[1]);
	if (server)
		running->server = (pid_t)strtol(server, NULL, 10);
	running->server_task = "served the domain";
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	close(ends[1]);
	return true;
}

static void destroy(const struct running *running)
{
	kill(running->pid, SIGKILL);
}

static bool usage(const struct spec *spec, const struct running *running, struct usage *usage_of)
{
	(void)running;
	*usage_of = (struct usage){
		.memory = spec->memory << 20,
		.cpu_ns = 1500000000,
		.received = UINT64_MAX,
		.sent = UINT64_MAX,
	};
	return true;
}

static int status(const struct spec *spec, const struct running *running, int wait_status,
		  bool *crashed)
{
	(void)spec;
	(void)running;
	*crashed = WIFSIGNALED(wait_status) || WEXITSTATUS(wait_status) == 101;
	return WIFSIGNALED(wait_status) ? -1 : WEXITSTATUS(wait_status);
}

/* Its domains are processes of this machine: only its own interface leads there. */
static bool reaches(const struct running *running, const struct sockaddr *address, char *interface,
		    char **why)
{
	(void)running;
	strcpy(interface, "lo");
	if (address->sa_family == AF_INET)
		return true;
	*why = text_copy("it is not one of the fake host's");
	return false;
}

const struct host host_fake = {
	.name = "fake",
	.available = is_available,
	.control = "port",
	.devices = name_devices,
	.plan = make_plan,
	.by_hand = "not at all",
	.start = start,
	.stop = destroy,
	.destroy = destroy,
	.usage = usage,
	.status = status,
	.reaches = reaches,
};

const struct host *host_named(const char *name)
{
	return strcmp(name, "fake") == 0 ? &host_fake : NULL;
}
