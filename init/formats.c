// SPDX-License-Identifier: GPL-2.0
/* Values of the configuration that are written as text. */
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

static const char *const signal_names[] = {
	[SIGHUP] = "HUP",   [SIGINT] = "INT",	    [SIGQUIT] = "QUIT", [SIGILL] = "ILL",
	[SIGTRAP] = "TRAP", [SIGABRT] = "ABRT",	    [SIGBUS] = "BUS",	[SIGFPE] = "FPE",
	[SIGKILL] = "KILL", [SIGUSR1] = "USR1",	    [SIGSEGV] = "SEGV", [SIGUSR2] = "USR2",
	[SIGPIPE] = "PIPE", [SIGALRM] = "ALRM",	    [SIGTERM] = "TERM", [SIGSTKFLT] = "STKFLT",
	[SIGCHLD] = "CHLD", [SIGCONT] = "CONT",	    [SIGSTOP] = "STOP", [SIGTSTP] = "TSTP",
	[SIGTTIN] = "TTIN", [SIGTTOU] = "TTOU",	    [SIGURG] = "URG",	[SIGXCPU] = "XCPU",
	[SIGXFSZ] = "XFSZ", [SIGVTALRM] = "VTALRM", [SIGPROF] = "PROF", [SIGWINCH] = "WINCH",
	[SIGIO] = "IO",	    [SIGPWR] = "PWR",	    [SIGSYS] = "SYS",
};

#define SIGNALS (sizeof(signal_names) / sizeof(signal_names[0]))

int signal_parse(const char *name)
{
	if (strncmp(name, "SIG", 3) == 0)
		name += 3;
	for (size_t number = 1; number < SIGNALS; number++)
		if (strcmp(signal_names[number], name) == 0)
			return (int)number;
	return 0;
}

const char *signal_name(int number, char text[16])
{
	if (number > 0 && (size_t)number < SIGNALS)
		snprintf(text, 16, "SIG%.12s", signal_names[number]);
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
