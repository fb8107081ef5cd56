// SPDX-License-Identifier: GPL-2.0
/* Debian packages: the archive in the archive, and control files. */
#include "roast/source/debian/debian.h"
#include "stand-in.h"

void fuzz_begin(void)
{
	stand_in_begin();
}

/* The labels of packages live as long as the process, so they are not the driver's to free. */
const char *__wrap_deb_label(const char *name, const char *version);
const char *__wrap_deb_label(const char *name, const char *version)
{
	return text_format("%s=%s", name, version);
}

void fuzz_one(const uint8_t *data, size_t size)
{
	const char *file = fuzz_file(data, size);
	struct tree *control;
	struct deb deb;

	if (size < 8 || data[0] != '!') {
		control = tree_new();
		tree_add_memory(control, "/control", 0644, data, size);
		deb = (struct deb){ .file = (char *)file, .control = control };
		deb_read_control(&deb);
		return;
	}
	deb_read(&deb, file);
}
