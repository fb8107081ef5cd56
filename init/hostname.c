// SPDX-License-Identifier: GPL-2.0
/* The name of the domain. */
#include "hostname.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../include/rumproast/exit.h"
#include "files.h"
#include "say.h"
#include "xenstore.h"

#define DEFAULT_NAME "rump"
#define NAME_MAX_BYTES 64
#define HOSTS "/etc/hosts"
#define HOSTS_NEW "/etc/hosts.new"
#define HOSTS_SIZE_MAX 65536

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

/* "127.0.1.1 NAME", with the first label of a longer name behind it. */
static void write_entry(char *line, size_t size, const char *name)
{
	const char *dot = strchr(name, '.');

	snprintf(line, size, "127.0.1.1 %s%s%.*s\n", name, dot ? " " : "",
		 dot ? (int)(dot - name) : 0, name);
}

static bool has_name(const char *text, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = text; (at = strstr(at, name)); at += length)
		if (at > text && isspace((unsigned char)at[-1]) &&
		    (!at[length] || isspace((unsigned char)at[length])))
			return true;
	return false;
}

/* A file of its own that takes the other's place: what is mounted there stays as it is. */
static void replace_hosts(const char *text)
{
	int fd = open(HOSTS_NEW, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
	bool done;

	if (fd < 0)
		return;
	done = write(fd, text, strlen(text)) == (ssize_t)strlen(text);
	done = close(fd) == 0 && done && rename(HOSTS_NEW, HOSTS) == 0;
	if (!done)
		unlink(HOSTS_NEW);
}

static void remove_line(char *text, const char *line)
{
	char *at = line[0] ? strstr(text, line) : NULL;

	if (at && (at == text || at[-1] == '\n'))
		memmove(at, at + strlen(line), strlen(at + strlen(line)) + 1);
}

/*
 * Without this file "localhost" would be asked of a name server, and without the own name in it
 * that as well. The line of an earlier name is replaced, all others are the image's.
 */
static void put_in_hosts(const char *name)
{
	static const char first[] = "127.0.0.1 localhost\n::1 localhost ip6-localhost\n";
	static char line[2 * NAME_MAX_BYTES + 32];
	char *found = file_read(HOSTS, HOSTS_SIZE_MAX, NULL);
	char *text;
	size_t used;

	/* What cannot be read is not replaced: a link to nowhere, a folder, a file too large. */
	if (!found && errno != ENOENT)
		return;
	text = malloc(HOSTS_SIZE_MAX + sizeof(line) + 2);
	if (text) {
		strcpy(text, found ? found : first);
		remove_line(text, line);
		used = strlen(text);
		if (used && text[used - 1] != '\n')
			strcpy(text + used, "\n");
		write_entry(line, sizeof(line), name);
		/* Where /etc cannot be written there is no such line. */
		if (!has_name(text, name))
			replace_hosts(strcat(text, line));
	}
	free(text);
	free(found);
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
	put_in_hosts(configured);
	free(name);
}

void hostname_suggest(const char *name, int position)
{
	static int taken = INT_MAX;

	if (given[0] || position > taken || !is_valid(name))
		return;
	taken = position;
	set_name(name);
	put_in_hosts(name);
}

const char *hostname_given(void)
{
	return given[0] ? given : NULL;
}
