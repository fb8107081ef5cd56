// SPDX-License-Identifier: GPL-2.0
/* Values of the configuration that are written as text. */
#define _GNU_SOURCE
#include "formats.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool number_parse(const char *text, long least, long most, long *number)
{
	char *end;
	long value;

	if (*text != '-' && (*text < '0' || *text > '9'))
		return false;
	errno = 0;
	value = strtol(text, &end, 10);
	if (errno || *end || end == text || value < least || value > most)
		return false;
	*number = value;
	return true;
}

static bool address_parse(const char *text, struct network *network)
{
	if (inet_pton(AF_INET, text, &network->v4) == 1) {
		network->family = AF_INET;
		network->prefix = 32;
		return true;
	}
	if (inet_pton(AF_INET6, text, &network->v6) == 1) {
		network->family = AF_INET6;
		network->prefix = 128;
		return true;
	}
	return false;
}

bool network_parse(const char *text, bool with_prefix, struct network *network)
{
	const char *slash = with_prefix ? strchr(text, '/') : NULL;
	char address[INET6_ADDRSTRLEN];
	size_t length = slash ? (size_t)(slash - text) : strlen(text);
	long prefix;

	if (length >= sizeof(address))
		return false;
	memcpy(address, text, length);
	address[length] = 0;
	memset(network, 0, sizeof(*network));
	if (!address_parse(address, network))
		return false;
	if (!with_prefix)
		return true;
	if (!slash || !number_parse(slash + 1, 0, network->prefix, &prefix))
		return false;
	network->prefix = (unsigned char)prefix;
	return true;
}

int signal_parse(const char *name)
{
	if (strncmp(name, "SIG", 3) == 0)
		name += 3;
	for (int number = 1; number < NSIG; number++) {
		const char *known = sigabbrev_np(number);

		if (known && strcmp(known, name) == 0)
			return number;
	}
	return 0;
}

const char *signal_name(int number, char text[16])
{
	const char *known = sigabbrev_np(number);

	if (known)
		snprintf(text, 16, "SIG%.12s", known);
	else
		snprintf(text, 16, "signal %d", number % 1000);
	return text;
}

static bool limit_value(const char *text, rlim_t *value)
{
	char *end;

	if (strcmp(text, "unlimited") == 0) {
		*value = RLIM_INFINITY;
		return true;
	}
	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*value = strtoull(text, &end, 10);
	return errno == 0 && *end == 0;
}

bool limit_parse(const char *text, struct limit *limit)
{
	const char *colon = strchr(text, ':');
	char soft[24];

	if (!colon) {
		if (!limit_value(text, &limit->soft))
			return false;
		limit->hard = limit->soft;
		return true;
	}
	if ((size_t)(colon - text) >= sizeof(soft))
		return false;
	memcpy(soft, text, (size_t)(colon - text));
	soft[colon - text] = 0;
	return limit_value(soft, &limit->soft) && limit_value(colon + 1, &limit->hard) &&
	       limit->soft <= limit->hard;
}
