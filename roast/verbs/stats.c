// SPDX-License-Identifier: GPL-2.0
/* roast stats: what running domains use. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/report.h"
#include "../records/domain.h"
#include "../base/table.h"
#include "../verbs.h"

static bool once, all;
static char *format;

static const struct option_row options[] = {
	{ 'a', "all", OPTION_SWITCH, NULL, "those that do not run, too", &all },
	{ 0, "no-stream", OPTION_SWITCH, NULL, "once, not again and again", &once },
	{ 0, "format", OPTION_TEXT, "TEMPLATE", "json, or such as {{.Name}} {{.MemUsage}}",
	  &format },
	{ 0 },
};

static const struct column columns[] = {
	{ "ID", "DOMAIN ID" },
	{ "Name", "NAME" },
	{ "CPUPerc", "CPU %" },
	{ "MemUsage", "MEM USAGE / LIMIT" },
	{ "MemPerc", "MEM %" },
	{ "NetIO", "NET I/O" },
	{ "BlockIO", "BLOCK I/O" },
	{ "PIDs", "PROCESSES" },
	{ NULL, NULL },
};

/* What a percentage of the processor is counted from. */
struct sample {
	char *id;
	int64_t cpu_ns, at_ns;
};

static struct sample *samples;
static size_t sample_count;

static int64_t nanoseconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static struct sample *sample_of(const char *id)
{
	for (size_t i = 0; i < sample_count; i++)
		if (strcmp(samples[i].id, id) == 0)
			return &samples[i];
	samples = reallocate(samples, sample_count + 1, sizeof(*samples));
	samples[sample_count] = (struct sample){ .id = text_copy(id) };
	return &samples[sample_count++];
}

static char *cpu_text(const char *id, struct json_object *statistics)
{
	int64_t cpu = json_get_number(statistics, "host.cpu_ns", -1);
	struct sample *sample = sample_of(id);
	int64_t now = nanoseconds_now();
	char *text;

	if (cpu < 0)
		return text_copy("--");
	text = sample->at_ns ? text_format("%.2f%%", 100.0 * (double)(cpu - sample->cpu_ns) /
							     (double)(now - sample->at_ns))
			     : text_copy("--");
	sample->cpu_ns = cpu;
	sample->at_ns = now;
	return text;
}

/* Of two numbers that may be unknown: "1.5MB / 3kB". */
static char *pair_text(struct json_object *statistics, const char *first, const char *second)
{
	int64_t one = json_get_number(statistics, first, -1);
	int64_t other = json_get_number(statistics, second, -1);
	char *left, *right, *text;

	if (one < 0 || other < 0)
		return text_copy("-- / --");
	left = bytes_text((uint64_t)one);
	right = bytes_text((uint64_t)other);
	text = text_format("%s / %s", left, right);
	free(left);
	free(right);
	return text;
}

static void put_taken(struct json_object *row, const char *name, char *text)
{
	json_put_text(row, name, text);
	free(text);
}

static void put_memory(struct json_object *row, const struct domain *domain,
		       struct json_object *statistics)
{
	int64_t total = json_get_number(statistics, "guest.memory.total", -1);
	int64_t available = json_get_number(statistics, "guest.memory.available", -1);
	int64_t limit = json_get_number(domain->spec, "memory", 0) << 20;
	char *used = total < 0 ? text_copy("--") : bytes_text((uint64_t)(total - available));
	char *most = bytes_text((uint64_t)limit);

	put_taken(row, "MemUsage", text_format("%s / %s", used, most));
	put_taken(row, "MemPerc",
		  total > 0 && limit > 0
			  ? text_format("%.2f%%",
					100.0 * (double)(total - available) / (double)limit)
			  : text_copy("--"));
	free(used);
	free(most);
}

/* The host's view where it has one, else the guest's. */
static void put_traffic(struct json_object *row, struct json_object *statistics)
{
	bool host_net = json_get(statistics, "host.received");
	bool host_disks = json_get_number(statistics, "host.read", 0) ||
			  json_get_number(statistics, "host.written", 0);

	put_taken(row, "NetIO",
		  host_net ? pair_text(statistics, "host.received", "host.sent")
			   : pair_text(statistics, "guest.net.received", "guest.net.sent"));
	put_taken(row, "BlockIO",
		  host_disks ? pair_text(statistics, "host.read", "host.written")
			     : pair_text(statistics, "guest.disks.read", "guest.disks.written"));
}

static struct json_object *row_of(struct domain *domain)
{
	struct json_object *row = json_object_new_object();
	struct json_object *statistics =
		domain->status == DOMAIN_RUNNING ? domain_statistics(domain) : NULL;
	int64_t processes = json_get_number(statistics, "guest.processes", -1);

	put_taken(row, "ID", text_format("%.12s", domain->id));
	json_put_text(row, "Name", domain->name);
	put_taken(row, "CPUPerc", cpu_text(domain->id, statistics));
	put_memory(row, domain, statistics);
	put_traffic(row, statistics);
	put_taken(row, "PIDs",
		  processes < 0 ? text_copy("--") : text_format("%lld", (long long)processes));
	if (report_settings.json || text_equal(format, "json"))
		json_put(row, "statistics", statistics);
	else
		json_object_put(statistics);
	return row;
}

static void add_rows(struct json_object *rows, const struct texts *names)
{
	struct domain **list;

	for (size_t i = 0; i < names->count; i++) {
		struct domain *domain = domain_look(names->texts[i]);

		json_object_array_add(rows, row_of(domain));
		domain_free(domain);
	}
	if (names->count)
		return;
	list = domain_list();
	for (struct domain **domain = list; *domain; domain++) {
		if (all || (*domain)->status == DOMAIN_RUNNING)
			json_object_array_add(rows, row_of(*domain));
		domain_free(*domain);
	}
	free(list);
}

static void print_once(const struct texts *names, bool really)
{
	struct json_object *rows = json_object_new_array();

	add_rows(rows, names);
	if (really)
		table_print(rows, columns, format);
	fflush(stdout);
	json_object_put(rows);
}

/* The first look at a domain gives no percentage, so it is not shown. */
static int run_stats(struct texts *arguments)
{
	bool screen = isatty(STDOUT_FILENO) && !once && !format && !report_settings.json;

	print_once(arguments, false);
	do {
		sleep(1);
		if (screen)
			printf("\033[H\033[2J");
		print_once(arguments, true);
	} while (!once && !ferror(stdout));
	return STATUS_OK;
}

const struct verb verb_stats = {
	.name = "stats",
	.usage = "[FLAG]... [DOMAIN]...",
	.summary = "Show what running domains use of processor, memory, network and disks",
	.options = options,
	.run = run_stats,
};
