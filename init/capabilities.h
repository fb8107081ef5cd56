/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Capabilities of processes and of program files, capabilities(7).
 *
 * Functions that read text return false if it is not of the form that is described.
 */
#ifndef INIT_CAPABILITIES_H
#define INIT_CAPABILITIES_H

#include <stdbool.h>
#include <stdint.h>

#define CAPABILITIES_ALL UINT64_MAX

struct json;

/* Sets of capabilities: bit N stands for capability number N. */
struct capabilities {
	uint64_t bounding; /* all that a process and its children may ever get */
	uint64_t ambient;  /* what a program has though its user is not root */
};

/* "CAP_NET_ADMIN", "net_admin"; "ALL" is every bit. */
bool capability_parse(const char *name, uint64_t *mask);

/*
 * The sets of a program: lists "bounding" and "ambient", changed by lists "drop" and "add", each
 * from own or else from common, both of which may be null.
 */
struct capabilities capabilities_take(struct json *own, struct json *common);

/* Changes the sets by lists of names, both of which may be null; false: a name is none. */
bool capabilities_change(struct capabilities *sets, struct json *add, struct json *drop);

/*
 * In a new process, which is root: begin() before its user is set, end() after it, so that the
 * next execve(2) has exactly these sets. False with errno.
 */
bool capabilities_begin(const struct capabilities *sets);
bool capabilities_end(const struct capabilities *sets);

/*
 * Gives program files their capabilities: a map of paths to text as setcap(8) takes it. An archive
 * cannot carry them. What is not possible is only warned of.
 */
void capabilities_of_files(struct json *files);

#endif
