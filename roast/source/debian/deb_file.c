// SPDX-License-Identifier: GPL-2.0
/* One Debian package: its control file and its files. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../../base/files.h"
#include "../../base/report.h"
#include "debian.h"

/* A field of a control file, of one line; null if it is not there. The caller's. */
static char *control_field(const char *control, const char *name)
{
	size_t length = strlen(name);

	for (const char *line = control; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncasecmp(line, name, length) == 0 && line[length] == ':') {
			const char *value = line + length + 1;

			value += strspn(value, " \t");
			return text_format("%.*s", (int)strcspn(value, "\n"), value);
		}
	}
	return NULL;
}

/* Names alone, of alternatives all. */
static void read_names(struct texts *names, const char *control, const char *field)
{
	char *value = control_field(control, field);
	struct texts parts = { 0 };

	texts_split(&parts, value ? value : "", ",|");
	for (size_t i = 0; i < parts.count; i++) {
		const char *name = parts.texts[i] + strspn(parts.texts[i], " ");

		texts_add_format(names, "%.*s", (int)strcspn(name, " (:"), name);
	}
	texts_free(&parts);
	free(value);
}

void deb_read_control(struct deb *deb)
{
	char *control = text_of(deb->control, "/control"), *yes;

	if (!control)
		fail(STATUS_FORMAT, "%s is no Debian package: it has no control file", deb->file);
	deb->name = control_field(control, "Package");
	deb->version = control_field(control, "Version");
	deb->architecture = control_field(control, "Architecture");
	deb->priority = control_field(control, "Priority");
	deb->source = control_field(control, "Source");
	if (!deb->name || !deb->version)
		fail(STATUS_FORMAT, "%s is no Debian package: it has no name or version",
		     deb->file);
	if (!deb->source)
		deb->source = text_copy(deb->name);
	deb->source[strcspn(deb->source, " ")] = '\0';
	yes = control_field(control, "Essential");
	deb->essential = text_equal(yes, "yes");
	read_names(&deb->depends, control, "Depends");
	read_names(&deb->depends, control, "Pre-Depends");
	read_names(&deb->provides, control, "Provides");
	deb->label = deb_label(deb->name, deb->version);
	free(yes);
	free(control);
}

void deb_read(struct deb *deb, const char *file)
{
	*deb = (struct deb){ .file = text_copy(file), .files = tree_new(), .control = tree_new() };
	tree_add_archive_member(deb->control, file, "control.tar", temporary_directory(), false);
	deb_read_control(deb);
	tree_add_archive_member(deb->files, file, "data.tar", temporary_directory(), false);
}
