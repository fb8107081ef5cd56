// SPDX-License-Identifier: GPL-2.0
/* Names of packages that are like one that does not exist. */
#include <stdlib.h>
#include <string.h>

#include "../../base/child.h"
#include "../../base/report.h"
#include "debian.h"

#define SHOWN 5
#define LENGTH_MAX 40

/* How many letters have to be changed, added or left out. */
static int distance(const char *one, const char *other)
{
	int row[LENGTH_MAX + 1], width = (int)strlen(other);

	for (int j = 0; j <= width; j++)
		row[j] = j;
	for (int i = 1; one[i - 1]; i++) {
		int corner = row[0];

		row[0] = i;
		for (int j = 1; j <= width; j++) {
			int change = corner + (one[i - 1] != other[j - 1]);
			int least = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;

			corner = row[j];
			row[j] = change < least ? change : least;
		}
	}
	return row[width];
}

/* 0 is best; beyond 3 they are not alike. */
static int unlikeness(const char *wanted, const char *name)
{
	size_t length = strlen(wanted);
	int typing;

	if (length > LENGTH_MAX || strlen(name) > LENGTH_MAX)
		return 9;
	typing = distance(wanted, name);
	if (typing == 1 || (typing == 2 && length > 4))
		return typing - 1;
	if (length > 2 && strncmp(name, wanted, length) == 0 &&
	    strchr("-0123456789.", name[length]))
		return 2;
	if (length > 3 && strncmp(name, wanted, length) == 0)
		return 3;
	return 9;
}

void fail_no_package(const char *reference)
{
	struct texts argv = { 0 }, names = { 0 }, alike = { 0 };
	char *output = NULL, *complaint = NULL, *list;

	texts_split(&argv, "apt-cache pkgnames", " ");
	if (child_exists("apt-cache"))
		child_run(&argv, &output, &complaint);
	texts_split(&names, output ? output : "", "\n");
	texts_sort(&names);
	for (int rank = 0; rank <= 3; rank++)
		for (size_t i = 0; i < names.count && alike.count < SHOWN; i++)
			if (unlikeness(reference, names.texts[i]) == rank &&
			    !texts_have(&alike, names.texts[i]))
				texts_add(&alike, names.texts[i]);
	list = texts_join(&alike, ", ");
	if (alike.count)
		fail(STATUS_NOT_FOUND, "there is no Debian package %s; there is %s", reference,
		     list);
	if (!names.count)
		fail(STATUS_NOT_FOUND, "apt knows no package %s, nor any other: apt-get update",
		     reference);
	fail(STATUS_NOT_FOUND,
	     "there is no Debian package %s, and no file of that name; a file in another place "
	     "needs its path, as in ./%s",
	     reference, reference);
}
