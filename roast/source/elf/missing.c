// SPDX-License-Identifier: GPL-2.0
/* Which Debian package has a file that is missing. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "../../base/child.h"
#include "closure.h"

/* The first line of what a program says, up to a separator; null if it says nothing. */
static char *first_answer(const struct texts *argv, char separator)
{
	char *output = NULL, *complaint = NULL, *answer = NULL;

	if (child_exists(argv->texts[0]) && child_run(argv, &output, &complaint) == 0 && output) {
		char *colon = strchr(output, separator);

		if (colon && colon != output)
			answer = text_format("%.*s", (int)(colon - output), output);
	}
	free(output);
	free(complaint);
	return answer;
}

static char *ask(const char *program, const char *flags, const char *pattern)
{
	struct texts argv = { 0 };
	char *answer;

	texts_split(&argv, program, " ");
	texts_split(&argv, flags, " ");
	texts_add(&argv, pattern);
	answer = first_answer(&argv, ':');
	texts_free(&argv);
	return answer;
}

static bool package_exists(const char *name)
{
	struct texts argv = { 0 };
	char *answer;

	texts_split(&argv, "apt-cache show", " ");
	texts_add(&argv, name);
	answer = first_answer(&argv, ':');
	texts_free(&argv);
	free(answer);
	return answer != NULL;
}

/* Debian's rule: libfoo.so.1 is in libfoo1, libfoo2.so.1 in libfoo2-1. */
static char *package_by_soname(const char *soname)
{
	const char *so = strstr(soname, ".so.");
	char *name;

	if (!so || so == soname)
		return NULL;
	name = text_format("%.*s%s%s", (int)(so - soname), soname,
			   isdigit((unsigned char)so[-1]) ? "-" : "", so + 4);
	for (char *at = name; *at; at++)
		*at = *at == '_' ? '-' : (char)tolower((unsigned char)*at);
	if (package_exists(name))
		return name;
	free(name);
	return NULL;
}

static char *told(char *package, const char *name)
{
	char *text = package ? text_format("the package %s has it", package)
			     : text_format("apt-file search %s tells which package has it", name);

	free(package);
	return text;
}

char *package_of_library(const char *name)
{
	char *pattern = text_format("*/%s", name), *expression = text_format("/%s$", name);
	char *package = ask("dpkg-query", "-S", pattern);

	if (!package)
		package = package_by_soname(name);
	if (!package)
		package = ask("apt-file", "search -x", expression);
	free(pattern);
	free(expression);
	return told(package, name);
}

char *package_of_command(const char *name)
{
	static const char *const folders[] = { "/usr/bin", "/bin", "/usr/sbin", "/sbin" };
	char *expression = text_format("/s?bin/%s$", name);
	char *package = NULL;

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders) && !package; i++) {
		char *path = text_format("%s/%s", folders[i], name);

		package = ask("dpkg-query", "-S", path);
		free(path);
	}
	/* Most commands are in the package of their own name. */
	if (!package && package_exists(name))
		package = text_copy(name);
	if (!package)
		package = ask("apt-file", "search -x", expression);
	free(expression);
	return told(package, name);
}

char *package_of_file(const char *path)
{
	char *package = ask("dpkg-query", "-S", path);

	if (!package)
		package = ask("apt-file", "search -F", path);
	return told(package, path);
}
