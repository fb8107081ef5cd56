/* SPDX-License-Identifier: GPL-2.0 */
/* What every measured program does at its ends, as PID 1 of a domain. */
#ifndef BENCH_PROGRAM_H
#define BENCH_PROGRAM_H

/* Has standard input, output and error even where the archive has no /dev/console. */
void open_console(void);

/* Does nothing, at an address that the meter is told. */
void bench_mark(void);

/* Restarts the machine, which QEMU is told to take for the end. Returns only on failure. */
void end_domain(void);

#endif
