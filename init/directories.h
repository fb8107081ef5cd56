/* SPDX-License-Identifier: GPL-2.0 */
/* Directories that a program finds when it starts. */
#ifndef INIT_DIRECTORIES_H
#define INIT_DIRECTORIES_H

struct json;

/*
 * Makes those of the list that are missing and gives all the owner and mode it says; null: none.
 * Ends through fail() with RUMPROAST_EXIT_CONFIGURATION, naming the program.
 */
void directories_make(struct json *list, const char *program);

#endif
