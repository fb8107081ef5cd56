// SPDX-License-Identifier: GPL-2.0
/* roast debug: gdb at a running domain. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../base/child.h"
#include "../base/files.h"
#include "../base/report.h"
#include "../records/domain.h"
#include "../host/common/clock.h"
#include "../host/common/local_socket.h"
#include "../host/common/namespaces.h"
#include "../host/common/process.h"
#include "../host/qemu/qmp.h"
#include "../host/common/symbols.h"
#include "../verbs.h"

/* As an address of a socket, /proc/self/fd/3/gdb is shorter than most. */
#define ADDRESS_MAX 100
#define STUB "gdb" /* the socket in the domain's folder, and QEMU's name for it */
#define ANSWER_MS 20000
#define GDBSX_MS 10000

static char *program;

static const struct option_row options[] = {
	{ 0, "program", OPTION_TEXT, "FILE",
	  "the symbols of this program, linked at a fixed address, beside the kernel's", &program },
	{ 0 },
};

/* ---- gdb */

static char *kernel_symbols(struct domain *domain)
{
	const char *kernel = json_get_text(domain->spec, "kernel");
	char *built = text_format("%s/kernels", cache_directory());
	const char *folders[] = { installed_file("kernels"), built, NULL };
	char *symbols = kernel ? symbols_find(kernel, folders) : NULL;

	if (!symbols)
		warn("%s: no kernel with the symbols of %s is here; addresses will have no names",
		     domain->name, kernel ? kernel : "its kernel");
	free(built);
	return symbols;
}

/* What is at target, then whatever the caller has for gdb. */
static void gdb_words(struct domain *domain, const char *target, const struct texts *more,
		      struct texts *words)
{
	char *symbols = kernel_symbols(domain);

	texts_add(words, "gdb");
	texts_add(words, "-q");
	if (symbols) {
		texts_add(words, "-se");
		texts_add(words, symbols);
	}
	if (program) {
		texts_add(words, "-ex");
		texts_add_format(words, "add-symbol-file %s", program);
	}
	texts_add(words, "-ex");
	texts_add_format(words, "target remote %s", target);
	for (size_t i = 0; i < more->count; i++)
		texts_add(words, more->texts[i]);
	free(symbols);
}

