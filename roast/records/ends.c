// SPDX-License-Identifier: GPL-2.0
/* How domains end, as a table. */
#include "ends.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../include/rumproast/exit.h"
#include "../base/report.h"
#include "../base/utf8.h"

#define OWN (-1) /* the status that came with the end */
#define KILLED (RUMPROAST_EXIT_SIGNAL + SIGKILL)

#define CONSOLE "its console ends with: {words}{advice}"

/* In a line, {words} and the like are filled in. No line: null. */
static const struct row {
	const char *name;
	int status; /* of rumproast/exit.h or of enum status, or OWN */
	const char *line;
} rows[END_KINDS] = {
	[END_NONE] = { "unknown", OWN, NULL },
	[END_EXITED] = { "exited", OWN, NULL },
	[END_ASKED] = { "asked", OWN, NULL },
	[END_SIGNAL] = { "signal", OWN, "the program{ words} was killed by signal {signal}" },
	[END_MEMORY] = { "memory", KILLED,
			 "the program{ words} was killed because the domain's memory ({memory} MB) "
			 "was used up; give it more with -M" },
	[END_MEMORY_OTHER] = { "memory", OWN,
			       "the program{ words} ended with status {status}: a process of the "
			       "domain was killed because its memory ({memory} MB) was used up; "
			       "give it more with -M" },
	[END_STOP_OVERDUE] = { "stop-timeout", KILLED,
			       "the program did not end in the time that it had, and was killed; "
			       "roast stop -t gives it more" },
	[END_SAID] = { "init", OWN, "{words}{advice}" },
	[END_NOT_STARTED] = { "not-started", OWN, "{words}" },
	[END_BEFORE] = { "not-started", OWN,
			 "the domain ended before its program started, with status "
			 "{status}; " CONSOLE },
	[END_CRASHED] = { "crash", RUMPROAST_EXIT_CRASH,
			  "{before}the domain crashed with status 101; " CONSOLE },
	[END_SILENT] = { "power-off", OWN,
			 "the domain was powered off with status {status}, and not by its "
			 "init; " CONSOLE },
	[END_RESET] = { "reset", RUMPROAST_EXIT_CRASH,
			"{before}the domain's machine was reset with status 101, by a triple fault "
			"or a program's reboot; " CONSOLE },
	[END_STOPPED] = { "machine", RUMPROAST_EXIT_HOST,
			  "{host} stopped the domain's machine for good: {words}; roast inspect "
			  "{name} says where its files are" },
	[END_DISK_FULL] = { "disk-full", RUMPROAST_EXIT_HOST,
			    "{host} stopped the domain because this machine has no room for what "
			    "it writes to a disk; make room, then roast restart {name}" },
	[END_DISK_FAILED] = { "disk-error", RUMPROAST_EXIT_HOST,
			      "{host} stopped the domain because a disk of it cannot be read or "
			      "written on this machine: {words}" },
	[END_REFUSED] = { "refused", OWN, "{words}" },
	[END_HOST_KILLED] = { "killed", KILLED,
			      "{host} was killed (SIGKILL), by somebody or because the memory of "
			      "this machine was used up, and the domain with it" },
	[END_HOST_ASKED] = { "killed", KILLED,
			     "{host} was told to end, and the domain with it: {words}" },
	[END_HOST_FAILED] = { "host-failed", RUMPROAST_EXIT_HOST,
			      "{host} ended by itself{ signal}, and the domain with it: {words}" },
	[END_GONE] = { "destroyed", KILLED,
		       "the domain was destroyed, and not by roast; " CONSOLE },
	[END_SERVER] = { "server", KILLED, "{words}" },
	[END_DESTROYED] = { "destroyed", KILLED, "the domain was taken away" },
	[END_OVERDUE] = { "overdue", STATUS_FAILED,
			  "the domain did not start its program in time; " CONSOLE },
	[END_VERSION] = { "version", STATUS_FORMAT,
			  "the image is of another version of roast; build it again" },
	[END_INTERRUPTED] = { "interrupted", STATUS_INTERRUPTED, "interrupted" },
	[END_MONITOR] = { "monitor", KILLED, "its monitor was killed" },
};

