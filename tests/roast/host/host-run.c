// SPDX-License-Identifier: GPL-2.0
/*
 * Runs one domain by roast's hosts alone: host-run HOST DIRECTORY KERNEL ARCHIVE [OPTION]...
 *   --plan                prints the plan and starts nothing
 *   --memory MB           (default 128)
 *   --port [ADDRESS:]HOST:DOMAIN
 *   --volume PATH         a directory or disk
 *   --stop WORD, --destroy WORD   when the program or the console says it
 *   --stop-file FILE      when there is this file
 *   --usage               what the host sees of it, when the program says something first
 * What the program writes is on standard output; all else is on standard error: "started ...",
 * "console: LINE", "log: LINE", "address: TEXT", "ended: STATUS" of the control channel and last
 * "host: STATUS CRASHED". The exit status is the control channel's, or 1.
 */
#include "spec.h"

#include <poll.h>
#include <sys/stat.h>

#include "../../../control/frame.h"

#define CREDIT 65536

static struct spec spec;
static const struct host *host;
static struct running running;
static const char *stop_word, *destroy_word, *stop_file;
static bool plan_only, show_usage;
static int exit_status = -1;
static char heard[65536];
static size_t heard_count;

static void __attribute__((noreturn)) give_up(const char *what)
{
	fprintf(stderr, "host-run: %s\n", what);
	exit(1);
}

static void add_port(const char *text)
{
	static struct port ports[8];
	struct texts parts = { 0 };
	size_t last;

	texts_split(&parts, text, ":");
	if (parts.count < 2)
		give_up("--port: not HOST:DOMAIN");
	last = parts.count - 1;
	ports[spec.port_count++] = (struct port){
		.address = last == 2 ? text_copy(parts.texts[0]) : NULL,
		.host = atoi(parts.texts[last - 1]),
		.domain = atoi(parts.texts[last]),
	};
	spec.ports = ports;
	texts_free(&parts);
}

static void add_volume(const char *path)
{
	static struct volume volumes[8];

	volumes[spec.volume_count++] = (struct volume){
		.kind = file_is_directory(path) ? VOLUME_DIRECTORY : VOLUME_DISK,
		.source = text_copy(path),
	};
	if (text_ends(path, ".qcow2"))
		volumes[spec.volume_count - 1].format = text_copy("qcow2");
	spec.volumes = volumes;
}

static void take_option(const char *option, const char *value)
{
	if (strcmp(option, "--memory") == 0)
		spec.memory = (uint64_t)atoi(value);
	else if (strcmp(option, "--port") == 0)
		add_port(value);
	else if (strcmp(option, "--volume") == 0)
		add_volume(value);
	else if (strcmp(option, "--stop") == 0)
		stop_word = value;
	else if (strcmp(option, "--stop-file") == 0)
		stop_file = value;
	else if (strcmp(option, "--destroy") == 0)
		destroy_word = value;
	else
		give_up("unknown option");
}

static void take_arguments(char **arguments)
{
	host = host_named(arguments[1]);
	if (!host)
		give_up("no such host");
	spec = (struct spec){
		.id = text_copy("9ca7e4eaa6e8ae9c7d261167129184883644d07dfba7cbfbc4c8a2e08360d5bc"),
		.name = text_copy("host-run"),
		.directory = arguments[2],
		.kernel = arguments[3],
		.archive = arguments[4],
		.memory = 128,
		.vcpus = 1,
		.network = true,
	};
	for (arguments += 5; *arguments; arguments++) {
		if (strcmp(*arguments, "--plan") == 0) {
			plan_only = true;
		} else if (strcmp(*arguments, "--usage") == 0) {
			show_usage = true;
		} else {
			if (!arguments[1])
				give_up("an argument is missing");
			take_option(arguments[0], arguments[1]);
			arguments++;
		}
	}
}

static void send_frame(uint8_t type, uint16_t session, const void *payload, size_t length)
{
	uint8_t bytes[FRAME_SIZE_MAX];
	size_t size = frame_write(bytes, type, session, payload, length);

	for (size_t done = 0; done < size;) {
		ssize_t count = write(running.control, bytes + done, size - done);

		if (count > 0)
			done += (size_t)count;
		else if (count < 0 && errno != EAGAIN && errno != EINTR)
			return;
	}
}

static void send_credit(uint8_t stream, uint32_t bytes)
{
	uint8_t payload[5] = { stream };

	frame_put_u32(payload + 1, bytes);
	send_frame(FRAME_CREDIT, 1, payload, sizeof(payload));
}

static void say_hello(void)
{
	uint8_t payload[2];

	frame_put_u16(payload, CONTROL_VERSION);
	send_frame(FRAME_HELLO, 0, payload, sizeof(payload));
	send_credit(STREAM_OUTPUT, CREDIT);
	send_credit(STREAM_ERROR, CREDIT);
}

