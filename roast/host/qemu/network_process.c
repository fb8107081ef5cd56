// SPDX-License-Identifier: GPL-2.0
/* The process that is a domain's network: libslirp and its loop. */
#include "network_process.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <slirp/libslirp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "network.h"
#include "network_peers.h"

#define FRAME_MAX 65536
#define SEND_MS 100 /* how long QEMU may take for a frame; then it is lost, as on a wire */

struct network_state {
	Slirp *slirp;
	int card, life;
	struct pollfd *files;
	size_t count, room;
	SlirpTimerId timer_id;
	void *timer_owner;
	int64_t timer_ms; /* when it is due; -1: never */
	struct network_peers peers;
};

static int64_t clock_ns(void *owner)
{
	struct timespec now;

	(void)owner;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static ssize_t send_frame(const void *bytes, size_t size, void *owner)
{
	static uint8_t frame[FRAME_MAX];
	struct network_state *state = owner;
	struct pollfd card = { .fd = state->card, .events = POLLOUT };

	if (size > sizeof(frame))
		return (ssize_t)size;
	memcpy(frame, bytes, size);
	network_peers_to_domain(&state->peers, frame, size, clock_ns(NULL) / 1000000);
	while (send(state->card, frame, size, MSG_DONTWAIT) < 0) {
		if (errno == EINTR)
			continue;
		if ((errno != EAGAIN && errno != ENOBUFS) || poll(&card, 1, SEND_MS) <= 0)
			break;
	}
	return (ssize_t)size;
}

/* What the domain does wrong is not worth a line: it could write them without an end. */
static void guest_error(const char *text, void *owner)
{
	(void)text;
	(void)owner;
}

/* libslirp has one timer, for router advertisements. */
static void *timer_new(SlirpTimerId id, void *timer_owner, void *owner)
{
	struct network_state *state = owner;

	state->timer_id = id;
	state->timer_owner = timer_owner;
	return state;
}

static void timer_free(void *timer, void *owner)
{
	(void)owner;
	((struct network_state *)timer)->timer_ms = -1;
}

static void timer_set(void *timer, int64_t at, void *owner)
{
	(void)owner;
	((struct network_state *)timer)->timer_ms = at;
}

/* All descriptors are asked for before each wait. */
static void ignore_file(int file, void *owner)
{
	(void)file;
	(void)owner;
}

static void ignore(void *owner)
{
	(void)owner;
}

static int add_file(int file, int events, void *owner)
{
	struct network_state *state = owner;

	if (state->count == state->room) {
		state->room = state->room ? 2 * state->room : 64;
		state->files = reallocate(state->files, state->room, sizeof(*state->files));
	}
	state->files[state->count] = (struct pollfd){
		.fd = file,
		.events = (short)((events & SLIRP_POLL_IN ? POLLIN : 0) |
				  (events & SLIRP_POLL_OUT ? POLLOUT : 0) |
				  (events & SLIRP_POLL_PRI ? POLLPRI : 0)),
	};
	return (int)state->count++;
}

static int file_events(int index, void *owner)
{
	const struct network_state *state = owner;
	int events = state->files[index].revents;

	return (events & POLLIN ? SLIRP_POLL_IN : 0) | (events & POLLOUT ? SLIRP_POLL_OUT : 0) |
	       (events & POLLPRI ? SLIRP_POLL_PRI : 0) | (events & POLLERR ? SLIRP_POLL_ERR : 0) |
	       (events & POLLHUP ? SLIRP_POLL_HUP : 0);
}

static void open_slirp(struct network_state *state, bool host_loopback)
{
	static const SlirpCb callbacks = {
		.send_packet = send_frame,
		.guest_error = guest_error,
		.clock_get_ns = clock_ns,
		.timer_free = timer_free,
		.timer_mod = timer_set,
		.register_poll_fd = ignore_file,
		.unregister_poll_fd = ignore_file,
		.notify = ignore,
		.timer_new_opaque = timer_new,
	};
	SlirpConfig config = {
		.version = 4,
		.in_enabled = true,
		.in6_enabled = true,
		.vprefix_len = 64,
		.disable_host_loopback = !host_loopback,
	};

	/* The addresses that QEMU's own user network has. */
	inet_pton(AF_INET, "10.0.2.0", &config.vnetwork);
	inet_pton(AF_INET, "255.255.255.0", &config.vnetmask);
	config.vhost.s_addr = htonl(NETWORK_GATEWAY);
	config.vdhcp_start.s_addr = htonl(NETWORK_DOMAIN);
	inet_pton(AF_INET, "10.0.2.3", &config.vnameserver);
	inet_pton(AF_INET6, "fec0::", &config.vprefix_addr6);
	inet_pton(AF_INET6, "fec0::2", &config.vhost6);
	inet_pton(AF_INET6, "fec0::3", &config.vnameserver6);
	state->slirp = slirp_new(&config, &callbacks, state);
}

static bool forward(Slirp *slirp, const struct port *port)
{
	struct in_addr host = { .s_addr = INADDR_ANY }, domain = { .s_addr = INADDR_ANY };

	if (port->address && inet_pton(AF_INET, port->address, &host) != 1) {
		errno = EADDRNOTAVAIL;
		return false;
	}
	return slirp_add_hostfwd(slirp, port->udp, host, port->host, domain, port->domain) == 0;
}

static void report(const struct network_state *state, const char *begin, const char *text)
{
	char *whole = text_format("%s%s", begin, text);
	size_t size = strlen(whole) + 1;

	if (write(state->life, whole, size) != (ssize_t)size)
		_exit(1);
	free(whole);
}

static void begin(struct network_state *state, const struct spec *spec)
{
	char *text;

	open_slirp(state, spec->host_loopback);
	if (!state->slirp) {
		report(state, "", "libslirp refuses");
		_exit(1);
	}
	for (size_t i = 0; i < spec->port_count; i++) {
		if (forward(state->slirp, &spec->ports[i]))
			continue;
		report(state, "cannot listen: ", strerror(errno));
		_exit(1);
	}
	if (!network_confine()) {
		report(state, "its rights cannot be given up: ", strerror(errno));
		_exit(1);
	}
	text = text_format("%d\n%s", (int)getpid(), slirp_connection_info(state->slirp));
	report(state, NETWORK_RUNS, text);
	free(text);
}

/* Not for ever: sockets of this machine want their turn. */
static void take_frames(struct network_state *state)
{
	static uint8_t frame[FRAME_MAX];

	for (int i = 0; i < 64; i++) {
		ssize_t size = recv(state->card, frame, sizeof(frame), MSG_DONTWAIT);

		if (size < 0)
			return;
		if (!network_frame_may_pass(frame, (size_t)size))
			continue;
		network_peers_from_domain(&state->peers, frame, (size_t)size,
					  clock_ns(NULL) / 1000000);
		slirp_input(state->slirp, frame, (int)size);
	}
}

static int patience(const struct network_state *state, uint32_t timeout)
{
	int64_t left = state->timer_ms - clock_ns(NULL) / 1000000;

	if (state->timer_ms >= 0 && left < timeout)
		return left > 0 ? (int)left : 0;
	return timeout > INT32_MAX ? -1 : (int)timeout;
}

static void run_timer(struct network_state *state)
{
	if (state->timer_ms < 0 || clock_ns(NULL) / 1000000 < state->timer_ms)
		return;
	state->timer_ms = -1;
	slirp_handle_timer(state->slirp, state->timer_id, state->timer_owner);
}

/*
 * The first two files are the card and life; nothing is ever sent by the other side of life. Frames
 * come first: what waits for the domain's hardware address is sent by slirp_pollfds_poll() alone,
 * and given up after a second.
 */
static void turn(struct network_state *state)
{
	uint32_t timeout = UINT32_MAX;
	int found;

	state->count = 0;
	add_file(state->card, SLIRP_POLL_IN, state);
	add_file(state->life, SLIRP_POLL_IN, state);
	slirp_pollfds_fill(state->slirp, &timeout, add_file, state);
	found = poll(state->files, state->count, patience(state, timeout));
	if (found > 0 && state->files[1].revents)
		_exit(0);
	if (found > 0 && state->files[0].revents)
		take_frames(state);
	slirp_pollfds_poll(state->slirp, found < 0, file_events, state);
	run_timer(state);
}

void network_process(const struct spec *spec, int card, int life)
{
	static struct network_state state;

	state = (struct network_state){ .card = card, .life = life, .timer_ms = -1 };
	state.peers.spec = spec;
	begin(&state, spec);
	for (;;)
		turn(&state);
}
