// SPDX-License-Identifier: GPL-2.0
/*
 * PID 1 of the archive nginx: brings the loopback interface up, starts Debian's
 * server as packaged and asks it for a page. Small, so that the memory measured is nginx's.
 */
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "program.h"

static void die(const char *what)
{
	perror(what);
	end_domain();
	exit(EXIT_FAILURE);
}

static void raise_loopback(void)
{
	struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
	int control = socket(AF_INET, SOCK_DGRAM, 0);

	if (control < 0 || ioctl(control, SIOCSIFFLAGS, &request))
		die("loopback interface");
	close(control);
}

/* As packaged, nginx goes to the background once its sockets are open. */
static void start_nginx(void)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		execl("/usr/sbin/nginx", "nginx", (char *)NULL);
		perror("/usr/sbin/nginx");
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || status)
		die("nginx");
}

static void ask_for_page(char *answer, size_t size)
{
	static const char request[] = "GET / HTTP/1.0\r\n\r\n";
	struct sockaddr_in server = {
		.sin_family = AF_INET,
		.sin_port = htons(80),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int connection = socket(AF_INET, SOCK_STREAM, 0);
	size_t used = 0;
	ssize_t got;

	if (connection < 0 || connect(connection, (struct sockaddr *)&server, sizeof(server)))
		die("connect");
	if (write(connection, request, sizeof(request) - 1) != sizeof(request) - 1)
		die("request");
	while (used < size - 1 && (got = read(connection, answer + used, size - 1 - used)) > 0)
		used += (size_t)got;
	answer[used] = '\0';
	close(connection);
}

int main(void)
{
	char answer[1024];

	open_console();
	mount("proc", "/proc", "proc", 0, NULL);
	mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
	raise_loopback();
	start_nginx();
	ask_for_page(answer, sizeof(answer));
	if (!strstr(answer, "200 OK") || !strstr(answer, "\r\n\r\nnginx"))
		die("page");
	puts("bench: nginx");
	fflush(stdout);
	end_domain();
	return EXIT_SUCCESS;
}
