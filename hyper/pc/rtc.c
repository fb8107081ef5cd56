/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The battery clock, an MC146818: the wall clock where the hypervisor shares no better one.
 */
#include "pc/pc.h"
#include "x86/lock.h"

#define INDEX 0x70
#define DATA 0x71
#define NMI_ENABLED 0x00

#define SECONDS 0x00
#define MINUTES 0x02
#define HOURS 0x04
#define DAY 0x07
#define MONTH 0x08
#define YEAR 0x09
#define STATUS_A 0x0a
#define STATUS_B 0x0b

#define UPDATING 0x80
#define BINARY 0x04
#define HOURS_24 0x02
#define AFTERNOON 0x80

#define TRIES 100000

struct date {
	uint8_t seconds, minutes, hours, day, month, year, century;
};

static struct lock lock;

static uint8_t read_register(uint8_t number)
{
	out8(INDEX, number | NMI_ENABLED);
	return in8(DATA);
}

static struct date read_date(void)
{
	return (struct date){
		.seconds = read_register(SECONDS),
		.minutes = read_register(MINUTES),
		.hours = read_register(HOURS),
		.day = read_register(DAY),
		.month = read_register(MONTH),
		.year = read_register(YEAR),
		.century = acpi.century ? read_register(acpi.century) : 0,
	};
}

/* Twice the same, and no update in between. */
static int read_stable(struct date *date)
{
	struct date again;
	int i;

	for (i = 0; i < TRIES; i++) {
		if (read_register(STATUS_A) & UPDATING)
			continue;
		*date = read_date();
		again = read_date();
		if (!memcmp(date, &again, sizeof(again)) && !(read_register(STATUS_A) & UPDATING))
			return 1;
	}
	return 0;
}

static unsigned int number(uint8_t raw, int binary)
{
	return binary ? raw : (raw >> 4) * 10u + (raw & 15);
}

/* Days from 1970-01-01 to a date of the Gregorian calendar; years counted from March. */
static uint64_t days(unsigned int year, unsigned int month, unsigned int day)
{
	unsigned int from_march = (month + 9) % 12;

	year -= month <= 2;
	return 365UL * year + year / 4 - year / 100 + year / 400 + (153 * from_march + 2) / 5 +
	       day - 1 - 719468;
}

static uint64_t seconds_of(const struct date *date, uint8_t mode)
{
	int binary = mode & BINARY;
	unsigned int hours = number(date->hours & ~AFTERNOON, binary);
	unsigned int month = number(date->month, binary), day = number(date->day, binary);
	unsigned int century = date->century ? number(date->century, binary) : 20;

	if (!(mode & HOURS_24))
		hours = hours % 12 + (date->hours & AFTERNOON ? 12 : 0);
	if (month < 1 || month > 12 || day < 1 || day > 31 || century < 19 || century > 99)
		return 0;
	return days(century * 100 + number(date->year, binary), month, day) * 86400 + hours * 3600 +
	       number(date->minutes, binary) * 60 + number(date->seconds, binary);
}

uint64_t rtc_read(void)
{
	unsigned long flags;
	uint64_t seconds = 0;
	struct date date;

	if (!acpi.has_cmos)
		return 0;
	flags = lock_take(&lock);
	/* An empty bus reads as all ones. */
	if (read_register(STATUS_B) != 0xff && read_stable(&date))
		seconds = seconds_of(&date, read_register(STATUS_B));
	lock_release(&lock, flags);
	return seconds;
}
