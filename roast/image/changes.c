// SPDX-License-Identifier: GPL-2.0
/* What a person wants otherwise than the source has it, and whether init takes it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/child.h"
#include "../base/files.h"
#include "../base/report.h"
#include "private.h"

static void add_missing(struct texts *list, const struct texts *more)
{
	for (size_t i = 0; i < more->count; i++)
		if (!texts_have(list, more->texts[i]))
			texts_add(list, more->texts[i]);
}

void image_change(struct image *image, const struct bundle_options *options)
{
	if (options->settings)
		json_merge(image->settings, options->settings);
	if (options->name) {
		free(image->name);
		image->name = text_copy(options->name);
	}
	add_missing(&image->exposed, &options->exposed);
	add_missing(&image->volumes, &options->volumes);
	add_missing(&image->components, &options->components);
}

static bool has_program(struct json_object *settings)
{
	return json_get(settings, "program.argv") || json_get(settings, "programs") ||
	       json_get(settings, "root.source");
}

/* The checker says "rumproast: FILE: what", of a file that nobody but roast has seen. */
static const char *without_place(const char *line, const char *file)
{
	const char *found = strstr(line, file);

	if (!found)
		return line;
	found += strlen(file);
	return found + strspn(found, ": ");
}

void settings_check(struct json_object *settings, const char *name)
{
	char *file = text_format("%s/rumproast.json", temporary_directory());
	char *text = settings_text(settings);
	struct texts argv = { 0 };
	char *output, *complaint;

	if (!has_program(settings))
		fail(STATUS_USAGE, "%s: the configuration has no program.argv: what is to run?",
		     name);
	file_write(file, text, strlen(text), 0600);
	texts_add(&argv, installed_file("init"));
	texts_add(&argv, "--check");
	texts_add(&argv, file);
	if (child_run(&argv, &output, &complaint) != 0)
		fail(STATUS_USAGE, "%s: the configuration is wrong: %s", name,
		     without_place(complaint, file));
	free(output);
	free(complaint);
	free(file);
	free(text);
	texts_free(&argv);
}
