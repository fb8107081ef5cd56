// SPDX-License-Identifier: GPL-2.0
/* Lists for people and for programs. */
#include "table.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "report.h"
#include "text.h"
#include "utf8.h"

#define COLUMNS_MOST 16

static void print_json(struct json_object *rows)
{
	json_make_printable(rows);
	for (size_t i = 0; i < json_count(rows); i++) {
		char *line = json_to_line(json_item(rows, i));

		printf("%s\n", line);
		free(line);
	}
}

/* A field without a column is its own title, as docker has it: STATE. */
static const char *title_of(const struct column *columns, const char *field)
{
	static char title[64];
	size_t length = 0;

	for (; columns->field; columns++)
		if (strcmp(columns->field, field) == 0)
			return columns->title;
	for (; length < sizeof(title) - 1 && field[length]; length++)
		title[length] = (char)toupper((unsigned char)field[length]);
	title[length] = '\0';
	return title;
}

/* A row's field; of no row, its title. The caller's: what a terminal would obey is taken out. */
static char *value_of(struct json_object *row, const struct column *columns, const char *field)
{
	struct json_object *value;
	char *text;

	if (!row)
		return text_copy(title_of(columns, field));
	if (!json_object_object_get_ex(row, field, &value))
		fail(STATUS_USAGE, "--format: there is no field {{.%s}}; --format json shows all",
		     field);
	text = text_copy(value ? json_object_get_string(value) : "");
	text_make_printable(text);
	return text;
}

static char *expand(const char *format, struct json_object *row, const struct column *columns)
{
	char *text = NULL, *field, *value;
	const char *end;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	for (const char *c = format; *c; c++) {
		if (c[0] == '\\' && (c[1] == 't' || c[1] == 'n')) {
			fputc(*++c == 't' ? '\t' : '\n', out);
			continue;
		}
		end = text_begins(c, "{{") ? strstr(c, "}}") : NULL;
		if (!end) {
			fputc(*c, out);
			continue;
		}
		field = text_format("%.*s", (int)(end - c) - 2, c + 2);
		field[strcspn(field + strspn(field, " ."), " ") + strspn(field, " .")] = '\0';
		value = value_of(row, columns, field + strspn(field, " ."));
		fputs(value, out);
		free(value);
		free(field);
		c = end + 1;
	}
	fclose(out);
	return text;
}

static void print_template(struct json_object *rows, const struct column *columns,
			   const char *format)
{
	for (size_t i = 0; i < json_count(rows); i++) {
		char *line = expand(format, json_item(rows, i), columns);

		puts(line);
		free(line);
	}
}

/* Lines with tabs between their cells become columns of one width each. */
static void print_aligned(const struct texts *lines)
{
	size_t widths[COLUMNS_MOST] = { 0 };

	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < lines->count; i++) {
			const char *cell = lines->texts[i];

			for (size_t column = 0; column < COLUMNS_MOST; column++) {
				size_t length = strcspn(cell, "\t");
				bool last = !cell[length] || column == COLUMNS_MOST - 1;

				if (length > widths[column])
					widths[column] = length;
				if (pass)
					printf("%-*.*s%s", last ? 0 : (int)widths[column],
					       (int)length, cell, last ? "\n" : "   ");
				if (last)
					break;
				cell += length + 1;
			}
		}
	}
}

static void print_table(struct json_object *rows, const struct column *columns, const char *format)
{
	struct texts lines = { 0 };

	texts_take(&lines, expand(format, NULL, columns));
	for (size_t i = 0; i < json_count(rows); i++)
		texts_take(&lines, expand(format, json_item(rows, i), columns));
	print_aligned(&lines);
	texts_free(&lines);
}

void table_print(struct json_object *rows, const struct column *columns, const char *format)
{
	struct texts fields = { 0 };
	char *all;

	if (report_settings.json || text_equal(format, "json")) {
		print_json(rows);
	} else if (format && text_begins(format, "table ")) {
		print_table(rows, columns, format + strlen("table "));
	} else if (format) {
		print_template(rows, columns, format);
	} else {
		for (const struct column *column = columns; column->field; column++)
			texts_add_format(&fields, "{{.%s}}", column->field);
		all = texts_join(&fields, "\t");
		print_table(rows, columns, all);
		free(all);
		texts_free(&fields);
	}
}

static char *of_unit(int64_t number, const char *unit)
{
	return text_format("%lld %s%s", (long long)number, unit, number == 1 ? "" : "s");
}

char *duration_text(int64_t seconds)
{
	if (seconds < 60)
		return of_unit(seconds, "second");
	if (seconds < 3600)
		return of_unit(seconds / 60, "minute");
	if (seconds < 48 * 3600)
		return of_unit(seconds / 3600, "hour");
	return of_unit(seconds / 86400, "day");
}

char *bytes_text(uint64_t bytes)
{
	static const char *const units[] = { "B", "kB", "MB", "GB", "TB" };
	double number = (double)bytes;
	size_t unit = 0;

	for (; number >= 1000 && unit < 4; unit++)
		number /= 1000;
	return text_format(unit ? "%.3g%s" : "%.0f%s", number, units[unit]);
}

int64_t seconds_since(const char *time_text_of)
{
	struct tm parts = { 0 };
	int64_t seconds;

	if (!time_text_of || !strptime(time_text_of, "%Y-%m-%dT%H:%M:%S", &parts))
		return 0;
	seconds = (int64_t)(time(NULL) - timegm(&parts));
	return seconds < 0 ? 0 : seconds;
}
