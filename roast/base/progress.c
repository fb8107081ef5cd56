// SPDX-License-Identifier: GPL-2.0
/* How far long work is. */
#include "progress.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "report.h"

#define SHOWN_AFTER_MS 200
#define TERMINAL_EVERY_MS 100
#define LINES_EVERY_MS 10000

static struct {
	char what[128];
	uint64_t total, done;
	bool bytes, active, announced, on_line;
	long began, shown; /* ms */
} work;

static long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool on_terminal(void)
{
	return !report_settings.json && isatty(STDERR_FILENO);
}

void progress_clear(void)
{
	if (work.on_line)
		fputs("\r\033[K", stderr);
	work.on_line = false;
}

static void print_amount(uint64_t amount)
{
	if (work.bytes)
		fprintf(stderr, "%.1f MB", (double)amount / 1e6);
	else
		fprintf(stderr, "%llu", (unsigned long long)amount);
}

static void print_object(const char *state)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "progress", json_object_new_string(work.what));
	json_object_object_add(object, "state", json_object_new_string(state));
	json_object_object_add(object, "done", json_object_new_uint64(work.done));
	if (work.total)
		json_object_object_add(object, "total", json_object_new_uint64(work.total));
	fprintf(stderr, "%s\n", json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN));
	json_object_put(object);
}

static void print_text(const char *state)
{
	bool terminal = on_terminal();

	progress_clear();
	fprintf(stderr, "  %s", work.what);
	if (work.done || work.total)
		fputs(": ", stderr);
	if (work.done || work.total)
		print_amount(work.done);
	if (work.total) {
		fputs(" of ", stderr);
		print_amount(work.total);
	}
	if (*state)
		fprintf(stderr, ", %s", state);
	work.on_line = terminal && !*state;
	if (!work.on_line)
		fputc('\n', stderr);
	fflush(stderr);
}

static void show(const char *state)
{
	if (report_settings.json)
		print_object(*state ? state : "running");
	else
		print_text(state);
	work.announced = true;
}

void progress_begin(const char *what, uint64_t total, bool bytes)
{
	progress_end();
	memset(&work, 0, sizeof(work));
	snprintf(work.what, sizeof(work.what), "%s", what);
	work.total = total;
	work.bytes = bytes;
	work.active = true;
	work.began = now_ms();
}

void progress_at(uint64_t done)
{
	long now = now_ms();
	long pause = on_terminal() ? TERMINAL_EVERY_MS : LINES_EVERY_MS;

	work.done = done;
	if (!work.active || report_settings.quiet || now - work.began < SHOWN_AFTER_MS)
		return;
	if (work.announced && now - work.shown < pause)
		return;
	work.shown = now;
	show("");
}

void progress_end(void)
{
	if (work.active && !report_settings.quiet &&
	    (work.announced || now_ms() - work.began >= SHOWN_AFTER_MS))
		show("done");
	work.active = false;
}