static void print_usage(void)
{
	struct usage usage;

	show_usage = false;
	if (!host->usage(&spec, &running, &usage))
		give_up("the domain has no usage");
	fprintf(stderr, "usage: memory %d cpu %d network %d disks %d\n", usage.memory > 1 << 20,
		usage.cpu_ns > 1000000, usage.received != UINT64_MAX, usage.read != UINT64_MAX);
}

/* What has been said so far decides when to stop. */
static void listen(const void *text, size_t size)
{
	if (size > sizeof(heard) - 1 - heard_count)
		heard_count = 0;
	memcpy(heard + heard_count, text, size);
	heard_count += size;
	heard[heard_count] = '\0';
	if (show_usage)
		print_usage();
	if (stop_word && strstr(heard, stop_word)) {
		stop_word = NULL;
		host->stop(&running);
	}
	if (destroy_word && strstr(heard, destroy_word)) {
		destroy_word = NULL;
		host->destroy(&running);
	}
}

static void take_frame(const struct frame *frame)
{
	int length = frame->length;

	if (frame->type == FRAME_HELLO) {
		say_hello();
	} else if (frame->type == FRAME_OUTPUT || frame->type == FRAME_ERROR) {
		fwrite(frame->payload, 1, frame->length, stdout);
		fflush(stdout);
		listen(frame->payload, frame->length);
		send_credit(frame->type == FRAME_OUTPUT ? STREAM_OUTPUT : STREAM_ERROR,
			    frame->length);
	} else if (frame->type == FRAME_LOG) {
		fprintf(stderr, "log: %.*s\n", length, (const char *)frame->payload);
	} else if (frame->type == FRAME_ADDRESS) {
		fprintf(stderr, "address: %.*s\n", length, (const char *)frame->payload);
	} else if (frame->type == FRAME_EXIT && frame->session == 1) {
		exit_status = frame->length ? frame->payload[0] : -1;
		fprintf(stderr, "ended: %d\n", exit_status);
		send_frame(FRAME_DONE, 1, NULL, 0);
	}
}

static struct frame_reader reader;

/* False when nothing more will come. */
static bool read_control(void)
{
	struct frame frame;
	enum frame_found found;
	size_t room;
	uint8_t *bytes = frame_room(&reader, &room);
	ssize_t count = read(running.control, bytes, room);

	if (count < 0)
		return errno == EAGAIN || errno == EINTR;
	if (count == 0)
		return false;
	frame_received(&reader, (size_t)count);
	while ((found = frame_next(&reader, &frame)) != FRAME_NONE) {
		if (found == FRAME_TEXT) {
			fprintf(stderr, "%.*s", frame.length, (const char *)frame.payload);
			listen(frame.payload, frame.length);
		} else {
			take_frame(&frame);
		}
	}
	return true;
}

static bool read_console(void)
{
	char bytes[4096];
	ssize_t count = read(running.console, bytes, sizeof(bytes));

	if (count < 0)
		return errno == EAGAIN || errno == EINTR;
	fwrite(bytes, 1, (size_t)count, stderr);
	listen(bytes, (size_t)count);
	return count > 0;
}

static void pump(int *wait_status)
{
	bool ended = false;

	while (!ended) {
		struct pollfd waits[2] = { { .fd = running.control, .events = POLLIN },
					   { .fd = running.console, .events = POLLIN } };

		poll(waits, 2, 100);
		if (stop_file && file_exists(stop_file)) {
			stop_file = NULL;
			host->stop(&running);
		}
		/* What came before the end is read after it. */
		ended = waitpid(running.pid, wait_status, WNOHANG) == running.pid;
		do {
			if (running.control >= 0 && waits[0].revents && !read_control()) {
				close(running.control);
				running.control = -1;
			}
			if (running.console >= 0 && waits[1].revents && !read_console()) {
				close(running.console);
				running.console = -1;
			}
			waits[0].fd = running.control;
			waits[1].fd = running.console;
		} while (poll(waits, 2, 0) > 0);
	}
}

int main(int count, char **arguments)
{
	const char *reason;
	char *text;
	bool crashed;
	int wait_status = 0, status;

	signal(SIGPIPE, SIG_IGN);
	if (count < 5)
		give_up("usage: host-run HOST DIRECTORY KERNEL ARCHIVE [OPTION]...");
	take_arguments(arguments);
	if (!host->available(&reason))
		give_up(reason);
	host->devices(&spec);
	if (plan_only) {
		text = host->plan(&spec);
		fputs(text, stdout);
		free(text);
		return 0;
	}
	if (!host->start(&spec, &running, &text)) {
		fprintf(stderr, "failure %d\n", (int)running.failure);
		give_up(text);
	}
	fprintf(stderr, "started on port %d\n", spec.port_count ? spec.ports[0].host : 0);
	pump(&wait_status);
	status = host->status(&spec, &running, wait_status, &crashed);
	fprintf(stderr, "host: %d %d\n", status, crashed);
	free(running.qmp);
	return exit_status < 0 ? 1 : exit_status;
}