/* What to do, where the line of the domain does not say it. */
static const struct advice {
	int status;
	const char *text;
} advices[] = {
	{ RUMPROAST_EXIT_START, "give the domain more memory with -M, or another --kernel" },
	{ RUMPROAST_EXIT_ARCHIVE, "give the domain more memory with -M, or build the image again" },
	{ RUMPROAST_EXIT_DEVICE, "add the device (-v, --network), or take it out of the "
				 "configuration" },
	{ RUMPROAST_EXIT_NETWORK, "start a DHCP server there, give \"net\" an address in the "
				  "configuration, or use --network none" },
	{ RUMPROAST_EXIT_KEY, "give the right key, as rumproast.json(5) says" },
	{ RUMPROAST_EXIT_STORAGE, "look at the disk, or change \"devices\" and \"mounts\" in the "
				  "configuration" },
	{ RUMPROAST_EXIT_WRITE_BACK, "roast logs --console says what could not be written" },
	{ 0, NULL },
};

void end_set(struct end *end, enum end_kind kind, int status, char *words)
{
	if (end->kind != END_NONE) {
		free(words);
		return;
	}
	text_make_printable(words);
	*end = (struct end){ .kind = kind, .status = status, .words = words };
}

void end_forget(struct end *end)
{
	free(end->words);
	*end = (struct end){ 0 };
}

const char *end_name(enum end_kind kind)
{
	return rows[kind].name;
}

int end_start_status(const struct end *end)
{
	return rows[end->kind].status == OWN ? end->status : rows[end->kind].status;
}

int end_status(const struct end *end)
{
	int status = end_start_status(end);

	if (end->before && (status < RUMPROAST_EXIT_START || status == RUMPROAST_EXIT_CRASH ||
			    status == STATUS_INTERRUPTED))
		return STATUS_ROAST;
	return status;
}

/* ---- lines */

static const char *advice_for(int status)
{
	for (const struct advice *advice = advices; advice->text; advice++)
		if (advice->status == status)
			return advice->text;
	return NULL;
}

/* A panic for want of memory has a cure, too. */
static char *advice_of(const struct end *end)
{
	const char *text = advice_for(end->status), *words = end->words;

	if (words && (strstr(words, "deadlocked on memory") || strstr(words, "ut of memory")))
		text = "give it more memory with -M";
	return text ? text_format("; %s", text) : text_copy("");
}

static char *signal_of(int number)
{
	const char *name = sigabbrev_np(number);

	return name ? text_format("%d (SIG%s)", number, name) : text_format("%d", number);
}

/* What stands for a name in braces; the caller's. Null: there is no such name. */
static char *value_of(const char *name, size_t length, const struct end *end,
		      const struct spec *spec, const char *host)
{
	char *signal = NULL, *value = NULL;
	const char *words = end->words ? end->words : "nothing";

	if (strncmp(name, "words", length) == 0)
		value = text_copy(words);
	else if (strncmp(name, " words", length) == 0)
		value = end->words ? text_format(" %s", words) : text_copy("");
	else if (strncmp(name, "advice", length) == 0)
		value = advice_of(end);
	else if (strncmp(name, "status", length) == 0)
		value = text_format("%d", end_status(end));
	else if (strncmp(name, "before", length) == 0)
		value = text_copy(end->before ? "the program did not start (status 125): " : "");
	else if (strncmp(name, "memory", length) == 0)
		value = text_format("%llu", (unsigned long long)spec->memory);
	else if (strncmp(name, "name", length) == 0)
		value = text_copy(spec->name);
	else if (strncmp(name, "host", length) == 0)
		value = text_copy(host);
	else if (end->signal)
		signal = signal_of(end->signal);
	if (value)
		return value;
	value = text_format("%s%s", *name == ' ' && signal ? " of signal " : "",
			    signal ? signal : "");
	free(signal);
	return value;
}

char *end_line(const struct end *end, const struct spec *spec, const char *host)
{
	const char *form = rows[end->kind].line;
	struct texts pieces = { 0 };
	char *line;

	if (!form)
		return NULL;
	while (*form) {
		size_t plain = strcspn(form, "{");

		texts_add_format(&pieces, "%.*s", (int)plain, form);
		form += plain;
		if (*form) {
			size_t length = strcspn(++form, "}");

			texts_take(&pieces, value_of(form, length, end, spec, host));
			form += length + 1;
		}
	}
	line = texts_join(&pieces, "");
	texts_free(&pieces);
	return line;
}
