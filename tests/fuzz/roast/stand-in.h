/* SPDX-License-Identifier: GPL-2.0 */
/* What targets of roast's parsers share. */
#ifndef TESTS_FUZZ_ROAST_STAND_IN_H
#define TESTS_FUZZ_ROAST_STAND_IN_H

#include "fuzz.h"

/* Allocates what libraries and roast keep for the process's life. */
void stand_in_begin(void);

#endif
