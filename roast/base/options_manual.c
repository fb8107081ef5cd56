// SPDX-License-Identifier: GPL-2.0
/* The manual page of a verb, out of the same tables as --help. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "options_help.h"

/* A backslash begins an escape, a dot at the beginning of a line a request. */
static void print_text(const char *text)
{
	bool line_begins = true;

	for (; *text; text++) {
		if (line_begins && (*text == '.' || *text == '\''))
			fputs("\\&", stdout);
		if (*text == '\\')
			fputs("\\e", stdout);
		else
			putchar(*text);
		line_begins = *text == '\n';
	}
}

/* Lines that are indented are shown as they are. */
static void print_details(const char *text)
{
	bool literal = false;
	char line[512];
	size_t length;

	for (; *text; text += length + (text[length] == '\n')) {
		length = strcspn(text, "\n");
		snprintf(line, sizeof(line), "%.*s", (int)length, text);
		if (!length) {
			fputs(literal ? ".Ed\n.Pp\n" : ".Pp\n", stdout);
			literal = false;
			continue;
		}
		if ((line[0] == ' ') != literal)
			fputs(literal ? ".Ed\n" : ".Bd -literal\n", stdout);
		literal = line[0] == ' ';
		print_text(literal ? line + strspn(line, " ") : line);
		putchar('\n');
	}
	if (literal)
		fputs(".Ed\n", stdout);
}

static void print_rows(const struct option_row *rows, const struct option_row *taken)
{
	for (; rows && rows->name; rows++) {
		fputs(".It ", stdout);
		if (rows->letter && !help_has_letter(taken, rows->letter))
			printf("Fl %c , ", rows->letter);
		printf("Fl \\-%s", rows->name);
		if (rows->argument) {
			fputs(" Ar ", stdout);
			print_text(rows->argument);
		}
		putchar('\n');
		print_text(rows->help);
		fputs(".\n", stdout);
	}
}

/* Upper case, as the names of manual pages are. */
static void print_title(const char *name)
{
	for (; *name; name++)
		putchar(toupper((unsigned char)*name));
}

void help_manual(const struct verb *verb)
{
	fputs(".\\\" SPDX-License-Identifier: GPL-2.0\n.Dd $Mdocdate$\n.Dt ROAST-", stdout);
	print_title(verb->name);
	printf(" 1\n.Os\n.Sh NAME\n.Nm roast-%s\n.Nd ", verb->name);
	print_text(verb->summary);
	printf("\n.Sh SYNOPSIS\n.Nm roast %s\n.Ar ", verb->name);
	print_text(verb->usage);
	fputs("\n.Sh DESCRIPTION\n", stdout);
	print_text(verb->summary);
	fputs(".\n", stdout);
	if (verb->details) {
		fputs(".Pp\n", stdout);
		print_details(verb->details);
	}
	fputs(".Sh OPTIONS\n.Bl -tag -width Ds\n", stdout);
	print_rows(verb->options, NULL);
	print_rows(common_options, verb->options);
	fputs(".El\n.Sh EXIT STATUS\nSee\n.Xr roast 1 .\n.Sh SEE ALSO\n.Xr roast 1\n", stdout);
}
