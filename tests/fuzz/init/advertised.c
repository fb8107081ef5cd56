// SPDX-License-Identifier: GPL-2.0
/* Options of router advertisements, one after another, as the kernel passes them on. */
#include "init/advertised.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static void look_at(struct advertised *advertised)
{
	for (int i = 0; i < ADVERTISED_DOMAINS_MAX; i++)
		if (advertised->domains[i].until && !name_is_valid(advertised->domains[i].name))
			abort();
}

void fuzz_begin(void)
{
}

void fuzz_one(const uint8_t *data, size_t size)
{
	struct advertised advertised = { .changed = look_at };

	while (size >= 2) {
		size_t said = (size_t)data[1] * 8 < size ? (size_t)data[1] * 8 : size;

		advertised_option(&advertised, data, said);
		if (!said)
			break;
		data += said;
		size -= said;
	}
	loop_timer_stop(&advertised.timer);
}
