// SPDX-License-Identifier: GPL-2.0
/* roast images: what the store has. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../base/report.h"
#include "../image/private.h"
#include "../verbs.h"

static bool digests_only;

static const struct option_row options[] = {
	{ 'q', "digests", OPTION_SWITCH, NULL, "digests alone", &digests_only },
	{ 0 },
};

static bool is_wanted(const struct stored *stored, const struct texts *wanted)
{
	char *full = text_format("%s:%s", stored->name, stored->tag);
	bool found = !wanted->count || texts_have(wanted, stored->name) || texts_have(wanted, full);

	free(full);
	return found;
}

static void print_json(const struct stored *stored)
{
	struct json_object *object = json_object_new_object();
	char *line;

	json_put_text(object, "name", stored->name);
	json_put_text(object, "tag", stored->tag);
	json_put_text(object, "digest", stored->digest);
	json_put_number(object, "size", (int64_t)stored->size);
	json_put_number(object, "stored", stored->time);
	line = json_to_line(object);
	printf("%s\n", line);
	free(line);
	json_object_put(object);
}

static void print_row(const struct stored *stored, int width)
{
	char *size = size_text(stored->size);
	time_t seconds = (time_t)stored->time;
	struct tm parts;
	char when[32];

	localtime_r(&seconds, &parts);
	strftime(when, sizeof(when), "%Y-%m-%d %H:%M", &parts);
	printf("%-*s %-12s %.12s  %-16s %8s\n", width, stored->name, stored->tag, stored->digest,
	       when, size);
	free(size);
}

static int name_width(const struct stored *list)
{
	int width = 16;

	for (; list->name; list++)
		if ((int)strlen(list->name) > width)
			width = (int)strlen(list->name);
	return width;
}

static int run_images(struct texts *arguments)
{
	struct stored *list = store_list();
	int width = name_width(list);

	if (!digests_only && !report_settings.json)
		printf("%-*s %-12s %-12s  %-16s %8s\n", width, "NAME", "TAG", "DIGEST", "STORED",
		       "SIZE");
	for (const struct stored *stored = list; stored->name; stored++) {
		if (!is_wanted(stored, arguments))
			continue;
		if (report_settings.json)
			print_json(stored);
		else if (digests_only)
			printf("sha256:%s\n", stored->digest);
		else
			print_row(stored, width);
	}
	store_free(list);
	return STATUS_OK;
}

const struct verb verb_images = {
	.name = "images",
	.usage = "[FLAG]... [NAME]...",
	.summary = "List the images that are kept here",
	.options = options,
	.run = run_images,
};
