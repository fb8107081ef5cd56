// SPDX-License-Identifier: GPL-2.0
/* Unix sockets: streams, datagrams, packets, passed descriptors and credentials, abstract names. */
#include "tap.h"

#include <fcntl.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>

static socklen_t address_of(struct sockaddr_un *address, const char *path)
{
	memset(address, 0, sizeof(*address));
	address->sun_family = AF_UNIX;
	strcpy(address->sun_path + (*path == '@'), path + (*path == '@'));
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path) + (*path != '@'));
}

static int bound(int type, const char *path)
{
	struct sockaddr_un address;
	int file = socket(AF_UNIX, type, 0);

	require(file >= 0 && bind(file, (void *)&address, address_of(&address, path)) == 0);
	return file;
}

static int connected(int type, const char *path)
{
	struct sockaddr_un address;
	int file = socket(AF_UNIX, type, 0);
	socklen_t size = address_of(&address, path);

	require(file >= 0);
	if (connect(file, (void *)&address, size)) {
		int saved = errno;

		close(file);
		errno = saved;
		return -1;
	}
	return file;
}

static void check_stream(const char *path)
{
	int listener = bound(SOCK_STREAM, path), client, server;
	struct sockaddr_un peer = { 0 };
	socklen_t size = sizeof(peer);
	struct ucred credentials = { 0 };
	char text[32] = "";

	check_errno(connected(SOCK_STREAM, path), ECONNREFUSED, "%s: nobody listens yet", path);
	require(listen(listener, 5) == 0);
	client = connected(SOCK_STREAM, path);
	server = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	check(client >= 0 && server >= 0, "%s: connected", path);
	check(write(client, "there", 5) == 5 && read(server, text, 32) == 5 &&
		      !strcmp(text, "there"),
	      "%s: there", path);
	check(write(server, "back", 4) == 4 && read(client, text, 32) == 4 &&
		      !memcmp(text, "back", 4),
	      "%s: and back", path);
	check(getpeername(client, (void *)&peer, &size) == 0 && peer.sun_family == AF_UNIX &&
		      !strcmp(peer.sun_path + (*path == '@'), path + (*path == '@')),
	      "%s: the peer's name", path);
	size = sizeof(credentials);
	check(getsockopt(server, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0 &&
		      credentials.pid == getpid() && credentials.uid == getuid(),
	      "%s: the peer's credentials", path);
	shutdown(client, SHUT_WR);
	check(read(server, text, 32) == 0, "%s: the end is read", path);
	close(client);
	signal(SIGPIPE, SIG_IGN);
	check_errno(write(server, "x", 1), EPIPE, "%s: nobody is left", path);
	close(server);
	close(listener);
}

static void check_datagram(void)
{
	int receiver = bound(SOCK_DGRAM, "datagram"), sender = bound(SOCK_DGRAM, "sender");
	struct sockaddr_un address, from = { 0 };
	socklen_t size = address_of(&address, "datagram"), from_size = sizeof(from);
	char text[8] = "";

	check(sendto(sender, "one", 3, 0, (void *)&address, size) == 3 &&
		      sendto(sender, "second", 6, 0, (void *)&address, size) == 6,
	      "datagrams are sent");
	check(recvfrom(receiver, text, 8, 0, (void *)&from, &from_size) == 3 &&
		      !strcmp(from.sun_path, "sender"),
	      "their borders stay, and the sender is told");
	check(recv(receiver, text, 2, MSG_TRUNC) == 6, "MSG_TRUNC tells the whole length");
	check_errno(recv(receiver, text, 8, MSG_DONTWAIT), EAGAIN, "no more");
	close(receiver);
	close(sender);
}

static void check_packets(void)
{
	int ends[2];
	char text[16];

	require(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == 0);
	check(send(ends[0], "first", 5, MSG_EOR) == 5 && send(ends[0], "2nd", 3, 0) == 3,
	      "packets are sent");
	check(recv(ends[1], text, 16, MSG_PEEK) == 5 && recv(ends[1], text, 16, 0) == 5 &&
		      recv(ends[1], text, 16, 0) == 3,
	      "packets arrive apart, and can be looked at first");
	close(ends[0]);
	check(recv(ends[1], text, 16, 0) == 0, "then comes the end");
	close(ends[1]);
}

union control {
	struct cmsghdr header;
	char space[CMSG_SPACE(sizeof(int) * 3) + CMSG_SPACE(sizeof(struct ucred))];
};

static void send_files(int to, const int *files, int count)
{
	struct iovec vector = { "f", 1 };
	union control control = { 0 };
	struct msghdr message = { .msg_iov = &vector, .msg_iovlen = 1, .msg_control = &control };

	message.msg_controllen = CMSG_SPACE(sizeof(int) * count);
	control.header.cmsg_level = SOL_SOCKET;
	control.header.cmsg_type = SCM_RIGHTS;
	control.header.cmsg_len = CMSG_LEN(sizeof(int) * count);
	memcpy(CMSG_DATA(&control.header), files, sizeof(int) * count);
	require(sendmsg(to, &message, 0) == 1);
}

static int receive_files(int from, int *files)
{
	char byte;
	struct iovec vector = { &byte, 1 };
	union control control = { 0 };
	struct msghdr message = { .msg_iov = &vector,
				  .msg_iovlen = 1,
				  .msg_control = &control,
				  .msg_controllen = sizeof(control) };
	struct cmsghdr *header;

	require(recvmsg(from, &message, MSG_CMSG_CLOEXEC) == 1);
	header = CMSG_FIRSTHDR(&message);
	if (!header || header->cmsg_type != SCM_RIGHTS)
		return 0;
	memcpy(files, CMSG_DATA(header), header->cmsg_len - CMSG_LEN(0));
	return (int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
}

static void check_rights(void)
{
	int ends[2], pipe_ends[2], got[3] = { -1, -1, -1 };
	char text[8] = "";
	pid_t pid;

	require(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0 && pipe(pipe_ends) == 0);
	pid = fork();
	if (pid == 0) {
		if (receive_files(ends[1], got) != 2)
			_exit(1);
		_exit(write(got[1], "passed", 6) == 6 && (fcntl(got[0], F_GETFD) & FD_CLOEXEC) ? 0
											       : 2);
	}
	send_files(ends[0], pipe_ends, 2);
	check(status_of(pid) == 0, "another process gets two descriptors");
	check(read(pipe_ends[0], text, 8) == 6 && !strcmp(text, "passed"),
	      "and they are the same files");
	close(ends[0]);
	close(ends[1]);
}

static void check_credentials(void)
{
	int ends[2], on = 1;
	char byte;
	struct iovec vector = { &byte, 1 };
	union control control = { 0 };
	struct msghdr message = { .msg_iov = &vector,
				  .msg_iovlen = 1,
				  .msg_control = &control,
				  .msg_controllen = sizeof(control) };
	struct ucred credentials = { 0 };
	pid_t pid;

	require(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends) == 0);
	require(setsockopt(ends[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) == 0);
	pid = fork();
	if (pid == 0)
		_exit(write(ends[0], "c", 1) != 1);
	require(recvmsg(ends[1], &message, 0) == 1);
	check(control.header.cmsg_type == SCM_CREDENTIALS, "credentials come with a message");
	memcpy(&credentials, CMSG_DATA(&control.header), sizeof(credentials));
	check(credentials.pid == pid && credentials.uid == getuid(), "they are the sender's");
	status_of(pid);
	close(ends[0]);
	close(ends[1]);
}

static void check_messages(void)
{
	struct mmsghdr messages[3] = { 0 };
	struct iovec vectors[3];
	char texts[3][8] = { "a", "bb", "ccc" };
	int ends[2];

	require(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends) == 0);
	for (int i = 0; i < 3; i++) {
		vectors[i] = (struct iovec){ texts[i], (size_t)i + 1 };
		messages[i].msg_hdr.msg_iov = &vectors[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	check(sendmmsg(ends[0], messages, 3, 0) == 3, "three messages in one call");
	for (int i = 0; i < 3; i++)
		vectors[i].iov_len = 8;
	check(recvmmsg(ends[1], messages, 3, 0, NULL) == 3 && messages[2].msg_len == 3,
	      "and taken in one");
	close(ends[0]);
	close(ends[1]);
}

int main(void)
{
	alarm(60);
	scratch_directory();
	check_stream("stream");
	check_stream("@rumproast-test");
	check_datagram();
	check_packets();
	check_rights();
	check_credentials();
	check_messages();
	check_errno(connected(SOCK_STREAM, "absent"), ENOENT, "no such socket");
	check_errno(socket(AF_UNIX, 7, 0), ESOCKTNOSUPPORT, "no such type");
	check_errno(socket(99, SOCK_STREAM, 0), EAFNOSUPPORT, "no such family");
	return finish();
}
