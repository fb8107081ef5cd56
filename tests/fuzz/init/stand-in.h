/* SPDX-License-Identifier: GPL-2.0 */
/* What targets of init's parsers share. */
#ifndef TESTS_FUZZ_INIT_STAND_IN_H
#define TESTS_FUZZ_INIT_STAND_IN_H

#include "fuzz.h"

/* Allocates what init keeps for the process's life. */
void stand_in_begin(void);

#endif
