// SPDX-License-Identifier: GPL-2.0
/* Why QEMU did not start, in a line that says what to do. */
#include <errno.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../base/files.h"
#include "qemu.h"
#include "../common/shares.h"

/* What binding to the port fails with; 0 if it does not, EADDRNOTAVAIL for no address at all. */
static int port_error(const struct port *port)
{
	const struct addrinfo hints = { .ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV,
					.ai_family = port->address ? AF_UNSPEC : AF_INET,
					.ai_socktype = port->udp ? SOCK_DGRAM : SOCK_STREAM };
	char *service = text_format("%d", port->host);
	const int on = 1;
	struct addrinfo *found;
	int file, error = 0;

	if (getaddrinfo(port->address, service, &hints, &found)) {
		free(service);
		return EADDRNOTAVAIL;
	}
	file = socket(found->ai_family, found->ai_socktype | SOCK_CLOEXEC, 0);
	if (file >= 0 && !port->udp)
		setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (file < 0 || bind(file, found->ai_addr, found->ai_addrlen) ||
	    (!port->udp && listen(file, 1)))
		error = errno;
	if (file >= 0)
		close(file);
	freeaddrinfo(found);
	free(service);
	return error;
}

char *qemu_port_complaint(const struct spec *spec, enum status *status)
{
	for (size_t i = 0; i < spec->port_count; i++) {
		const struct port *port = &spec->ports[i];
		int error = port_error(port);

		if (error == EADDRINUSE) {
			*status = STATUS_IN_USE;
			return text_format("port %d of this machine is in use; choose another: "
					   "-p PORT:%d",
					   port->host, port->domain);
		}
		if (error == EADDRNOTAVAIL)
			return text_format(
				"%s is no address of this machine; -p %d:%d listens on all",
				port->address, port->host, port->domain);
		if (error == EACCES)
			return text_format("port %d is for root; choose one from 1024 on: -p "
					   "PORT:%d",
					   port->host, port->domain);
	}
	return NULL;
}

/* The path between "image [" and "]?" */
static char *lock_complaint(const char *text, enum status *status)
{
	static const char before[] = "using the image [";
	const char *begin = strstr(text, before);
	const char *end = begin ? strstr(begin, "]?") : NULL;

	*status = STATUS_IN_USE;
	if (!end)
		return text_copy("a disk of this domain is in use by another domain or program");
	begin += strlen(before);
	return text_format("the disk %.*s is in use by another domain or program",
			   (int)(end - begin), begin);
}

/* Its last line, without its name. */
static char *last_line(const char *text)
{
	size_t length = strlen(text);
	const char *begin;

	while (length && strchr("\r\n", text[length - 1]))
		length--;
	for (begin = text + length; begin > text && begin[-1] != '\n'; begin--)
		;
	length -= (size_t)(begin - text);
	if (length > strlen(QEMU_PROGRAM ": ") && text_begins(begin, QEMU_PROGRAM ": ")) {
		begin += strlen(QEMU_PROGRAM ": ");
		length -= strlen(QEMU_PROGRAM ": ");
	}
	return text_format("QEMU: %.*s", (int)length, begin);
}

static char *complaint(const struct spec *spec, const char *text, enum status *status)
{
	char *line = NULL;

	line = shares_complaint(text);
	if (line)
		return line;
	if (strstr(text, "host forwarding rule"))
		line = qemu_port_complaint(spec, status);
	else if (strstr(text, "lock\n") && strstr(text, "Failed to get"))
		line = lock_complaint(text, status);
	if (line)
		return line;
	if (strstr(text, "annot allocate memory") || strstr(text, "cannot set up guest memory")) {
		*status = STATUS_RESOURCES;
		return text_format("not enough memory for a domain of %llu MB; choose less: -M",
				   (unsigned long long)spec->memory);
	}
	return last_line(*text ? text : "it ended and did not say why");
}

char *qemu_complaint(const struct spec *spec, const char *log, enum status *status)
{
	char *text = file_try_read(log, NULL);
	char *line = complaint(spec, text ? text : "", status);

	free(text);
	return line;
}
