// SPDX-License-Identifier: GPL-2.0
/* roast logs: what a domain's program wrote. */
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../base/report.h"
#include "../base/standard.h"
#include "../records/domain.h"
#include "../records/log.h"
#include "../verbs.h"

#define LOOK_MS 1000 /* whether the domain still runs, when nothing tells */

static bool follow, timestamps, console;
static char *tail, *since, *until;

static const struct option_row options[] = {
	{ 'f', "follow", OPTION_SWITCH, NULL, "go on until the domain has ended", &follow },
	{ 'n', "tail", OPTION_TEXT, "LINES", "the last lines alone; all", &tail },
	{ 't', "timestamps", OPTION_SWITCH, NULL, "with the time of each line", &timestamps },
	{ 0, "since", OPTION_TEXT, "TIME", "2026-11-23T03:00:00, or 10m: ten minutes ago", &since },
	{ 0, "until", OPTION_TEXT, "TIME", "nothing that is later", &until },
	{ 0, "console", OPTION_SWITCH, NULL, "what the kernel and init wrote instead", &console },
	{ 0 },
};

static char *since_text, *until_text;
static size_t skip; /* bytes of the next entry that are before the lines that were asked for */

/* Times compare as texts, because all are in UTC and of one form. */
static char *take_time(const char *flag, const char *text)
{
	static const char forms[][24] = { "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d", "%s" };
	struct tm parts = { .tm_isdst = -1 };
	char *end, result[64];
	long number = strtol(text, &end, 10);
	time_t moment = time(NULL);

	if (end > text && *end && !end[1] && strchr("smhd", *end)) {
		moment -= number * (*end == 's'	  ? 1
				    : *end == 'm' ? 60
				    : *end == 'h' ? 3600
						  : 86400);
		gmtime_r(&moment, &parts);
	} else {
		for (size_t i = 0; i < 4; i++) {
			end = strptime(text, forms[i], &parts);
			if (end && (!*end || *end == 'Z' || *end == '.'))
				break;
			end = NULL;
		}
		if (!end)
			fail(STATUS_USAGE, "--%s %s: not a time such as 2026-11-23T03:00:00 or 10m",
			     flag, text);
		if (!strchr(text, 'Z')) {
			moment = mktime(&parts);
			gmtime_r(&moment, &parts);
		}
	}
	strftime(result, sizeof(result), "%Y-%m-%dT%H:%M:%S", &parts);
	return text_copy(result);
}

static void write_out(FILE *out, const void *bytes, size_t count)
{
	fwrite(bytes, 1, count, out);
	if (ferror(out) && out == stdout)
		standard_output_end();
	if (ferror(out))
		exit(STATUS_FAILED); /* there is nowhere to say why */
}

/* Times stand at the beginning of lines, of which an entry may have many, or a part. */
static void print_with_times(FILE *out, const struct log_entry *entry, bool *inside)
{
	const uint8_t *bytes = entry->bytes;
	size_t count = entry->count, length;

	for (; count; bytes += length, count -= length) {
		const uint8_t *newline = memchr(bytes, '\n', count);

		length = newline ? (size_t)(newline - bytes) + 1 : count;
		if (!*inside)
			fprintf(out, "%s ", entry->time);
		write_out(out, bytes, length);
		*inside = !newline;
	}
}

/* Standard error is not buffered, and would overtake what is. */
static void order_streams(void)
{
	static struct stat out, error;
	static bool known;

	if (!known && (fstat(STDOUT_FILENO, &out) || fstat(STDERR_FILENO, &error)))
		return;
	known = true;
	if (out.st_dev == error.st_dev && out.st_ino == error.st_ino)
		fflush(stdout);
}

static void print_entry(const struct log_entry *entry)
{
	static bool inside[2];
	FILE *out = entry->stream == STREAM_ERROR ? stderr : stdout;

	if ((since_text && strcmp(entry->time, since_text) < 0) ||
	    (until_text && strcmp(entry->time, until_text) > 0))
		return;
	if (report_settings.json) {
		char *text = json_to_line(entry->object);

		write_out(stdout, text, strlen(text));
		write_out(stdout, "\n", 1);
		free(text);
	} else if (timestamps) {
		print_with_times(out, entry, &inside[entry->stream == STREAM_ERROR]);
	} else {
		write_out(out, entry->bytes, entry->count);
	}
	/* Where both go to one file or pipe, they stand there as they were written. */
	if (out == stdout && !report_settings.json)
		order_streams();
}

