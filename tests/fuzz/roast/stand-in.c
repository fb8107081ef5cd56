// SPDX-License-Identifier: GPL-2.0
/* In place of roast/base/report.c and temporary.c: nothing is printed, fail() comes back. */
#include "stand-in.h"

#include <elf.h>
#include <iconv.h>
#include <json-c/json.h>
#include <limits.h>
#include <libelf.h>
#include <locale.h>
#include <openssl/evp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

#include "roast/base/files.h"
#include "roast/base/report.h"

struct report_settings report_settings = { .quiet = true };

/* The line is formatted, because its arguments may be what is wrong. */
static void format_line(const char *format, va_list arguments)
{
	char text[4096];

	vsnprintf(text, sizeof(text), format, arguments);
}

void fail(enum status status, const char *format, ...)
{
	va_list arguments;

	(void)status;
	va_start(arguments, format);
	format_line(format, arguments);
	va_end(arguments);
	fuzz_leave();
}

void fail_errno(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	format_line(format, arguments);
	va_end(arguments);
	fuzz_leave();
}

void warn(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	format_line(format, arguments);
	va_end(arguments);
}

void note(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	format_line(format, arguments);
	va_end(arguments);
}

void progress_begin(const char *what, uint64_t total, bool bytes)
{
	(void)what;
	(void)total;
	(void)bytes;
}

void progress_at(uint64_t done)
{
	(void)done;
}

void progress_end(void)
{
}

const char *temporary_directory(void)
{
	return fuzz_directory();
}

void temporary_file(const char *path)
{
	(void)path;
}

void temporary_keep(const char *path)
{
	(void)path;
}

void stand_in_begin(void)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	char character[MB_LEN_MAX];
	iconv_t conversion;

	if (!setlocale(LC_CTYPE, "C.UTF-8") || elf_version(EV_CURRENT) == EV_NONE ||
	    !EVP_Digest("", 0, digest, NULL, EVP_sha256(), NULL))
		exit(1);
	mbrtowc(NULL, "\303\251", 2, &(mbstate_t){ 0 });
	wcrtomb(character, L'\u00e9', &(mbstate_t){ 0 });
	conversion = iconv_open("UTF-8", "UTF-16BE");
	if (conversion != (iconv_t)-1)
		iconv_close(conversion);
	json_object_put(json_tokener_parse("{\"a\": [1.5]}"));
	setenv("XDG_CACHE_HOME", fuzz_directory(), 1);
}
