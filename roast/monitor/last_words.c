// SPDX-License-Identifier: GPL-2.0
/* What of a console tells best why a domain did not start. */
#include "monitor.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WORDS_FROM 8192 /* bytes of the console that are looked at */

/* Without what moves a cursor and without what rings. */
static void make_plain(char *text)
{
	char *to = text;

	for (char *from = text; *from; from++) {
		if (*from == '\033' && from[1] == '[') {
			from += 2;
			while (*from && (*from < '@' || *from > '~'))
				from++;
			if (!*from)
				break;
		} else if (*from == '\n' || (unsigned char)*from >= ' ') {
			*to++ = *from;
		}
	}
	*to = '\0';
}

/* Init's complaint, else the kernel's, else whatever came last. */
static const char *choose(const struct texts *lines)
{
	static const char *const wanted[] = { "rumproast: ", "panic", NULL };

	for (const char *const *word = wanted; *word; word++)
		for (size_t i = lines->count; i-- > 0;)
			if (strstr(lines->texts[i], *word))
				return lines->texts[i];
	return lines->count ? lines->texts[lines->count - 1] : "nothing";
}

char *console_last_words(struct monitor *monitor)
{
	char *text = allocate(WORDS_FROM + 1, 1);
	struct texts lines = { 0 };
	struct stat status;
	off_t from = 0;
	char *words;

	if (fstat(monitor->console_file, &status) == 0 && status.st_size > WORDS_FROM)
		from = status.st_size - WORDS_FROM;
	if (from < monitor->console_from)
		from = monitor->console_from;
	if (pread(monitor->console_file, text, WORDS_FROM, from) < 0)
		*text = '\0';
	make_plain(text);
	texts_split(&lines, text, "\n");
	words = text_copy(choose(&lines));
	texts_free(&lines);
	free(text);
	return words;
}
