// SPDX-License-Identifier: GPL-2.0
/* roast inspect: all that is known of an image or a domain. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/files.h"
#include "../base/report.h"
#include "../base/utf8.h"
#include "../records/domain.h"
#include "../image/private.h"
#include "../verbs.h"

static struct source_options source;
static struct bundle_options image;
static bool files;
static char *member, *type;

static const struct option_row options[] = {
	{ 0, "files", OPTION_SWITCH, NULL, "of an image: every file in it", &files },
	{ 'f', "format", OPTION_TEXT, "MEMBER", "one member of the JSON: settings.program.argv",
	  &member },
	{ 0, "type", OPTION_TEXT, "KIND", "image or domain, if both have the name", &type },
	{ 0 },
};

static void print_object(struct json_object *object)
{
	char *text = json_to_text(object);

	fputs(text, stdout);
	free(text);
}

/* A text as it is, as far as it is one, anything else as JSON. */
static void print_member(struct json_object *object, const char *name)
{
	struct json_object *value = json_get(object, member);

	if (!value)
		fail(STATUS_NOT_FOUND, "%s has no %s", name, member);
	if (json_object_is_type(value, json_type_string)) {
		char *text = text_copy(json_object_get_string(value));

		text_make_printable(text);
		printf("%s\n", text);
		free(text);
	} else {
		print_object(value);
	}
}

static void inspect_image(const char *name)
{
	struct bundle *bundle = bundle_of(name, &source, &image);
	struct json_object *object = NULL;

	if (member || report_settings.json)
		object = bundle_describe(bundle, files);
	if (member)
		print_member(object, name);
	else if (report_settings.json)
		print_object(object);
	else
		bundle_show(bundle, files);
	json_object_put(object);
	bundle_free(bundle);
}

static const char *status_name(enum domain_state status)
{
	static const char *const names[] = {
		[DOMAIN_CREATED] = "created",
		[DOMAIN_RUNNING] = "running",
		[DOMAIN_EXITED] = "exited",
		[DOMAIN_DEAD] = "dead",
	};

	return names[status];
}

static void inspect_domain(const char *name)
{
	struct domain *domain = domain_look(name);
	struct json_object *object = json_object_new_object();

	json_put_text(object, "id", domain->id);
	json_put_text(object, "name", domain->name);
	json_put_text(object, "status", status_name(domain->status));
	json_put_text(object, "directory", domain->directory);
	json_put(object, "state", json_object_get(domain->state));
	json_put(object, "spec", json_object_get(domain->spec));
	json_make_printable(object);
	if (member)
		print_member(object, name);
	else
		print_object(object);
	json_object_put(object);
	domain_free(domain);
}

static bool is_domain(const char *name)
{
	struct domain **list = domain_list();
	bool found = false;

	for (struct domain **domain = list; *domain; domain++) {
		found |= text_equal((*domain)->name, name) ||
			 (strlen(name) >= 4 && text_begins((*domain)->id, name));
		domain_free(*domain);
	}
	free(list);
	return found;
}

static void inspect(const char *name)
{
	if (type ? strcmp(type, "domain") == 0 : is_domain(name))
		inspect_domain(name);
	else
		inspect_image(name);
}

static int run_inspect(struct texts *arguments)
{
	if (!arguments->count)
		fail(STATUS_USAGE, "inspect: name an image or a domain");
	if (type && strcmp(type, "image") != 0 && strcmp(type, "domain") != 0)
		fail(STATUS_USAGE, "--type %s: not image or domain", type);
	for (size_t i = 0; i < arguments->count; i++)
		inspect(arguments->texts[i]);
	return STATUS_OK;
}

const struct verb verb_inspect = {
	.name = "inspect",
	.usage = "[FLAG]... NAME...",
	.summary = "Tell all that is known of an image or a domain",
	.details = "Of a domain that has the name, else of an image: a file, a name, or whatever "
		   "roast build takes.\n"
		   "Domains are told as JSON, images so with --json.\n",
	.options = options,
	.run = run_inspect,
};
