/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The programs while they run, and their orderly end.
 */
#ifndef INIT_SUPERVISE_H
#define INIT_SUPERVISE_H

struct json;
struct program;

enum ending { ENDING_POWEROFF, ENDING_REBOOT, ENDING_CRASH };

/* Takes the programs over, before any is started. */
void supervise_take(struct program *programs, struct json *settings);

/* Starts them all. */
void supervise_start(void);

/*
 * Begins the end of the domain: stops the programs, then every other process, then calls
 * ending_finish(). A later request does not replace an earlier one. status: 0..255, or -1 for
 * that of the programs.
 */
void supervise_end(enum ending how, int status);

/* Ends the domain like supervise_end(), and does not return meanwhile; for fail(). */
void supervise_failed(int status) __attribute__((noreturn));

/* Reaps every child that has ended; to be called on SIGCHLD. */
void supervise_reap(void);

/*
 * The first of the programs; a signal for it, as the host wants it. SIGTERM ends the domain in
 * order where that program does not run, or is one of several.
 */
struct program *supervise_first(void);
void supervise_signal(int signal);

#endif
