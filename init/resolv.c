// SPDX-License-Identifier: GPL-2.0
/* Writing resolv.conf(5). */
#include "resolv.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mounts.h"
#include "names.h"
#include "say.h"

#define TARGET "/etc/resolv.conf"
#define TEMPORARY "/etc/resolv.conf.new"
#define ELSEWHERE "/run/resolv.conf"
#define TEXT_SIZE 1536

static char written[TEXT_SIZE]; /* what the file holds now */
static bool is_mounted;

static void append_servers(const struct resolv_entry *entry, char *text, size_t size)
{
	for (int i = 0; i < entry->server_count; i++) {
		const struct network *server = &entry->servers[i];
		char address[INET6_ADDRSTRLEN], scope[IFNAMSIZ + 1] = "", line[96];

		inet_ntop(server->family, &server->v4, address, sizeof(address));
		if (server->family == AF_INET6 && IN6_IS_ADDR_LINKLOCAL(&server->v6) &&
		    if_indextoname((unsigned int)entry->index, scope + 1))
			scope[0] = '%';
		snprintf(line, sizeof(line), "nameserver %s%s\n", address, scope);
		if (!strstr(text, line) && strlen(text) + strlen(line) < size)
			strcat(text, line);
	}
}

static void append_search(const struct resolv_entry *const *entries, int count, char *text,
			  size_t size)
{
	char list[TEXT_SIZE] = "", domains[sizeof(entries[0]->search)], *rest, *domain;

	for (int i = 0; i < count; i++) {
		strcpy(domains, entries[i]->search);
		rest = domains;
		while ((domain = strsep(&rest, " ")))
			name_add(list, sizeof(list), domain);
	}
	if (list[0] && strlen(text) + strlen(list) + sizeof("search \n") <= size)
		strcat(strcat(strcat(text, "search "), list), "\n");
}

static bool write_new(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	bool done;

	if (fd < 0)
		return false;
	done = write(fd, text, strlen(text)) == (ssize_t)strlen(text);
	return close(fd) == 0 && done;
}

static bool write_in_place(const char *text)
{
	if (mkdir("/etc", 0755) < 0 && errno != EEXIST)
		return false;
	if (write_new(TEMPORARY, text) && rename(TEMPORARY, TARGET) == 0)
		return true;
	unlink(TEMPORARY);
	return false;
}

static bool write_elsewhere(const char *text)
{
	if (!write_new(ELSEWHERE, text))
		return false;
	if (!is_mounted && mount(ELSEWHERE, TARGET, NULL, MS_BIND, NULL) < 0)
		return false;
	is_mounted = true;
	return true;
}

void resolv_write(const struct resolv_entry *const *entries, int count)
{
	char text[TEXT_SIZE] = "";

	for (int i = 0; i < count; i++)
		append_servers(entries[i], text, sizeof(text));
	if (text[0])
		append_search(entries, count, text, sizeof(text));
	else if (written[0])
		/* Those of before are not reachable any more, or were never to be asked again. */
		strcpy(text, "# no name server is known now\n");
	else
		return;
	if (strcmp(text, written) == 0)
		return;
	strcpy(written, text);
	if (is_mounted ? !write_elsewhere(text) : !write_in_place(text) && !write_elsewhere(text))
		warn(TARGET ": cannot be written: %s", strerror(errno));
}
