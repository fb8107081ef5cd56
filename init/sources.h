/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where settings come from besides the file in the archive.
 *
 * Each function lays what its source has over the tree; a mistake in a source ends through
 * fail() with RUMPROAST_EXIT_CONFIGURATION.
 */
#ifndef INIT_SOURCES_H
#define INIT_SOURCES_H

struct json;
struct xenstore;

/* The directory CONFIG_XENSTORE, if the domain has one. */
void source_xenstore(struct json *settings);

/* As source_xenstore(), from an open connection. */
void source_xenstore_from(struct json *settings, struct xenstore *store);

/*
 * The words of a kernel command line, which is changed, that begin with CONFIG_PARAMETER, and
 * the arguments behind "--", which become the argv of the program.
 */
void source_cmdline(struct json *settings, char *line);

#endif
