/* SPDX-License-Identifier: GPL-2.0 */
/* Lists for people and for programs: a table, JSON, or what a template says. */
#ifndef ROAST_BASE_TABLE_H
#define ROAST_BASE_TABLE_H

#include <stdint.h>

#include "json.h"

struct column {
	const char *field; /* in a row, and in templates: {{.Names}} */
	const char *title;
};

/*
 * Prints rows, an array of objects of texts. format: null for the table of columns, which end
 * with a null field; "json" for an object a line (so is --json); "table TEMPLATE" for a table of
 * what the template has between "\t"; else a template, a line for each row. A field that no row has
 * ends through fail() with STATUS_USAGE.
 */
void table_print(struct json_object *rows, const struct column *columns, const char *format);

/* "3 minutes", of seconds; "1.5MB", of bytes. The caller's. */
char *duration_text(int64_t seconds);
char *bytes_text(uint64_t bytes);
/* Seconds since a time of state.json; 0 if it is none. */
int64_t seconds_since(const char *time);

#endif