static void print_new(struct log_reader *reader)
{
	struct log_entry entry;

	while (log_next(reader, UINT64_MAX, &entry)) {
		entry.bytes += skip;
		entry.count -= skip;
		skip = 0;
		print_entry(&entry);
		log_entry_free(&entry);
	}
	fflush(stdout);
}

/* Restarted domains go on in the same log. */
static bool still_runs(const char *id)
{
	struct domain **list = domain_list();
	bool runs = false;

	for (struct domain **domain = list; *domain; domain++) {
		if (text_equal((*domain)->id, id))
			runs = (*domain)->status == DOMAIN_RUNNING ||
			       (*domain)->status == DOMAIN_CREATED;
		domain_free(*domain);
	}
	free(list);
	return runs;
}

/* Whether there may be news of the domain, and not of its log alone. */
static bool wait_for_news(int notify)
{
	union {
		char bytes[4096];
		struct inotify_event event;
	} news;
	ssize_t count;
	struct pollfd wanted[2] = { { .fd = notify, .events = POLLIN }, { .fd = STDOUT_FILENO } };

	if (poll(wanted, 2, LOOK_MS) <= 0)
		return true;
	if (wanted[1].revents & (POLLERR | POLLNVAL))
		exit(STATUS_OK);
	count = read(notify, news.bytes, sizeof(news.bytes));
	for (char *at = news.bytes; at < news.bytes + count;) {
		const struct inotify_event *event = (const struct inotify_event *)(void *)at;

		if (event->mask != IN_MODIFY)
			return true;
		at += sizeof(*event) + event->len;
	}
	return false;
}

static void follow_log(const struct domain *domain, struct log_reader *reader)
{
	int notify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	bool runs = true, look = true;

	if (notify < 0 ||
	    inotify_add_watch(notify, domain->directory, IN_MODIFY | IN_MOVED_TO | IN_DELETE) < 0)
		fail_errno("cannot follow the log of %s", domain->name);
	do {
		/* First the state, then the log: so its end is seen with all before it. */
		if (look)
			runs = still_runs(domain->id);
		print_new(reader);
		look = runs && wait_for_news(notify);
	} while (runs);
	close(notify);
}

static void print_console(const struct domain *domain)
{
	int opened = domain_console(domain);
	FILE *file = opened < 0 ? NULL : fdopen(opened, "r");
	char bytes[8192];
	size_t count;

	if (!file)
		fail_errno("cannot read %s/console", domain->directory);
	while ((count = fread(bytes, 1, sizeof(bytes), file)))
		write_out(stdout, bytes, count);
	fclose(file);
}

/* Why it has ended, where that is no ordinary end; --rm may have taken it away meanwhile. */
static void tell_end(const char *name)
{
	struct domain **list = domain_list();

	for (struct domain **domain = list; *domain; domain++) {
		const char *why = domain_reason(*domain);

		if (why && (text_equal((*domain)->name, name) || text_begins((*domain)->id, name)))
			note("%s: %s", (*domain)->name, why);
		domain_free(*domain);
	}
	free(list);
}

static int run_logs(struct texts *arguments)
{
	struct log_reader reader;
	struct domain *domain;
	long lines = -1;

	if (arguments->count != 1)
		fail(STATUS_USAGE, "logs: name one domain; roast ps -a lists them");
	if (tail && strcmp(tail, "all") != 0 && !text_number(tail, 0, INT_MAX / 16, &lines))
		fail(STATUS_USAGE, "-n %s: not a number of lines, or all", tail);
	since_text = since ? take_time("since", since) : NULL;
	until_text = until ? take_time("until", until) : NULL;
	domain = domain_take(arguments->texts[0]);
	if (!domain)
		return STATUS_OK;
	if (console) {
		print_console(domain);
		fflush(stdout);
		tell_end(arguments->texts[0]);
		domain_leave(domain, STATUS_OK);
		return STATUS_OK;
	}
	log_reader_open(&reader, domain->directory);
	if (lines >= 0)
		skip = log_tail(&reader, lines);
	if (follow)
		follow_log(domain, &reader);
	else
		print_new(&reader);
	log_reader_close(&reader);
	tell_end(arguments->texts[0]);
	domain_leave(domain, STATUS_OK);
	return STATUS_OK;
}

const struct verb verb_logs = {
	.name = "logs",
	.usage = "[FLAG]... DOMAIN",
	.summary = "Print what a domain's program wrote",
	.details = "Its standard output comes on standard output, its errors on standard error.",
	.options = options,
	.run = run_logs,
};
