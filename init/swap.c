// SPDX-License-Identifier: GPL-2.0
/* The end of swap areas. */
#include "swap.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/swap.h>

#include "files.h"
#include "octal.h"
#include "say.h"

#define SWAPS_SIZE_MAX 65536

void swap_end(void)
{
	char *list = file_read("/proc/swaps", SWAPS_SIZE_MAX, NULL);
	char *rest = list, *line;

	/* The first line is a heading. */
	strsep(&rest, "\n");
	while ((line = strsep(&rest, "\n"))) {
		line[strcspn(line, " \t")] = 0;
		decode_octal(line);
		if (*line && swapoff(line) < 0)
			warn("%s: swap area cannot be taken back: %s", line, strerror(errno));
	}
	free(list);
}
