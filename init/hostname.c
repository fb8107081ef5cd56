// SPDX-License-Identifier: GPL-2.0
/* The name of the domain. */
#include "hostname.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../include/rumproast/exit.h"
#include "say.h"
#include "xenstore.h"

#define DEFAULT_NAME "rump"
#define NAME_MAX_BYTES 64

static char given[NAME_MAX_BYTES + 1]; /* by the settings or the Xen toolstack */

/* RFC 1123: letters, digits, hyphens and dots. */
static bool is_valid(const char *name)
{
	size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "0123456789-.");

	return length && length <= NAME_MAX_BYTES && !name[length] && name[0] != '-' &&
	       name[0] != '.';
}

static void set_name(const char *name)
{
	if (sethostname(name, strlen(name)) < 0)
		warn("hostname cannot be set to %s: %s", name, strerror(errno));
}

/* Without this file "localhost" would be asked of a name server. */
static void make_hosts(const char *name)
{
	char text[256];
	int fd = open("/etc/hosts", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	int size =
		snprintf(text, sizeof(text),
			 "127.0.0.1 localhost\n::1 localhost ip6-localhost\n127.0.1.1 %s\n", name);

	if (fd < 0)
		return;
	if (write(fd, text, (size_t)size) != size)
		warn("/etc/hosts: cannot be written: %s", strerror(errno));
	close(fd);
}

static char *domain_name(void)
{
	struct xenstore store;
	size_t size;
	char *name;

	if (!xenstore_open(&store))
		return NULL;
	name = xenstore_read(&store, "name", &size);
	xenstore_close(&store);
	return name;
}

void hostname_set(const char *configured)
{
	char *name;

	if (configured && !is_valid(configured))
		fail(RUMPROAST_EXIT_CONFIGURATION, "hostname: \"%s\" is not a host name",
		     configured);
	name = configured ? NULL : domain_name();
	if (name && is_valid(name))
		configured = name;
	if (configured)
		strcpy(given, configured);
	configured = configured ? configured : DEFAULT_NAME;
	set_name(configured);
	make_hosts(configured);
	free(name);
}

void hostname_suggest(const char *name)
{
	if (!given[0] && is_valid(name))
		set_name(name);
}

const char *hostname_given(void)
{
	return given[0] ? given : NULL;
}
