/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory and texts. Nothing here returns null: without memory the process ends through fail()
 * with STATUS_RESOURCES. Results belong to the caller, for free().
 */
#ifndef ROAST_TEXT_H
#define ROAST_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* count * size zeroed bytes; the product may not overflow. */
void *allocate(size_t count, size_t size);
/* As realloc(3) of count elements of size bytes. */
void *reallocate(void *memory, size_t count, size_t size);
/* As asprintf(3). */
char *text_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* As strdup(3); null stays null. */
char *text_copy(const char *text);

bool text_begins(const char *text, const char *with);
bool text_ends(const char *text, const char *with);
bool text_equal(const char *one, const char *other); /* either may be null */

/* A list of texts that it owns; texts[count] is null, so it serves as argv. Starts as {0}. */
struct texts {
	char **texts;
	size_t count;
};

void texts_add(struct texts *list, const char *text);
void texts_add_format(struct texts *list, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Adds text, which then belongs to the list. */
void texts_take(struct texts *list, char *text);
bool texts_have(const struct texts *list, const char *text);
void texts_sort(struct texts *list); /* by bytes, as LC_ALL=C */
void texts_free(struct texts *list);
/* The pieces of text between separators, empty ones left out. */
void texts_split(struct texts *list, const char *text, const char *separators);
/* All with separator between them. */
char *texts_join(const struct texts *list, const char *separator);

/* A set of texts that it owns. Starts as {0}. */
struct text_set {
	void *root; /* of tsearch(3) */
};

/* Whether the text is in the set only now. */
bool text_set_add(struct text_set *set, const char *text);
void text_set_free(struct text_set *set);

/* One shell word that means exactly text; quoted only where needed. */
char *text_shell_word(const char *text);

/*
 * "64M", "1G", "512" (of unit bytes) as bytes; suffixes k, m, g, t, with or without b, any case.
 * False if it is no such number or over 2^62.
 */
bool text_size(const char *text, unsigned long long unit, unsigned long long *bytes);

/* A whole decimal number from least to most; false if it is not. */
bool text_number(const char *text, long least, long most, long *number);

#endif
