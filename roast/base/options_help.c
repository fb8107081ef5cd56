// SPDX-License-Identifier: GPL-2.0
/* What --help says, and what the shells complete. */
#include "options_help.h"

#include <stdio.h>
#include <string.h>

bool help_has_letter(const struct option_row *rows, char letter)
{
	for (; rows && rows->name; rows++)
		if (rows->letter == letter)
			return true;
	return false;
}

/* A letter that is taken by the verb's own flags is not the common flag's. */
static void print_rows(const struct option_row *rows, const struct option_row *taken)
{
	char left[64];
	int used;

	for (; rows && rows->name; rows++) {
		/* A second letter for the same flag. */
		if (rows[1].name && strcmp(rows[1].name, rows->name) == 0)
			continue;
		used = rows->letter && !help_has_letter(taken, rows->letter)
			       ? snprintf(left, sizeof(left), "-%c, ", rows->letter)
			       : snprintf(left, sizeof(left), "    ");
		snprintf(left + used, sizeof(left) - (size_t)used, "--%s%s%s", rows->name,
			 rows->argument ? " " : "", rows->argument ? rows->argument : "");
		if (strlen(left) > 26)
			printf("  %s\n  %-26s  %s\n", left, "", rows->help);
		else
			printf("  %-26s  %s\n", left, rows->help);
	}
}

void help_verb(const struct verb *verb)
{
	printf("usage: roast %s %s\n\n%s.\n", verb->name, verb->usage, verb->summary);
	if (verb->details)
		printf("\n%s\n", verb->details);
	printf("\nFlags:\n");
	print_rows(verb->options, NULL);
	print_rows(common_options, verb->options);
}

void help_roast(void)
{
	printf("usage: roast [--quiet] [--json] VERB ...\n\n"
	       "Runs programs, Debian packages, directories and images, each as a domain of its "
	       "own\n"
	       "with a kernel of its own: on Xen, or in QEMU.\n\n"
	       "    roast run ./a.out            a program of this machine\n"
	       "    roast run -p 8080:80 nginx   a Debian package\n"
	       "    roast run -it busybox -- sh  with a terminal\n\n"
	       "Verbs (roast VERB --help tells more):\n");
	for (const struct verb *const *verb = verbs; *verb; verb++)
		printf("  %-11s %s\n", (*verb)->name, (*verb)->summary);
	printf("\nroast(1) has everything, with the exit statuses.\n");
}

static void print_words(const struct option_row *rows, const struct option_row *taken)
{
	for (; rows && rows->name; rows++) {
		printf(" --%s", rows->name);
		if (rows->letter && !help_has_letter(taken, rows->letter))
			printf(" -%c", rows->letter);
	}
}

static void print_verb_names(void)
{
	for (const struct verb *const *verb = verbs; *verb; verb++)
		printf("%s%s", verb == verbs ? "" : " ", (*verb)->name);
}

/* Names are asked of roast itself, so they are those of this moment. */
static const char name_verbs[] = "attach|exec|kill|logs|restart|rm|stats|stop|wait|debug|rename";

static void print_bash(void)
{
	printf("_roast() {\n"
	       "\tlocal word=${COMP_WORDS[COMP_CWORD]} verb=${COMP_WORDS[1]}\n"
	       "\tif [ \"$COMP_CWORD\" = 1 ]; then\n"
	       "\t\tCOMPREPLY=($(compgen -W '");
	print_verb_names();
	printf("' -- \"$word\"))\n\t\treturn\n\tfi\n\tcase $word in\n\t-*)\n\t\tcase $verb in\n");
	for (const struct verb *const *verb = verbs; *verb; verb++) {
		printf("\t\t%s) COMPREPLY=($(compgen -W '", (*verb)->name);
		print_words((*verb)->options, NULL);
		print_words(common_options, (*verb)->options);
		printf("' -- \"$word\")) ;;\n");
	}
	printf("\t\tesac\n\t\treturn ;;\n\tesac\n\tcase $verb in\n"
	       "\t%s)\n"
	       "\t\tCOMPREPLY=($(compgen -W \"$(roast ps -a --format '{{.Names}}' 2>/dev/null)\" "
	       "-- \"$word\")) ;;\n"
	       "\trmi|tag|push|export|sbom)\n"
	       "\t\tCOMPREPLY=($(compgen -W \"$(roast images --names 2>/dev/null)\" -- \"$word\")\n"
	       "\t\t\t$(compgen -f -- \"$word\")) ;;\n"
	       "\t*) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n"
	       "\tesac\n}\ncomplete -o filenames -F _roast roast\n",
	       name_verbs);
}

static void print_zsh(void)
{
	printf("#compdef roast\nautoload -U +X bashcompinit && bashcompinit\n");
	print_bash();
}

/* In single quotes; no text of ours has one, but a later one may. */
static void print_fish_text(const char *text)
{
	putchar('\'');
	for (; *text; text++)
		printf(*text == '\'' ? "\\'" : "%c", *text);
	putchar('\'');
}

static void print_fish_rows(const char *verb, const struct option_row *rows)
{
	for (; rows && rows->name; rows++) {
		printf("complete -c roast -n '__fish_seen_subcommand_from %s' -l %s", verb,
		       rows->name);
		if (rows->letter)
			printf(" -s %c", rows->letter);
		printf("%s -d ", rows->kind == OPTION_SWITCH ? "" : " -r");
		print_fish_text(rows->help);
		putchar('\n');
	}
}

static void print_fish(void)
{
	for (const struct verb *const *verb = verbs; *verb; verb++) {
		printf("complete -c roast -n __fish_use_subcommand -a %s -d ", (*verb)->name);
		print_fish_text((*verb)->summary);
		putchar('\n');
		print_fish_rows((*verb)->name, (*verb)->options);
		print_fish_rows((*verb)->name, common_options);
	}
}

bool help_completion(const char *shell)
{
	if (strcmp(shell, "bash") == 0)
		print_bash();
	else if (strcmp(shell, "zsh") == 0)
		print_zsh();
	else if (strcmp(shell, "fish") == 0)
		print_fish();
	else
		return false;
	return true;
}
