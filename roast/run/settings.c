// SPDX-License-Identifier: GPL-2.0
/* The settings of one run: the image's, and what flags and arguments say. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "../base/report.h"
#include "run.h"

/*
 * As docker has it: what is behind the image's name takes the place of its arguments, but not of
 * its program.
 */
static void put_arguments(struct json_object *settings, const struct bundle *bundle,
			  const struct source_options *source)
{
	int64_t entry = json_get_number(bundle->manifest, "entry", 1);
	struct texts argv = { 0 }, given = { 0 };
	bool other_program;

	json_get_texts(settings, "program.argv", &argv);
	other_program = source->entrypoint &&
			(!argv.count || !text_ends(argv.texts[0], source->entrypoint));
	if (other_program || source->arguments_given) {
		if (other_program)
			texts_add(&given, source->entrypoint);
		for (size_t i = 0; !other_program && i < argv.count && (int64_t)i < entry; i++)
			texts_add(&given, argv.texts[i]);
		for (size_t i = 0; i < source->arguments.count; i++)
			texts_add(&given, source->arguments.texts[i]);
		json_put_texts(settings, "program.argv", &given);
	}
	texts_free(&argv);
	texts_free(&given);
}

/* Names of domains may have more than names of machines: letters, digits and hyphens. */
void hostname_put(struct json_object *settings, const char *domain)
{
	char *text;
	size_t length;

	if (json_get_text(settings, "hostname"))
		return;
	text = text_format("%.63s", domain);
	for (char *c = text; *c; c++)
		if (!isalnum((unsigned char)*c))
			*c = '-';
	for (length = strlen(text); length && text[length - 1] == '-'; length--)
		text[length - 1] = '\0';
	json_put_text(settings, "hostname", *text ? text : "domain");
	free(text);
}

static void put_environment(struct json_object *settings, const struct program_flags *flags)
{
	struct json_object *over = json_object_new_object();

	json_put(over, "program.env",
		 environment_take(&flags->environment, &flags->environment_files));
	json_merge(settings, over);
	json_object_put(over);
}

void program_put(struct json_object *settings, const struct program_flags *flags)
{
	for (size_t i = 0; i < flags->configurations.count; i++) {
		struct json_object *over = json_read(flags->configurations.texts[i]);

		if (!json_object_is_type(over, json_type_object))
			fail(STATUS_FORMAT, "%s: a configuration is a JSON object",
			     flags->configurations.texts[i]);
		json_merge(settings, over);
		json_object_put(over);
	}
	if (flags->environment.count || flags->environment_files.count)
		put_environment(settings, flags);
	capabilities_put(settings, "program.capabilities.add", &flags->added,
			 "program.capabilities.drop", &flags->dropped);
}

struct bundle *bundle_for_run(const char *reference, const struct source_options *source,
			      const struct bundle_options *options)
{
	struct source_options without = *source;

	without.arguments = (struct texts){ 0 };
	return bundle_of(reference, &without, options);
}

struct json_object *settings_take(const struct bundle *bundle, const struct program_flags *flags,
				  const struct source_options *source)
{
	struct json_object *settings = json_object_new_object();
	struct json_object *built = json_get(bundle->manifest, "settings");

	if (built)
		json_merge(settings, built);
	program_put(settings, flags);
	put_arguments(settings, bundle, source);
	return settings;
}

void arguments_take(const char *verb, const struct texts *arguments, struct source_options *source)
{
	size_t first = 1;

	if (!arguments->count)
		fail(STATUS_USAGE,
		     "%s: what? a program, package, directory or image; roast %s --help", verb,
		     verb);
	if (arguments->count > 1 && strcmp(arguments->texts[1], "--") == 0)
		first = 2;
	for (size_t i = first; i < arguments->count; i++)
		texts_add(&source->arguments, arguments->texts[i]);
	source->arguments_given = arguments->count > first;
}