/* Ctrl-C is gdb's: it stops the domain, not roast. */
static int run_gdb(const struct texts *words)
{
	pid_t gdb = fork();
	int status;

	if (gdb < 0)
		fail_errno("cannot start gdb");
	if (!gdb) {
		signal(SIGPIPE, SIG_DFL);
		execvp(words->texts[0], words->texts);
		_exit(127);
	}
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	while (waitpid(gdb, &status, 0) < 0)
		if (errno != EINTR)
			return STATUS_FAILED;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* ---- QEMU: a stub of its own */

/* A character device of QEMU's that listens on a socket which was given to it. */
static struct json_object *device_of_stub(void)
{
	struct json_object *device = json_object_new_object();

	json_put_text(device, "id", STUB);
	json_put_text(device, "backend.type", "socket");
	json_put_text(device, "backend.data.addr.type", "fd");
	json_put_text(device, "backend.data.addr.data.str", STUB);
	json_put_boolean(device, "backend.data.server", true);
	json_put_boolean(device, "backend.data.wait", false);
	return device;
}

/* QEMU may make no sockets itself (roast/host/qemu/confine.h), so it gets one. */
static void open_stub(const struct domain *domain, const char *monitor)
{
	char *path = text_format("%s/" STUB, domain->directory);
	int listener = local_socket_listen(path);
	struct json_object *made = NULL;
	char *answer = NULL;
	struct qmp qmp;

	if (listener < 0)
		fail_errno("%s", path);
	if (qmp_open(&qmp, monitor, ANSWER_MS) && qmp_give(&qmp, listener, STUB, ANSWER_MS))
		made = qmp_execute(&qmp, "chardev-add", device_of_stub(), ANSWER_MS);
	if (made)
		answer = qmp_monitor(&qmp, "gdbserver chardev:" STUB, ANSWER_MS);
	if (!answer)
		fail(STATUS_FAILED, "%s: %s", domain->name, qmp.error);
	if (strstr(answer, "ould not") || strstr(answer, "rror"))
		fail(STATUS_FAILED, "%s: QEMU: %s", domain->name, answer);
	json_object_put(made);
	free(answer);
	free(path);
	close(listener);
	qmp_close(&qmp);
}

/* A gdb that was killed leaves the domain standing. */
static void close_stub(const char *monitor)
{
	struct json_object *status = NULL, *answer;
	struct qmp qmp;

	if (qmp_open(&qmp, monitor, ANSWER_MS)) {
		free(qmp_monitor(&qmp, "gdbserver none", ANSWER_MS));
		status = qmp_execute(&qmp, "query-status", NULL, ANSWER_MS);
		if (status && !json_get_boolean(status, "running", true)) {
			answer = qmp_execute(&qmp, "cont", NULL, ANSWER_MS);
			json_object_put(answer);
		}
	}
	json_object_put(status);
	qmp_close(&qmp);
}

/* gdb inherits the open folder where the path is too long for a socket. */
static char *stub_address(struct domain *domain)
{
	char *path = text_format("%s/" STUB, domain->directory);
	int folder;

	if (strlen(path) < ADDRESS_MAX)
		return path;
	free(path);
	folder = open(domain->directory, O_PATH | O_DIRECTORY);
	if (folder < 0)
		fail_errno("%s", domain->directory);
	return text_format("/proc/self/fd/%d/" STUB, folder);
}

static int debug_qemu(struct domain *domain, const struct texts *more)
{
	const char *monitor = json_get_text(domain->state, "running.qmp");
	struct texts words = { 0 };
	char *address;
	int status;

	if (!monitor)
		fail(STATUS_FAILED, "%s has no monitor of QEMU's", domain->name);
	address = stub_address(domain);
	gdb_words(domain, address, more, &words);
	open_stub(domain, monitor);
	status = run_gdb(&words);
	close_stub(monitor);
	texts_free(&words);
	free(address);
	return status;
}

/* ---- Xen: gdbsx */

static char *find_gdbsx(void)
{
	glob_t found = { 0 };
	char *path = NULL;

	if (child_exists("gdbsx"))
		return text_copy("gdbsx");
	if (glob("/usr/l*/xen*/bin/gdbsx", 0, NULL, &found) == 0)
		path = text_copy(found.gl_pathv[0]);
	globfree(&found);
	if (!path)
		fail(STATUS_TOOL, "gdbsx is missing; Debian's xen-utils are without it, Xen's "
				  "sources have it in tools/debugger");
	return path;
}

/* Free now; gdbsx binds it by itself. */
static int free_port(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	int file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (file < 0 || bind(file, (struct sockaddr *)&address, size) ||
	    getsockname(file, (struct sockaddr *)&address, &size))
		fail_errno("no port for gdbsx");
	close(file);
	return ntohs(address.sin_port);
}

/*
 * gdbsx listens on all addresses, and whoever reaches it has the domain. So it and gdb have a
 * network of their own, with a loopback interface and nothing else.
 */
static void enter_own_network(void)
{
	struct ifreq loopback = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
	int file = -1;

	if (namespaces_make(CLONE_NEWNET))
		file = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (file < 0 || ioctl(file, SIOCSIFFLAGS, &loopback))
		fail_errno("no network of its own can be made for gdbsx");
	close(file);
}

static void await_port(pid_t gdbsx, int port, const char *log)
{
	char *listening = text_format(":%04X 00000000:0000 0A", port);
	long until = clock_ms() + GDBSX_MS;

	while (clock_left_ms(until) && !process_has_ended(gdbsx)) {
		char *table = file_try_read("/proc/self/net/tcp", NULL);
		bool found = table && strstr(table, listening);

		free(table);
		if (found) {
			free(listening);
			return;
		}
		clock_pause_ms(50);
	}
	process_end(gdbsx);
	fail(STATUS_FAILED, "gdbsx does not start; what it says is in %s", log);
}

static int debug_xen(struct domain *domain, const struct texts *more)
{
	long number = (long)json_get_number(domain->state, "running.domid", -1);
	char *log = text_format("%s/gdbsx.log", domain->directory);
	struct texts words = { 0 }, server = { 0 };
	char *target;
	pid_t gdbsx;
	int port, status;

	enter_own_network();
	port = free_port();
	texts_take(&server, find_gdbsx());
	texts_add(&server, "-a");
	texts_add_format(&server, "%ld", number);
	texts_add(&server, "64");
	texts_add_format(&server, "%d", port);
	gdbsx = process_start(&server, "/", log, NULL, 0);
	if (gdbsx < 0)
		fail_errno("gdbsx cannot be started");
	await_port(gdbsx, port, log);
	target = text_format("localhost:%d", port);
	gdb_words(domain, target, more, &words);
	status = run_gdb(&words);
	process_end(gdbsx);
	free(target);
	free(log);
	texts_free(&words);
	texts_free(&server);
	return status;
}

static int run_debug(struct texts *arguments)
{
	struct texts more = { 0 };
	struct domain *domain;
	const char *host;
	int status;

	if (!arguments->count)
		fail(STATUS_USAGE, "debug: which domain? roast ps lists them");
	child_need("gdb", "gdb");
	for (size_t i = 1; i < arguments->count; i++)
		if (i > 1 || strcmp(arguments->texts[i], "--") != 0)
			texts_add(&more, arguments->texts[i]);
	domain = domain_take(arguments->texts[0]);
	if (!domain)
		return STATUS_OK;
	/* A debugger reads what its user has prepared, and has the caller's terminal. */
	if (domain_is_anothers())
		fail(STATUS_USAGE, "%s is another user's domain: debug it as that user",
		     domain->name);
	if (domain->status != DOMAIN_RUNNING)
		fail(STATUS_FAILED, "%s does not run; roast restart starts it again", domain->name);
	host = json_get_text(domain->spec, "host");
	if (text_equal(host, "qemu"))
		status = debug_qemu(domain, &more);
	else if (text_equal(host, "xen"))
		status = debug_xen(domain, &more);
	else
		fail(STATUS_FAILED, "%s: %s has no door for a debugger", domain->name, host);
	texts_free(&more);
	domain_free(domain);
	return status;
}

const struct verb verb_debug = {
	.name = "debug",
	.usage = "[FLAG]... DOMAIN [-- GDB-ARGUMENT...]",
	.summary = "Look into a running domain with gdb",
	.details =
		"The domain stands while gdb has stopped it, and goes on when gdb ends. Kernel and "
		"program share\none address space and one privilege level, so gdb sees both. "
		"Without a terminal:\n    roast debug web -- -batch -ex bt -ex 'info registers'",
	.options = options,
	.options_first = true,
	.run = run_debug,
};
