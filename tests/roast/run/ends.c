// SPDX-License-Identifier: GPL-2.0
/*
 * The table of ends: each has a name, a line where it is to have one, and a status. Prints
 * "status: N" for each that roast(1) has to have.
 */
#define note tap_note
#include "caught.h"
#undef note

#include "../../../include/rumproast/exit.h"
#include "../../../roast/records/ends.h"

static struct spec spec = { .name = (char *)"web", .memory = 64 };

static bool has_no_line(enum end_kind kind)
{
	return kind == END_NONE || kind == END_EXITED || kind == END_ASKED;
}

static void test_kind(enum end_kind kind, bool before)
{
	struct end end = { 0 };
	char *line, told[32];
	int status;

	end_set(&end, kind, RUMPROAST_EXIT_NETWORK, text_copy("WORDS"));
	end.signal = 11;
	end.before = before;
	status = end_status(&end);
	line = end_line(&end, &spec, "QEMU");
	check(end_name(kind) && *end_name(kind), "end %d has a name", kind);
	check(has_no_line(kind) == !line, "%s has a line if it is to have one", end_name(kind));
	check(!line || (!strpbrk(line, "{}\n") && strlen(line) > 4), "and all is filled in: %s",
	      line ? line : "");
	snprintf(told, sizeof(told), "status %d", status);
	if (line && strstr(line, "with status "))
		check(strstr(line, told) != NULL, "the line has the status it ends with: %d",
		      status);
	check(!before || status >= RUMPROAST_EXIT_START,
	      "before the program it is a status of a domain's, or 125");
	if (kind != END_NONE && (before || status >= RUMPROAST_EXIT_START))
		printf("status: %d\n", status);
	free(line);
	end_forget(&end);
}

static void test_first_counts(void)
{
	struct end end = { 0 };

	end_set(&end, END_STOPPED, 0, text_copy("first"));
	end_set(&end, END_DESTROYED, 0, text_copy("second"));
	check(end.kind == END_STOPPED && text_equal(end.words, "first"),
	      "what is known first is the cause");
	end_forget(&end);
	check(end.kind == END_NONE && !end.words, "until it is forgotten");
}

int main(void)
{
	for (int kind = 0; kind < END_KINDS; kind++) {
		test_kind((enum end_kind)kind, false);
		test_kind((enum end_kind)kind, true);
	}
	test_first_counts();
	return finish();
}
