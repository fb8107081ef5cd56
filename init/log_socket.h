/* SPDX-License-Identifier: GPL-2.0 */
/*
 * /dev/log, for programs that tell what is wrong to syslog(3) and to nobody else.
 *
 * What they tell goes where their errors go, a line each, without syslog's priority and time. While
 * nobody takes it they wait at their own send(2). A program that wants the socket for itself, as
 * syslogd, takes its name away. Without Unix sockets or /dev there is none, and that is no error.
 */
#ifndef INIT_LOG_SOCKET_H
#define INIT_LOG_SOCKET_H

#include <stdbool.h>

/* Opens it; the lines are written to stream, nonblocking, or with -1 to the console. */
void log_socket_open(int stream);

/* Whoever told it has ended: what lies in the socket comes before that. */
void log_socket_read(void);

/* Whether there are lines that nobody has taken yet. */
bool log_socket_waits(void);

#endif
