// SPDX-License-Identifier: GPL-2.0
/* What files say of others: paths in their bytes, commands in scripts. */
#include <ctype.h>
#include <string.h>

#include "debian.h"

#define REFERENCE_MAX 255

static bool is_path_byte(char byte)
{
	return isalnum((unsigned char)byte) || (byte && strchr("/._+@-", byte));
}

void paths_in(const char *bytes, size_t size, void (*found)(void *context, const char *path),
	      void *context)
{
	const char *end = bytes + size, *at = bytes;
	char path[REFERENCE_MAX + 1];

	while (at < end && (at = memchr(at, '/', end - at))) {
		const char *begin = at;
		size_t length;

		while (at < end && is_path_byte(*at))
			at++;
		length = at - begin;
		if ((begin > bytes && is_path_byte(begin[-1])) || length < 4 ||
		    length > REFERENCE_MAX)
			continue;
		while (length && strchr("/.-", begin[length - 1]))
			length--;
		memcpy(path, begin, length);
		path[length] = '\0';
		if (strchr(path + 1, '/'))
			found(context, path);
	}
}

/* Of the shell itself, or so frequent in texts that they tell nothing. */
static bool is_builtin(const char *word)
{
	static const char words[] =
		" test echo printf true false kill pwd time if then else elif fi "
		"do done for while until case esac in cd set unset shift exit "
		"return eval exec export read trap umask wait local type ulimit "
		"getopts hash fg bg jobs times command ";
	const char *place = words;
	size_t length = strlen(word);

	while ((place = strstr(place, word))) {
		if (place > words && place[-1] == ' ' && place[length] == ' ')
			return true;
		place++;
	}
	return false;
}

void commands_in(const char *text, void (*found)(void *context, const char *word), void *context)
{
	char word[64];

	for (const char *at = text; *at;) {
		size_t length = 0;

		if (*at == '#' && (at == text || isspace((unsigned char)at[-1])))
			at += strcspn(at, "\n");
		while (isalnum((unsigned char)at[length]) ||
		       (at[length] && strchr("._+-", at[length])))
			length++;
		if (length > 1 && length < sizeof(word) && at[length] != '=' && at[length] != '/' &&
		    (at == text || !strchr("$/-{", at[-1]))) {
			memcpy(word, at, length);
			word[length] = '\0';
			if (!is_builtin(word))
				found(context, word);
		}
		at += length ? length : (*at != '\0');
	}
}
