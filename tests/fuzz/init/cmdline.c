// SPDX-License-Identifier: GPL-2.0
/* Words of a kernel command line. */
#include "init/cmdline.h"
#include "stand-in.h"

void fuzz_begin(void)
{
	stand_in_begin();
}

void fuzz_one(const uint8_t *data, size_t size)
{
	cmdline_arguments(fuzz_text(data, size));
}
