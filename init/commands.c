// SPDX-License-Identifier: GPL-2.0
/* From the JSON of a request to a process. */
#include "commands.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../include/rumproast/exit.h"
#include "json.h"
#include "program.h"
#include "session.h"
#include "supervise.h"
#include "terminal.h"

static const char *text_at(struct json *request, const char *key, const char *otherwise)
{
	struct json *value = json_at(request, key);

	return value && value->type == JSON_TEXT ? value->text : otherwise;
}

static bool is_true(struct json *request, const char *key)
{
	struct json *value = json_at(request, key);

	return value && value->type == JSON_BOOLEAN && strcmp(value->text, "true") == 0;
}

static uint16_t number_at(struct json *request, const char *key)
{
	struct json *value = json_at(request, key);

	return value && value->type == JSON_NUMBER ? (uint16_t)strtol(value->text, NULL, 10) : 0;
}

static bool all_texts(const struct json *values)
{
	for (const struct json *value = values->first; value; value = value->next)
		if (value->type != JSON_TEXT)
			return false;
	return true;
}

/* The words of the request, or null if it has none. */
static char **words_of(struct json *request)
{
	struct json *words = json_at(request, "argv");

	if (!words || words->type != JSON_LIST || !words->first || !all_texts(words) ||
	    !words->first->text[0])
		return NULL;
	return program_words(words);
}

/* Sets a variable that is freed with the list own. */
static void set(char **environment, char **own, const char *name, const char *value)
{
	size_t size = strlen(name) + strlen(value) + 2;
	char *variable = malloc(size);

	if (!variable)
		return;
	snprintf(variable, size, "%s=%s", name, value);
	environment_set(environment, variable);
	while (*own)
		own++;
	*own = variable;
}

static size_t count(char **list)
{
	size_t number = 0;

	while (list[number])
		number++;
	return number;
}

/*
 * The program's own variables, with those of the request over them, which *own gets. Null if there
 * is no memory.
 */
static char **environment_of(struct json *request, const struct program *program, bool terminal,
			     char ***own)
{
	struct json *variables = json_at(request, "env");
	size_t common = count(program->environment);
	size_t more = json_count(variables) + 5; /* HOME, USER, LOGNAME, TERM, the end */
	char **environment = calloc(common + more, sizeof(*environment));

	*own = calloc(more, sizeof(**own));
	if (!environment || !*own) {
		free((void *)environment);
		return NULL;
	}
	memcpy(environment, program->environment, common * sizeof(*environment));
	if (text_at(request, "user", NULL)) {
		set(environment, *own, "HOME", program->account.home);
		set(environment, *own, "USER", program->account.name);
		set(environment, *own, "LOGNAME", program->account.name);
	}
	if (terminal && !program_variable(program, "TERM"))
		set(environment, *own, "TERM", "xterm");
	if (!variables || variables->type != JSON_OBJECT || !all_texts(variables))
		return environment;
	for (const struct json *entry = variables->first; entry; entry = entry->next)
		set(environment, *own, entry->name, entry->text);
	return environment;
}

static void free_all(char **texts)
{
	for (size_t i = 0; texts && texts[i]; i++)
		free(texts[i]);
	free((void *)texts);
}

static int spawn(struct session *session, struct program *program, struct json *request,
		 char *reason, size_t size)
{
	int status = RUMPROAST_EXIT_CONFIGURATION;

	if (!session_open(session)) {
		snprintf(reason, size, "no %s for the command: %s",
			 session->terminal ? "terminal" : "pipes", strerror(errno));
		return status;
	}
	if (session->terminal && number_at(request, "rows"))
		terminal_resize(session->output.source.fd, number_at(request, "rows"),
				number_at(request, "columns"));
	program->streams = &session->streams;
	session->pid = program_spawn(program, reason, size, &status);
	session_close_process_side(session);
	return status;
}

/* Who the command runs as, and what it may; the program's unless the request says otherwise. */
static bool take_user(struct program *program, struct json *request, char *reason, size_t size)
{
	const char *user = text_at(request, "user", NULL);

	if (user && !account_find(user, &program->account)) {
		snprintf(reason, size, "no user %s in /etc/passwd and /etc/group", user);
		return false;
	}
	if (!capabilities_change(&program->capabilities, json_at(request, "cap_add"),
				 json_at(request, "cap_drop"))) {
		snprintf(reason, size, "cap_add and cap_drop are lists of capabilities' names");
		return false;
	}
	return true;
}

static int start(struct session *session, struct json *request, char *reason, size_t size)
{
	const struct program *first = supervise_first();
	int status = RUMPROAST_EXIT_CONFIGURATION;
	struct program program;
	char **own = NULL;

	if (!first) {
		snprintf(reason, size, "the domain has not started");
		return status;
	}
	program = *first;
	program.argv = words_of(request);
	if (!program.argv) {
		snprintf(reason, size, "the request has no \"argv\" that names a command");
		return status;
	}
	program.workdir = text_at(request, "workdir", first->workdir);
	session->terminal = is_true(request, "terminal");
	session->input_wanted = is_true(request, "input");
	if (!take_user(&program, request, reason, size)) {
		free((void *)program.argv);
		return status;
	}
	program.environment = environment_of(request, &program, session->terminal, &own);
	if (!program.environment)
		snprintf(reason, size, "not enough memory");
	else
		status = spawn(session, &program, request, reason, size);
	free_all(own);
	free((void *)program.environment);
	free((void *)program.argv);
	return status;
}

int command_start(struct session *session, char *reason, size_t size)
{
	struct json_error error;
	struct json *request =
		json_parse(session->request ? session->request : "", session->requested, &error);
	int status = RUMPROAST_EXIT_CONFIGURATION;

	free(session->request);
	session->request = NULL;
	if (!request)
		snprintf(reason, size, "the request is not JSON: %s", error.reason);
	else
		status = start(session, request, reason, size);
	json_free(request);
	return status;
}
