// SPDX-License-Identifier: GPL-2.0
/* What xl says of a domain that it creates. */
#include <stdlib.h>
#include <string.h>

#include "../common/shares.h"
#include "xen.h"

/* "Waiting for domain NAME (domid 7) to die [pid 1]" */
int xen_domain_made(const char *text)
{
	const char *line = strstr(text, "Waiting for domain ");
	const char *end = line ? strchr(line, '\n') : NULL;
	const char *number = NULL;
	char *rest;
	long domid;

	if (!end)
		return -1;
	/* The name may have anything in it, so the last one counts. */
	while ((line = strstr(line, "(domid ")) && line < end)
		number = line++;
	if (!number)
		return -1;
	domid = strtol(number + strlen("(domid "), &rest, 10);
	return *rest == ')' && domid > 0 && domid < 65536 ? (int)domid : -1;
}

/* Without "libxl: error: libxl_create.c:1234:function: " and "Domain 7:" */
static const char *without_place(const char *line)
{
	const char *rest = strstr(line, "error: ");
	const char *place;

	line = rest ? rest + strlen("error: ") : line;
	place = strstr(line, ".c:");
	if (place && (rest = strstr(place, ": ")))
		line = rest + 2;
	if (text_begins(line, "Domain ") && (rest = strchr(line, ':')) && rest[1])
		line = rest + 1;
	return line;
}

static char *pick(const struct texts *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		if (strstr(lines->texts[i], "error: "))
			return text_format("xl: %s", without_place(lines->texts[i]));
	if (!lines->count)
		return text_copy("xl ended and did not say why");
	return text_format("xl: %s", without_place(lines->texts[lines->count - 1]));
}

/* xl calls QEMU the device model, and names a file that is not there, or what became of it. */
static char *complain_of_sharing(const struct spec *spec, const char *text)
{
	const char *directory = shares_first(spec);

	if (!directory || !strstr(text, "device model"))
		return NULL;
	if (strstr(text, "is not executable"))
		return text_format("%s cannot be shared: that takes a QEMU in dom0; install the "
				   "package qemu-system-xen",
				   directory);
	return text_format(
		"%s cannot be shared: the QEMU in dom0 that does it ends at once; what it "
		"says is in /var/log/xen/qemu-dm-%s.log",
		directory, spec->name);
}

char *xen_complaint(const struct spec *spec, const char *text, enum status *status)
{
	struct texts lines = { 0 };
	char *line;

	if (strstr(text, "ailed to free memory") || strstr(text, "annot allocate memory")) {
		*status = STATUS_RESOURCES;
		return text_format("Xen has not enough memory for a domain of %llu MB; choose less "
				   "(-M), or let dom0 give some back (xl mem-set 0)",
				   (unsigned long long)spec->memory);
	}
	if (strstr(text, "omain with name") && strstr(text, "already exists")) {
		*status = STATUS_IN_USE;
		return text_format("Xen has a domain %s already; choose another --name",
				   spec->name);
	}
	line = shares_complaint(text);
	if (line)
		return line;
	line = complain_of_sharing(spec, text);
	if (line) {
		*status = STATUS_TOOL;
		return line;
	}
	texts_split(&lines, text, "\r\n");
	line = pick(&lines);
	texts_free(&lines);
	return line;
}
