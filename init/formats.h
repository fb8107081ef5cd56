/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Values of the configuration that are written as text: addresses, signals, limits.
 */
#ifndef INIT_FORMATS_H
#define INIT_FORMATS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/resource.h>

/* An address, with the length of its network's prefix in bits. */
struct network {
	sa_family_t family; /* AF_INET or AF_INET6: tells which of the two addresses it is */
	unsigned char prefix;
	union {
		struct in_addr v4;
		struct in6_addr v6;
	};
};

struct limit {
	rlim_t soft, hard;
};

/*
 * Reads "192.0.2.1" or "2001:db8::1", with_prefix also "/24". Without one the prefix is the
 * whole address. Returns whether the text is of that form.
 */
bool network_parse(const char *text, bool with_prefix, struct network *network);

/* The number of the signal called "TERM" or "SIGTERM", 0 if there is none. */
int signal_parse(const char *name);

/* "SIGTERM" and the like, into text, which is returned. */
const char *signal_name(int number, char text[16]);

/* Reads a number, "unlimited", or two of these with a colon between them. */
bool limit_parse(const char *text, struct limit *limit);

/* A whole number in decimal, from least to most; returns whether text is one. */
bool number_parse(const char *text, long least, long most, long *number);

#endif
