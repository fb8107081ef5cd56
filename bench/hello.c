// SPDX-License-Identifier: GPL-2.0
/* The smallest PID 1: says one line, passes the mark, ends the domain. */
#include <stdlib.h>
#include <unistd.h>

#include "program.h"

int main(void)
{
	static const char line[] = "bench: hello\n";

	open_console();
	if (write(STDOUT_FILENO, line, sizeof(line) - 1) < 0)
		return EXIT_FAILURE;
	bench_mark();
	end_domain();
	return EXIT_SUCCESS;
}
