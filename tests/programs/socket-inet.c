// SPDX-License-Identifier: GPL-2.0
/* TCP and UDP over loopback, IPv4 and IPv6: connect, transfer, ends, options, refusals. */
#include "tap.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>

static char block[65536];

struct address {
	union {
		struct sockaddr any;
		struct sockaddr_in four;
		struct sockaddr_in6 six;
	};
	socklen_t size;
};

static struct address loopback(int family)
{
	struct address address = { 0 };

	address.any.sa_family = (sa_family_t)family;
	if (family == AF_INET) {
		address.four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		address.size = sizeof(address.four);
	} else {
		address.six.sin6_addr = in6addr_loopback;
		address.size = sizeof(address.six);
	}
	return address;
}

static int bound(int family, int type, struct address *address)
{
	int file = socket(family, type, 0);

	*address = loopback(family);
	require(file >= 0 && bind(file, &address->any, address->size) == 0);
	require(getsockname(file, &address->any, &address->size) == 0);
	return file;
}

static int send_all(int file)
{
	for (int i = 0; i < 32; i++) {
		for (size_t sent = 0; sent < sizeof(block);) {
			ssize_t size = write(file, block + sent, sizeof(block) - sent);

			if (size <= 0)
				return 1;
			sent += (size_t)size;
		}
	}
	return 0;
}

static int receive_all(int file)
{
	static char buffer[30000];
	size_t total = 0;
	ssize_t size;

	while ((size = read(file, buffer, sizeof(buffer))) > 0) {
		for (ssize_t i = 0; i < size; i++) {
			if (buffer[i] != block[(total + (size_t)i) % sizeof(block)])
				return 0;
		}
		total += (size_t)size;
	}
	return size == 0 && total == 32 * sizeof(block);
}

static void check_tcp(int family, const char *name)
{
	struct address address, peer = { .size = sizeof(peer.six) };
	int listener = bound(family, SOCK_STREAM, &address), client, server, value;
	socklen_t size = sizeof(value);
	pid_t pid;

	client = socket(family, SOCK_STREAM, 0);
	check_errno(connect(client, &address.any, address.size), ECONNREFUSED, "%s: refused", name);
	close(client);
	require(listen(listener, 8) == 0);
	pid = fork();
	if (pid == 0) {
		client = socket(family, SOCK_STREAM, 0);
		if (connect(client, &address.any, address.size))
			_exit(1);
		_exit(send_all(client) || shutdown(client, SHUT_WR) || read(client, block, 1) != 1);
	}
	server = accept(listener, &peer.any, &peer.size);
	check(server >= 0 && peer.any.sa_family == family && peer.size == address.size,
	      "%s: accepted", name);
	check(receive_all(server), "%s: two megabytes arrive, then the end", name);
	check(write(server, "!", 1) == 1 && status_of(pid) == 0, "%s: the other way after it",
	      name);
	value = 1;
	check(setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &value, sizeof(value)) == 0 &&
		      getsockopt(server, SOL_SOCKET, SO_TYPE, &value, &size) == 0 &&
		      value == SOCK_STREAM,
	      "%s: options", name);
	close(server);
	close(listener);
}

static void check_udp(int family, const char *name)
{
	struct address address, from = { .size = sizeof(from.six) }, sender_address;
	int receiver = bound(family, SOCK_DGRAM, &address);
	int sender = bound(family, SOCK_DGRAM, &sender_address);
	char text[16];

	check(sendto(sender, "datagram", 8, 0, &address.any, address.size) == 8, "%s: sent", name);
	check(recvfrom(receiver, text, 16, 0, &from.any, &from.size) == 8 &&
		      from.four.sin_port == sender_address.four.sin_port,
	      "%s: received, with the sender's port", name);
	check_errno(sendto(sender, block, sizeof(block), 0, &address.any, address.size), EMSGSIZE,
		    "%s: too large", name);
	require(connect(sender, &address.any, address.size) == 0);
	close(receiver);
	send(sender, "x", 1, 0);
	check_errno(recv(sender, text, 1, 0), ECONNREFUSED, "%s: nobody there is told later", name);
	close(sender);
}

static void check_nonblocking(void)
{
	struct address address;
	int listener = bound(AF_INET, SOCK_STREAM, &address), client, server, error = 1;
	socklen_t size = sizeof(error);
	struct pollfd entry;

	fcntl(listener, F_SETFL, O_NONBLOCK);
	require(listen(listener, 8) == 0);
	check_errno(accept(listener, NULL, NULL), EAGAIN, "nobody to accept");
	client = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	check(connect(client, &address.any, address.size) == 0 || errno == EINPROGRESS,
	      "a connection is under way");
	entry = (struct pollfd){ .fd = client, .events = POLLOUT };
	check(poll(&entry, 1, 10000) == 1 &&
		      getsockopt(client, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0,
	      "it is made");
	server = accept(listener, NULL, NULL);
	check_errno(read(client, block, 1), EAGAIN, "nothing to read yet");
	while (write(client, block, sizeof(block)) > 0)
		;
	check(errno == EAGAIN, "its buffers fill up");
	struct linger hard = { 1, 0 };
	setsockopt(client, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
	close(client);
	while (read(server, block, sizeof(block)) > 0)
		;
	check(errno == ECONNRESET, "a reset is told");
	close(server);
	close(listener);
}

static void check_sendfile(void)
{
	char name[] = "/tmp/rumproast-send-XXXXXX";
	int file = mkstemp(name), ends[2];
	off_t offset = 1000;

	require(file >= 0 && write(file, block, 20000) == 20000);
	require(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
	static char copy[20000];
	check(sendfile(ends[0], file, &offset, 10000) == 10000 && offset == 11000, "sendfile");
	check(recv(ends[1], copy, 10000, MSG_WAITALL) == 10000 &&
		      !memcmp(copy, block + 1000, 10000),
	      "its content is right");
	offset = 20000;
	check(sendfile(ends[0], file, &offset, 10) == 0, "sendfile at the end of a file");
	unlink(name);
	close(file);
}

static void check_refusals(void)
{
	struct address address, twice;
	int first = bound(AF_INET, SOCK_STREAM, &address), second = socket(AF_INET, SOCK_STREAM, 0);

	twice = address;
	check_errno(bind(second, &twice.any, twice.size), EADDRINUSE, "a port in use");
	twice.four.sin_addr.s_addr = htonl(0xc0000201);
	check_errno(bind(second, &twice.any, twice.size), EADDRNOTAVAIL, "someone else's address");
	check_errno(bind(second, &address.any, 4), EINVAL, "too short an address");
	check_errno(getsockopt(second, SOL_SOCKET, 9999, block, &(socklen_t){ 4 }), ENOPROTOOPT,
		    "no such option");
	check_errno(send(second, "x", 1, MSG_NOSIGNAL), EPIPE, "not connected");
	check_errno(listen(0x7000, 1), EBADF, "no such descriptor");
	check_errno(listen(open("/dev/null", O_RDONLY), 1), ENOTSOCK, "not a socket");
	close(first);
	close(second);
}

int main(void)
{
	alarm(120);
	for (size_t i = 0; i < sizeof(block); i++)
		block[i] = (char)(i * 13 + i / 256);
	check_tcp(AF_INET, "TCP");
	check_tcp(AF_INET6, "TCP over IPv6");
	check_udp(AF_INET, "UDP");
	check_udp(AF_INET6, "UDP over IPv6");
	check_nonblocking();
	check_sendfile();
	check_refusals();
	return finish();
}
