// SPDX-License-Identifier: GPL-2.0
/*
 * roast: programs as domains.
 */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/options.h"
#include "base/options_help.h"
#include "base/report.h"
#include "base/standard.h"
#include "base/title.h"

static int check_output(int status)
{
	standard_output_end();
	return status;
}

static const struct verb *find_verb(const char *name)
{
	for (const struct verb *const *verb = verbs; *verb; verb++)
		if (strcmp((*verb)->name, name) == 0)
			return *verb;
	fail(STATUS_USAGE, "no verb %s; roast --help lists them", name);
}

/* The flags before the verb. Returns where the verb is. */
static char **take_common(char **argv)
{
	for (; *argv && (*argv)[0] == '-'; argv++) {
		if (strcmp(*argv, "--quiet") == 0) {
			report_settings.quiet = true;
		} else if (strcmp(*argv, "--json") == 0) {
			report_settings.json = true;
		} else if (strcmp(*argv, "--version") == 0) {
			printf("roast %s\n", ROAST_VERSION);
			exit(check_output(STATUS_OK));
		} else if (strcmp(*argv, "--help") == 0 || strcmp(*argv, "-h") == 0) {
			help_roast();
			exit(check_output(STATUS_OK));
		} else {
			fail(STATUS_USAGE, "unknown flag %s; roast --help lists them", *argv);
		}
	}
	return argv;
}

/* roast help [--manual] [VERB]; --manual is for the build, which makes the manual pages of it. */
static void help(char **argv)
{
	if (argv[0] && argv[1] && strcmp(argv[0], "--manual") == 0)
		help_manual(find_verb(argv[1]));
	else if (argv[0])
		help_verb(find_verb(argv[0]));
	else
		help_roast();
}

int main(int argc, char **argv)
{
	struct texts arguments = { 0 };
	const struct verb *verb;

	(void)argc;
	standard_open();
	signal(SIGPIPE, SIG_IGN);
	/* Names in archives are UTF-8, wherever roast runs. */
	setlocale(LC_CTYPE, "C.UTF-8");
	argv = take_common(title_begin(argv) + 1);
	if (!*argv) {
		help_roast();
		return check_output(STATUS_USAGE);
	}
	if (strcmp(*argv, "help") == 0) {
		help(argv + 1);
		return check_output(STATUS_OK);
	}
	verb = find_verb(*argv);
	report_settings.statuses_folded = verb->has_program;
	options_take(verb, argv + 1, &arguments);
	return check_output(verb->run(&arguments));
}
