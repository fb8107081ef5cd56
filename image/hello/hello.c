/* SPDX-License-Identifier: GPL-2.0 */
/* The smallest program worth a domain. */
#include <stdio.h>

int main(void)
{
	return puts("Hello from a rump kernel.") == EOF;
}
