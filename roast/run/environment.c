// SPDX-License-Identifier: GPL-2.0
/* -e and --env-file, --restart. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "../base/files.h"
#include "../base/report.h"
#include "run.h"

static bool is_name(const char *text, size_t length)
{
	if (!length)
		return false;
	for (size_t i = 0; i < length; i++)
		if (isspace((unsigned char)text[i]) || text[i] == '=')
			return false;
	return true;
}

/* A name alone takes what this process has; nothing if it has nothing, as docker does. */
static void add(struct json_object *environment, const char *text, const char *where)
{
	const char *equals = strchr(text, '=');
	size_t length = equals ? (size_t)(equals - text) : strlen(text);
	char *name = text_format("%.*s", (int)length, text);
	const char *value = equals ? equals + 1 : getenv(name);

	if (!is_name(text, length))
		fail(STATUS_USAGE, "%s%s: not of the form NAME=VALUE", where, text);
	if (value)
		json_object_object_add(environment, name, json_object_new_string(value));
	free(name);
}

static void add_file(struct json_object *environment, const char *path)
{
	static const char mark[] = "\xef\xbb\xbf"; /* some editors begin a file of UTF-8 with it */
	size_t size;
	char *content = file_read(path, &size);
	struct texts lines = { 0 };
	char *where = text_format("--env-file %s: ", path);

	if (strlen(content) != size)
		fail(STATUS_FORMAT, "--env-file %s: it has a zero byte, and is no text", path);
	texts_split(&lines, content + (text_begins(content, mark) ? strlen(mark) : 0), "\n");
	for (size_t i = 0; i < lines.count; i++) {
		char *line = lines.texts[i] + strspn(lines.texts[i], " \t");
		size_t length = strlen(line);

		if (length && line[length - 1] == '\r')
			line[length - 1] = '\0';
		if (*line && *line != '#')
			add(environment, line, where);
	}
	free(where);
	texts_free(&lines);
	free(content);
}

struct json_object *environment_take(const struct texts *flags, const struct texts *files)
{
	struct json_object *environment = json_object_new_object();

	for (size_t i = 0; i < files->count; i++)
		add_file(environment, files->texts[i]);
	for (size_t i = 0; i < flags->count; i++)
		add(environment, flags->texts[i], "-e ");
	return environment;
}

static bool limit_take(struct order *order, const char *flag)
{
	return text_begins(flag, "on-failure:") &&
	       text_number(flag + strlen("on-failure:"), 1, 1000000, &order->restart_limit);
}

void restart_take(struct order *order, const char *flag)
{
	if (!flag || strcmp(flag, "no") == 0)
		order->restart = RESTART_NO;
	else if (strcmp(flag, "always") == 0)
		order->restart = RESTART_ALWAYS;
	else if (strcmp(flag, "unless-stopped") == 0)
		order->restart = RESTART_UNLESS_STOPPED;
	else if (strcmp(flag, "on-failure") == 0 || limit_take(order, flag))
		order->restart = RESTART_ON_FAILURE;
	else
		fail(STATUS_USAGE,
		     "--restart %s: not one of no, on-failure[:TIMES], always, unless-stopped",
		     flag);
}
