// SPDX-License-Identifier: GPL-2.0
/* roast ps: the domains there are. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/report.h"
#include "../records/domain.h"
#include "../base/table.h"
#include "../verbs.h"

#define COMMAND_SHORT 20

static bool all, ids_only, whole, latest;
static char *format;
static struct texts filters;

static const struct option_row options[] = {
	{ 'a', "all", OPTION_SWITCH, NULL, "those that do not run, too", &all },
	{ 'q', "ids", OPTION_SWITCH, NULL, "ids alone", &ids_only },
	{ 'l', "latest", OPTION_SWITCH, NULL, "the newest alone, running or not", &latest },
	{ 0, "no-trunc", OPTION_SWITCH, NULL, "ids and commands whole", &whole },
	{ 'f', "filter", OPTION_TEXTS, "KEY=VALUE", "name=, id=, status=, image=: those alone",
	  &filters },
	{ 0, "format", OPTION_TEXT, "TEMPLATE", "json, or such as {{.ID}} {{.Names}}", &format },
	{ 0 },
};

static const struct column columns[] = {
	{ "ID", "DOMAIN ID" },	  { "Image", "IMAGE" },
	{ "Command", "COMMAND" }, { "RunningFor", "CREATED" },
	{ "Status", "STATUS" },	  { "Ports", "PORTS" },
	{ "On", "ON" },		  { "Names", "NAMES" },
	{ NULL, NULL },
};

/* With the reasons of ends, which are long, for who asks for whole lines. */
static const struct column whole_columns[] = {
	{ "ID", "DOMAIN ID" },	  { "Image", "IMAGE" },
	{ "Command", "COMMAND" }, { "RunningFor", "CREATED" },
	{ "Status", "STATUS" },	  { "Ports", "PORTS" },
	{ "On", "ON" },		  { "Names", "NAMES" },
	{ "Reason", "REASON" },	  { NULL, NULL },
};

static const char *state_of(const struct domain *domain)
{
	static const char *const names[] = {
		[DOMAIN_CREATED] = "created",
		[DOMAIN_RUNNING] = "running",
		[DOMAIN_EXITED] = "exited",
		[DOMAIN_DEAD] = "dead",
	};

	if (domain->status == DOMAIN_RUNNING &&
	    text_equal(json_get_text(domain->state, "status"), "restarting"))
		return "restarting";
	return names[domain->status];
}

static char *status_of(const struct domain *domain)
{
	const char *state = state_of(domain);
	char *since = duration_text(seconds_since(json_get_text(
		domain->state, text_equal(state, "running") ? "started" : "finished")));
	long long status = json_get_number(domain->state, "exit_status", 0);
	char *text;

	if (text_equal(state, "running"))
		text = text_format("Up %s", since);
	else if (text_equal(state, "restarting"))
		text = text_format("Restarting (%lld) %s ago", status, since);
	else if (text_equal(state, "exited") &&
		 json_get_boolean(domain->state, "not_started", false))
		text = text_format("Failed to start (%lld) %s ago", status, since);
	else if (text_equal(state, "exited"))
		text = text_format("Exited (%lld) %s ago", status, since);
	else
		text = text_copy(text_equal(state, "dead") ? "Dead" : "Created");
	free(since);
	return text;
}

static char *command_of(const struct domain *domain)
{
	struct texts argv = { 0 };
	char *joined, *text;

	json_get_texts(domain->spec, "settings.program.argv", &argv);
	joined = texts_join(&argv, " ");
	if (!whole && strlen(joined) > COMMAND_SHORT)
		strcpy(joined + COMMAND_SHORT - 3, "...");
	text = text_format("\"%s\"", joined);
	free(joined);
	texts_free(&argv);
	return text;
}

/* As they are while it runs, when free ones have been found. */
static char *ports_of(const struct domain *domain)
{
	bool running = domain->status == DOMAIN_RUNNING;
	struct json_object *list = json_get(running ? domain->state : domain->spec, "ports");
	struct texts ports = { 0 };
	char *text;

	for (size_t i = 0; running && list && i < json_count(list); i++) {
		struct json_object *port = json_item(list, i);
		const char *address = json_get_text(port, "address");

		texts_add_format(&ports, "%s:%d->%d/%s", address ? address : "0.0.0.0",
				 (int)json_get_number(port, "host", 0),
				 (int)json_get_number(port, "domain", 0),
				 json_get_text(port, "protocol"));
	}
	text = texts_join(&ports, ", ");
	texts_free(&ports);
	return text;
}

