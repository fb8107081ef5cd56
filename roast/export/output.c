// SPDX-License-Identifier: GPL-2.0
/* Outputs that are there as a whole or not at all, and what several formats write alike. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/report.h"
#include "export.h"

#define LABEL_MAX 63

static bool is_empty_directory(const char *path)
{
	DIR *directory = opendir(path);
	struct dirent *entry;
	bool empty = directory != NULL;

	while (empty && (entry = readdir(directory)))
		empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
	if (directory)
		closedir(directory);
	return empty;
}

static void check_place(const struct export_format *format, const char *output)
{
	if (!file_exists(output))
		return;
	if (format->kind == EXPORT_FILE && !file_is_regular(output))
		fail(STATUS_IN_USE, "-o %s: is there and no file; %s makes a file", output,
		     format->name);
	if (format->kind == EXPORT_DIRECTORY && !is_empty_directory(output))
		fail(STATUS_IN_USE, "-o %s: is there already; %s makes a directory, name a new one",
		     output, format->name);
}

/* Absolute, without a slash at the end: the files name each other by it. */
static char *absolute(const char *output)
{
	char *there = realpath(output, NULL);
	char *folder, *path, *slash, *full;
	size_t length;

	if (there)
		return there;
	path = text_copy(output);
	for (length = strlen(path); length > 1 && path[length - 1] == '/'; length--)
		path[length - 1] = '\0';
	slash = strrchr(path, '/');
	if (slash)
		*slash = '\0';
	folder = realpath(slash == path ? "/" : slash ? path : ".", NULL);
	if (!folder)
		fail_errno("-o %s: its folder", output);
	full = text_format("%s/%s", strcmp(folder, "/") ? folder : "", slash ? slash + 1 : path);
	free(folder);
	free(path);
	return full;
}

void export_write(const struct export_format *format, struct export_order *order)
{
	const char *given = order->output;
	char *output = absolute(given);
	char *part = text_format("%s.part-%ld", output, (long)getpid());

	check_place(format, output);
	temporary_file(part);
	if (format->kind == EXPORT_DIRECTORY && mkdir(part, 0777))
		fail_errno("-o %s: cannot make the directory %s", given, part);
	order->output = output;
	format->write(order, part);
	if (rename(part, output))
		fail_errno("cannot rename %s to %s", part, output);
	temporary_keep(part);
	order->output = given;
	free(output);
	free(part);
}

static void copy_part(const char *from, const char *directory, const char *name)
{
	char *to = text_format("%s/%s", directory, name);

	file_copy(from, to, 0644);
	free(to);
}

void export_copy_parts(const struct export_order *order, const char *directory)
{
	progress_begin("copying kernel and archive", 0, false);
	copy_part(order->spec.kernel, directory, "kernel");
	copy_part(order->spec.archive, directory, "archive");
	progress_end();
}

void export_write_text(const struct export_order *order, const char *directory, const char *suffix,
		       const char *text, mode_t mode)
{
	char *path = text_format("%s/%s%s", directory, order->spec.name, suffix);

	file_write(path, text, strlen(text), mode);
	free(path);
}

void export_write_json(const struct export_order *order, const char *directory, const char *suffix,
		       struct json_object *object)
{
	char *text = json_to_text(object);

	export_write_text(order, directory, suffix, text, 0644);
	free(text);
	json_object_put(object);
}

char *export_label(const char *name)
{
	char *label = text_copy(name);
	size_t length = 0;

	for (const char *from = name; *from && length < LABEL_MAX; from++) {
		if (isalnum((unsigned char)*from))
			label[length++] = (char)tolower((unsigned char)*from);
		else if (length && label[length - 1] != '-')
			label[length++] = '-';
	}
	while (length && label[length - 1] == '-')
		length--;
	label[length] = '\0';
	if (!length)
		fail(STATUS_USAGE, "the name %s has no letter or digit; give one with --name",
		     name);
	return label;
}

char *export_command_line(const struct spec *spec)
{
	return text_format("console=hvc0 loglevel=4%s%s", spec->arguments ? " " : "",
			   spec->arguments ? spec->arguments : "");
}
