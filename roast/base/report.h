/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What roast tells: one line for an error, progress for long work.
 *
 * Lines go to standard error, so that standard output has results alone; with --json an error is
 * an object {"error": text, "status": number} there instead. Not for signal handlers.
 */
#ifndef ROAST_REPORT_H
#define ROAST_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Exit statuses of roast; a promise, in roast(1). run and exec have the program's own besides. */
enum status {
	STATUS_OK = 0,
	STATUS_FAILED = 1,    /* anything without a status of its own */
	STATUS_USAGE = 2,     /* wrong flags or arguments */
	STATUS_NOT_FOUND = 3, /* no such domain, image, package, volume or file */
	STATUS_IN_USE = 4,    /* a name, port, volume or disk is taken */
	STATUS_RESOURCES = 5, /* not enough memory or disk space */
	STATUS_TOOL = 6,      /* a tool or a host (Xen, QEMU) is missing */
	STATUS_FORMAT = 7,    /* an image, archive or state that is damaged or of another version */
	STATUS_ROAST = 125,   /* of run and exec: any of the above, before a program ran */
	STATUS_INTERRUPTED = 130,
};

/* Set once by main(), from the flags that every verb has. */
struct report_settings {
	bool quiet;	      /* no progress and no notes */
	bool json;	      /* errors, notes and progress as objects, one a line */
	bool statuses_folded; /* run and exec: a failure of roast is STATUS_ROAST */
};
extern struct report_settings report_settings;

/* "roast: TEXT" and the end of the process, after what at_exit() asked for. */
void fail(enum status status, const char *format, ...)
	__attribute__((format(printf, 2, 3), noreturn, cold));

/* As fail(), adding ": " and the text of errno, whose meaning decides between statuses 1, 3, 5. */
void fail_errno(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn, cold));

/* "roast: TEXT"; what went on anyway. */
void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What a person may like to know; not with --quiet. */
void note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * One piece of long work at a time: on a terminal a line that is rewritten, elsewhere a line at
 * its beginning and one at its end, nothing if it takes less than a fifth of a second.
 * total: 0 if it is not known. The unit is bytes where bytes is true.
 */
void progress_begin(const char *what, uint64_t total, bool bytes);
void progress_at(uint64_t done);
void progress_end(void);

#endif
