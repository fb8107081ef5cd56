/* SPDX-License-Identifier: GPL-2.0 */
/* The line of progress, for report.c alone; the rest of roast takes report.h. */
#ifndef ROAST_PROGRESS_H
#define ROAST_PROGRESS_H

/* Takes a half-written line off the terminal; it comes back with the next progress_at(). */
void progress_clear(void);

#endif