static void put_taken(struct json_object *row, const char *name, char *text)
{
	json_put_text(row, name, text);
	free(text);
}

/* "qemu (kvm)" */
static char *host_of(const struct domain *domain)
{
	const char *host = json_get_text(domain->spec, "host");
	const char *accelerator = json_get_text(domain->state, "accelerator");

	return accelerator ? text_format("%s (%s)", host ? host : "", accelerator)
			   : text_copy(host ? host : "");
}

static struct json_object *row_of(const struct domain *domain)
{
	struct json_object *row = json_object_new_object();
	const char *created = json_get_text(domain->state, "created");
	const char *image = json_get_text(domain->spec, "image");
	const char *host = json_get_text(domain->spec, "host");
	const char *accelerator = json_get_text(domain->state, "accelerator");
	const char *reason = domain_reason(domain);
	char *since = duration_text(seconds_since(created));

	put_taken(row, "ID", text_format("%.*s", whole ? 64 : 12, domain->id));
	json_put_text(row, "Image", image ? image : "");
	put_taken(row, "Command", command_of(domain));
	json_put_text(row, "CreatedAt", created ? created : "");
	put_taken(row, "RunningFor", text_format("%s ago", since));
	put_taken(row, "Status", status_of(domain));
	json_put_text(row, "State", state_of(domain));
	put_taken(row, "Ports", ports_of(domain));
	json_put_text(row, "Names", domain->name);
	json_put_text(row, "Host", host ? host : "");
	put_taken(row, "On", host_of(domain));
	json_put_text(row, "Accelerator", accelerator ? accelerator : "");
	json_put_text(row, "Reason", reason ? reason : "");
	put_taken(row, "Memory",
		  text_format("%lldM", (long long)json_get_number(domain->spec, "memory", 0)));
	free(since);
	return row;
}

static bool matches(const struct domain *domain, const char *filter)
{
	const char *value = strchr(filter, '=');
	const char *image = json_get_text(domain->spec, "image");

	if (!value)
		fail(STATUS_USAGE, "--filter %s: not of the form KEY=VALUE", filter);
	value++;
	if (text_begins(filter, "name="))
		return strstr(domain->name, value);
	if (text_begins(filter, "id="))
		return text_begins(domain->id, value);
	if (text_begins(filter, "status="))
		return text_equal(state_of(domain), value);
	if (text_begins(filter, "image=") || text_begins(filter, "ancestor="))
		return image && text_equal(image, value);
	fail(STATUS_USAGE, "--filter %s: keys are name, id, status and image", filter);
}

static bool is_wanted(const struct domain *domain)
{
	bool by_status = false;

	for (size_t i = 0; i < filters.count; i++) {
		if (!matches(domain, filters.texts[i]))
			return false;
		by_status |= text_begins(filters.texts[i], "status=");
	}
	return all || latest || by_status || domain->status == DOMAIN_RUNNING;
}

static int run_ps(struct texts *arguments)
{
	struct domain **list = domain_list();
	struct json_object *rows = json_object_new_array();

	if (arguments->count)
		fail(STATUS_USAGE, "ps: takes no names; --filter name=%s", arguments->texts[0]);
	for (struct domain **domain = list; *domain; domain++) {
		if (is_wanted(*domain) && !(latest && json_count(rows)))
			json_object_array_add(rows, row_of(*domain));
		domain_free(*domain);
	}
	table_print(rows, whole ? whole_columns : columns,
		    ids_only && !format ? "{{.ID}}" : format);
	json_object_put(rows);
	free(list);
	return STATUS_OK;
}

const struct verb verb_ps = {
	.name = "ps",
	.usage = "[FLAG]...",
	.summary = "List the domains that run, or all",
	.options = options,
	.run = run_ps,
};
