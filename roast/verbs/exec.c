// SPDX-License-Identifier: GPL-2.0
/* roast exec: a command in a running domain. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/report.h"
#include "../records/domain.h"
#include "../run/run.h"
#include "../verbs.h"

static bool detach, interactive, terminal;
static char *user, *workdir, *detach_keys;
static struct texts environment, added, dropped;

static const struct option_row options[] = {
	{ 'i', "interactive", OPTION_SWITCH, NULL, "pass standard input on", &interactive },
	{ 't', "tty", OPTION_SWITCH, NULL, "give the command a terminal", &terminal },
	{ 'd', "detach", OPTION_SWITCH, NULL, "in the background", &detach },
	{ 'e', "env", OPTION_TEXTS, "NAME=VALUE", "an environment variable", &environment },
	{ 'u', "user", OPTION_TEXT, "USER[:GROUP]", "who it runs as", &user },
	{ 'w', "workdir", OPTION_TEXT, "PATH", "where it starts", &workdir },
	{ 0, "cap-add", OPTION_TEXTS, "CAPABILITY",
	  "let the command have it though its user is not root, or ALL", &added },
	{ 0, "cap-drop", OPTION_TEXTS, "CAPABILITY",
	  "take it from the command though its user is root, or ALL", &dropped },
	{ 0, "detach-keys", OPTION_TEXT, "KEYS",
	  "what leaves a command with a terminal alone (default ctrl-p,ctrl-q)", &detach_keys },
	{ 0 },
};

/* -e NAME is this process's; one that is not set here is not set there. */
static struct json_object *take_environment(void)
{
	struct json_object *variables = json_object_new_object();

	for (size_t i = 0; i < environment.count; i++) {
		char *name = text_copy(environment.texts[i]);
		char *equals = strchr(name, '=');
		const char *value = equals ? equals + 1 : getenv(name);

		if (equals == name || !*name)
			fail(STATUS_USAGE, "-e %s: not of the form NAME=VALUE",
			     environment.texts[i]);
		if (equals)
			*equals = '\0';
		if (value)
			json_object_object_add(variables, name, json_object_new_string(value));
		free(name);
	}
	return variables;
}

static struct json_object *take_request(const struct texts *arguments)
{
	struct json_object *request = json_object_new_object();
	struct texts argv = { 0 };

	for (size_t i = 1; i < arguments->count; i++)
		if (i > 1 || strcmp(arguments->texts[i], "--") != 0)
			texts_add(&argv, arguments->texts[i]);
	if (!argv.count)
		fail(STATUS_USAGE, "exec: name a domain and a command");
	json_put_texts(request, "argv", &argv);
	json_put(request, "env", take_environment());
	json_put_text(request, "user", user);
	json_put_text(request, "workdir", workdir);
	capabilities_put(request, "cap_add", &added, "cap_drop", &dropped);
	texts_free(&argv);
	return request;
}

static int run_exec(struct texts *arguments)
{
	struct attachment attachment = { .output = true, .signals = true };
	struct json_object *request;
	struct domain *domain;
	int status;

	request = take_request(arguments);
	if (terminal && !detach && !isatty(STDIN_FILENO))
		fail(STATUS_USAGE, "-t: standard input is not a terminal; leave -t out");
	attachment.input = interactive;
	attachment.terminal = terminal;
	attachment.detach_keys = detach_keys;
	domain = domain_take(arguments->texts[0]);
	if (!domain)
		return STATUS_OK;
	status = domain_exec(domain, request, detach ? NULL : &attachment);
	json_object_put(request);
	status = status < 0 ? STATUS_OK : status;
	domain_leave(domain, status);
	return status;
}

const struct verb verb_exec = {
	.name = "exec",
	.usage = "[FLAG]... DOMAIN COMMAND [ARGUMENT]...",
	.summary = "Run a command in a running domain",
	.details = "The exit status is the command's; 125 says that roast could not run it.",
	.options = options,
	.has_program = true,
	.options_first = true,
	.run = run_exec,
};
