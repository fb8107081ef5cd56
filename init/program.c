// SPDX-License-Identifier: GPL-2.0
/* What the settings say of each program. */
#include "program.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../include/rumproast/exit.h"
#include "control.h"
#include "formats.h"
#include "json.h"
#include "say.h"
#include "settings.h"

#define DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
#define DEFAULT_STOP_TIMEOUT 10
#define DEFAULT_VARIABLES 5

static void *allocate(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	if (!memory)
		fail(RUMPROAST_EXIT_START, "not enough memory to start the programs");
	return memory;
}

/* A program's own key, or else the one that all programs share. */
static struct json *own_or_common(struct json *own, struct json *common, const char *key)
{
	struct json *value = json_at(own, key);

	return value ? value : json_at(common, key);
}

static const char *text_of(struct json *own, struct json *common, const char *key,
			   const char *otherwise)
{
	struct json *value = own_or_common(own, common, key);

	return value ? value->text : otherwise;
}

static long number_of(struct json *own, struct json *common, const char *key, long otherwise)
{
	struct json *value = own_or_common(own, common, key);

	return value ? strtol(value->text, NULL, 10) : otherwise;
}

char **program_words(struct json *list)
{
	size_t count = json_count(list);
	char **words = allocate(count + 1, sizeof(*words));

	for (size_t i = 0; i < count; i++)
		words[i] = (char *)setting_element_text(list, i);
	return words;
}

static char **make_argv(const char *name, struct json *list)
{
	char **argv = program_words(list);

	if (!argv[0] || !argv[0][0])
		fail(RUMPROAST_EXIT_CONFIGURATION,
		     "program %s: needs \"argv\", whose first element "
		     "names the program",
		     name);
	return argv;
}

void environment_set(char **environment, char *variable)
{
	size_t length = strcspn(variable, "=") + 1;

	while (*environment && strncmp(*environment, variable, length) != 0)
		environment++;
	*environment = variable;
}

/* Sets one variable in a list that has room for it. */
static void set_variable(char **environment, const char *name, const char *value)
{
	char *text = allocate(strlen(name) + strlen(value) + 2, 1);

	sprintf(text, "%s=%s", name, value);
	environment_set(environment, text);
}

static void set_variables(char **environment, struct json *variables)
{
	if (!variables)
		return;
	for (const struct json *entry = variables->first; entry; entry = entry->next)
		set_variable(environment, entry->name, entry->text);
}

static char **make_environment(struct program *program, struct json *own, struct json *common)
{
	struct json *own_variables = json_at(own, "env");
	struct json *common_variables = json_at(common, "env");
	size_t room =
		DEFAULT_VARIABLES + json_count(own_variables) + json_count(common_variables) + 1;
	char **environment = allocate(room, sizeof(*environment));

	set_variable(environment, "PATH", DEFAULT_PATH);
	set_variable(environment, "HOME", program->account.home);
	if (own_or_common(own, common, "user") && program->account.name[0]) {
		set_variable(environment, "USER", program->account.name);
		set_variable(environment, "LOGNAME", program->account.name);
	}
	if (program->interactive)
		set_variable(environment, "TERM", control_is_configured() ? "xterm" : "vt220");
	set_variables(environment, common_variables);
	set_variables(environment, own_variables);
	return environment;
}

const char *program_variable(const struct program *program, const char *name)
{
	size_t length = strlen(name);

	for (char **variable = program->environment; *variable; variable++)
		if (strncmp(*variable, name, length) == 0 && (*variable)[length] == '=')
			return *variable + length + 1;
	return NULL;
}

static void set_groups(struct program *program, struct json *list)
{
	size_t count = json_count(list);

	if (!list)
		return;
	if (count > ACCOUNT_GROUPS_MAX)
		fail(RUMPROAST_EXIT_CONFIGURATION, "program %s: more than %d groups", program->name,
		     ACCOUNT_GROUPS_MAX);
	program->account.group_count = (int)count;
	for (size_t i = 0; i < count; i++)
		if (!account_group(setting_element_text(list, i), &program->account.groups[i]))
			fail(RUMPROAST_EXIT_CONFIGURATION, "program %s: no group %s in /etc/group",
			     program->name, setting_element_text(list, i));
}

static void set_account(struct program *program, struct json *own, struct json *common)
{
	const char *user = text_of(own, common, "user", "0");

	if (!account_find(user, &program->account))
		fail(RUMPROAST_EXIT_CONFIGURATION,
		     "program %s: no user %s in /etc/passwd and /etc/group", program->name, user);
	set_groups(program, own_or_common(own, common, "groups"));
}

static enum restart restart_policy(const char *word)
{
	if (strcmp(word, "always") == 0)
		return RESTART_ALWAYS;
	return strcmp(word, "on-failure") == 0 ? RESTART_ON_FAILURE : RESTART_NEVER;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

static struct program *prepare(const char *name, struct json *own, struct json *common, bool first)
{
	struct program *program = allocate(1, sizeof(*program));

	program->argv = make_argv(name, json_at(own, "argv"));
	program->name = *name ? name : base_name(program->argv[0]);
	program->interactive = control_is_configured()
				       ? first && setting_boolean(own, "terminal", false)
				       : setting_boolean(own, "console", first);
	set_account(program, own, common);
	program->environment = make_environment(program, own, common);
	program->workdir = text_of(own, common, "workdir", "/");
	program->limits = json_at(own, "limits");
	program->default_limits = json_at(common, "limits");
	program->capabilities =
		capabilities_take(json_at(own, "capabilities"), json_at(common, "capabilities"));
	program->restart = restart_policy(text_of(own, common, "restart", "never"));
	program->restart_delay = number_of(own, common, "restart_delay", 1);
	program->before = json_at(own, "before");
	program->directories = json_at(own, "directories");
	program->forks = setting_boolean(own, "forks", false);
	program->pid_file = setting_text(own, "pid_file", NULL);
	program->stop_signal = signal_parse(text_of(own, common, "stop_signal", "SIGTERM"));
	program->stop_timeout = number_of(own, common, "stop_timeout", DEFAULT_STOP_TIMEOUT);
	return program;
}

struct program *programs_prepare(struct json *settings)
{
	struct json *programs = json_at(settings, "programs");
	struct json *sole = json_at(settings, "program");
	struct program *list = NULL;
	struct program **end = &list;

	if (sole) {
		*end = prepare("", sole, settings, true);
		end = &(*end)->next;
	}
	if (!programs)
		return list;
	for (struct json *own = programs->first; own; own = own->next) {
		*end = prepare(own->name, own, settings, list == NULL);
		end = &(*end)->next;
	}
	return list;
}
