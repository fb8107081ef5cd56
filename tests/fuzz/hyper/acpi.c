// SPDX-License-Identifier: GPL-2.0
/*
 * The firmware's tables. Sums are made right before they are read: an input would hardly have one
 * by chance.
 */
#include <string.h>

#include "pc/pc.h"
#include "stand-in.h"

#define LISTED_MAX 8

void fuzz_begin(void)
{
	low_memory_begin();
}

static void mend(uint64_t at, uint64_t size, uint64_t sum_at)
{
	uint8_t *bytes = (uint8_t *)at;
	uint8_t sum = 0;

	if (at < LOW_INPUT || at >= LOW_INPUT + LOW_INPUT_MAX ||
	    size > LOW_INPUT + LOW_INPUT_MAX - at || size <= sum_at)
		return;
	for (uint64_t i = 0; i < size; i++)
		sum = (uint8_t)(sum + bytes[i]);
	bytes[sum_at] = (uint8_t)(bytes[sum_at] - sum);
}

static void mend_table(uint64_t at)
{
	uint32_t size;

	if (at < LOW_INPUT || at > LOW_INPUT + LOW_INPUT_MAX - 8)
		return;
	memcpy(&size, (const void *)(at + 4), sizeof(size));
	mend(at, size, 9);
}

void fuzz_one(const uint8_t *data, size_t size)
{
	uint32_t list = 0, entry;

	low_memory_put(data, size);
	memset(&acpi, 0, sizeof(acpi));
	mend(LOW_INPUT, 20, 8);
	memcpy(&list, (const void *)(LOW_INPUT + 16), sizeof(list));
	mend_table(list);
	for (unsigned int i = 0; i < LISTED_MAX; i++) {
		if (list < LOW_INPUT || list > LOW_INPUT + LOW_INPUT_MAX - 128)
			break;
		memcpy(&entry, (const void *)(list + 36UL + 4 * i), sizeof(entry));
		mend_table(entry);
		if (entry >= LOW_INPUT && entry < LOW_INPUT + LOW_INPUT_MAX - 128)
			mend_table(*(uint32_t *)(entry + 40UL));
	}
	acpi_read(LOW_INPUT);
}
