// SPDX-License-Identifier: GPL-2.0
/* Users and groups of an image. */
#include <stdlib.h>
#include <string.h>

#include "private.h"

#define FIRST_NUMBER 100
#define LAST_NUMBER 999

static void read_lines(struct texts *lines, const struct tree *tree, const char *path)
{
	char *text = text_of(tree, path);

	texts_split(lines, text ? text : "", "\n");
	free(text);
}

void accounts_read(struct accounts *accounts, const struct tree *tree)
{
	*accounts = (struct accounts){ 0 };
	read_lines(&accounts->users, tree, "/etc/passwd");
	read_lines(&accounts->groups, tree, "/etc/group");
}

static void write_lines(const struct texts *lines, struct tree *tree, const char *path)
{
	char *joined = texts_join(lines, "\n");
	char *text = text_format("%s\n", joined);

	if (lines->count)
		tree_add_memory(tree, path, 0644, text, strlen(text));
	free(joined);
	free(text);
}

void accounts_write(const struct accounts *accounts, struct tree *tree)
{
	write_lines(&accounts->users, tree, "/etc/passwd");
	write_lines(&accounts->groups, tree, "/etc/group");
}

void accounts_free(struct accounts *accounts)
{
	texts_free(&accounts->users);
	texts_free(&accounts->groups);
}

/* A field of a line with colons, from 0; the caller's. */
static char *field(const char *line, int index)
{
	while (index-- > 0) {
		line = strchr(line, ':');
		if (!line)
			return text_copy("");
		line++;
	}
	return text_format("%.*s", (int)strcspn(line, ":"), line);
}

static const char *line_of(const struct texts *lines, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < lines->count; i++)
		if (strncmp(lines->texts[i], name, length) == 0 && lines->texts[i][length] == ':')
			return lines->texts[i];
	return NULL;
}

static long number_of(const struct texts *lines, const char *name, int index)
{
	const char *line = line_of(lines, name);
	char *text = line ? field(line, index) : text_copy(name);
	long number;

	if (!text_number(text, 0, 4294967294L, &number))
		number = -1;
	free(text);
	return number;
}

long accounts_user(const struct accounts *accounts, const char *name)
{
	return number_of(&accounts->users, name, 2);
}

long accounts_group(const struct accounts *accounts, const char *name)
{
	return number_of(&accounts->groups, name, 2);
}

long accounts_group_of(const struct accounts *accounts, const char *user)
{
	return number_of(&accounts->users, user, 3);
}

static bool number_is_used(const struct texts *lines, long number)
{
	bool used = false;

	for (size_t i = 0; i < lines->count && !used; i++) {
		char *text = field(lines->texts[i], 2);
		long other;

		used = text_number(text, 0, 4294967294L, &other) && other == number;
		free(text);
	}
	return used;
}

static long free_number(const struct accounts *accounts)
{
	long number = FIRST_NUMBER;

	while (number < LAST_NUMBER && (number_is_used(&accounts->users, number) ||
					number_is_used(&accounts->groups, number)))
		number++;
	return number;
}

void accounts_add_group(struct accounts *accounts, const char *name, long number)
{
	if (line_of(&accounts->groups, name))
		return;
	if (number < 0)
		number = free_number(accounts);
	texts_add_format(&accounts->groups, "%s:x:%ld:", name, number);
}

void accounts_add_user(struct accounts *accounts, const char *name, long number, const char *group,
		       const char *home)
{
	long group_number;

	if (line_of(&accounts->users, name))
		return;
	if (!group)
		group = name;
	if (number < 0 && accounts_group(accounts, group) >= FIRST_NUMBER &&
	    strcmp(group, name) == 0)
		number = accounts_group(accounts, group);
	if (number < 0 || number_is_used(&accounts->users, number))
		number = free_number(accounts);
	group_number = accounts_group(accounts, group);
	if (group_number < 0) {
		accounts_add_group(accounts, group, number);
		group_number = number;
	}
	texts_add_format(&accounts->users, "%s:x:%ld:%ld::%s:/usr/sbin/nologin", name, number,
			 group_number, home ? home : "/nonexistent");
}

static bool is_member(const char *line, const char *user)
{
	struct texts members = { 0 };
	char *list = field(line, 3);
	bool found;

	texts_split(&members, list, ",");
	found = texts_have(&members, user);
	texts_free(&members);
	free(list);
	return found;
}

void accounts_add_member(struct accounts *accounts, const char *group, const char *user)
{
	for (size_t i = 0; i < accounts->groups.count; i++) {
		char **line = &accounts->groups.texts[i];
		char *longer;

		if (line_of(&accounts->groups, group) != *line || is_member(*line, user))
			continue;
		longer = text_format("%s%s%s", *line, text_ends(*line, ":") ? "" : ",", user);
		free(*line);
		*line = longer;
	}
}
