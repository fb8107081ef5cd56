// SPDX-License-Identifier: GPL-2.0
/* Where domains and volumes are kept. */
#include "private.h"

#include <stdlib.h>
#include <unistd.h>

#include "../base/files.h"

#define SHARED "/var/lib/roast"

static char *own_directory(void)
{
	const char *state = getenv("XDG_STATE_HOME");
	const char *home = getenv("HOME");

	if (state && *state == '/')
		return text_format("%s/roast", state);
	if (home && *home == '/')
		return text_format("%s/.local/state/roast", home);
	return text_copy(SHARED);
}

static char *kept_directory(const char *kind)
{
	const char *chosen = getenv("ROAST_STATE");
	char *parent, *directory = text_format(SHARED "/%s", kind);

	if ((!chosen || *chosen != '/') && access(directory, W_OK | X_OK) == 0)
		return directory;
	free(directory);
	parent = chosen && *chosen == '/' ? text_copy(chosen) : own_directory();
	directory = text_format("%s/%s", parent, kind);
	directory_make(directory, 0700);
	free(parent);
	return directory;
}

const char *domains_directory(void)
{
	static char *directory;

	if (!directory)
		directory = kept_directory("domains");
	return directory;
}

const char *volumes_directory(void)
{
	static char *directory;

	if (!directory)
		directory = kept_directory("volumes");
	return directory;
}

char *domain_file(const char *directory, const char *name)
{
	return text_format("%s/%s", directory, name);
}
