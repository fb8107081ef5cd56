// SPDX-License-Identifier: GPL-2.0
/* roast components: what kernels can be made of. */
#include <stdio.h>
#include <stdlib.h>

#include "../base/report.h"
#include "../image/private.h"
#include "../verbs.h"

static bool names_only;

static const struct option_row options[] = {
	{ 'q', "names", OPTION_SWITCH, NULL, "names alone", &names_only },
	{ 0 },
};

static void print_json(const struct component *component)
{
	struct json_object *object = json_object_new_object();
	char *line;

	json_put_text(object, "name", component->name);
	json_put_text(object, "summary", component->summary);
	if (component->cost >= 0)
		json_put_number(object, "size", component->cost);
	json_put_texts(object, "needs", &component->needs);
	line = json_to_line(object);
	printf("%s\n", line);
	free(line);
	json_object_put(object);
}

static void print_row(const struct component *component)
{
	char *size = component->cost < 0 ? text_copy("-") : size_text((uint64_t)component->cost);

	printf("%-12s %8s  %s\n", component->name, size,
	       component->summary ? component->summary : "");
	free(size);
}

static int run_components(struct texts *arguments)
{
	if (arguments->count)
		fail(STATUS_USAGE, "components: takes no arguments");
	if (!names_only && !report_settings.json)
		printf("%-12s %8s  %s\n", "NAME", "SIZE", "WHAT IT IS");
	for (const struct component *component = components_known(); component->name; component++) {
		if (report_settings.json)
			print_json(component);
		else if (names_only)
			printf("%s\n", component->name);
		else
			print_row(component);
	}
	return STATUS_OK;
}

const struct verb verb_components = {
	.name = "components",
	.usage = "[FLAG]...",
	.summary = "List what kernels can be made of",
	.options = options,
	.run = run_components,
};
