/* SPDX-License-Identifier: GPL-2.0 */
/* A key that a person types at the console. */
#ifndef INIT_KEY_CONSOLE_H
#define INIT_KEY_CONSOLE_H

struct disk_key;

/*
 * Asks for the key and reads a line, without showing it; requests to end the domain are served
 * meanwhile. Ends through fail() with RUMPROAST_EXIT_KEY if the console cannot be read.
 */
void key_console_read(const char *where, const char *purpose, struct disk_key *key);

#endif
