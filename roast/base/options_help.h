/* SPDX-License-Identifier: GPL-2.0 */
/* What --help says, out of the tables of verbs and flags. */
#ifndef ROAST_OPTIONS_HELP_H
#define ROAST_OPTIONS_HELP_H

#include "options.h"

void help_roast(void);			 /* all verbs */
void help_verb(const struct verb *verb); /* one, with its flags */
/* Whether one of the flags has this letter. */
bool help_has_letter(const struct option_row *rows, char letter);
/* Completion for a shell, "bash", "zsh" or "fish"; false if it is another. */
/* As a manual page, in mdoc(7). */
void help_manual(const struct verb *verb);
bool help_completion(const char *shell);

#endif
