// SPDX-License-Identifier: GPL-2.0
/* What archives may be, and how much may come out of them: decided before anything is unpacked. */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "../base/report.h"
#include "../base/text.h"
#include "archive_bounds.h"

/*
 * Compressed file systems have a tenth of their size, seldom a fiftieth; an archive with many
 * zeros may have more, and the operator says so by the variable.
 */
#define UNPACKED_VARIABLE "ROAST_UNPACKED_MAX"
#define UNPACKED_LEAST (256ULL << 20)
#define UNPACKED_RATIO 64

/* libarchive's own, and "none": more would be one compression within the other. */
#define FILTERS_MAX 2

/* A filter that libarchive does by starting a program answers ARCHIVE_WARN: it is not taken. */
static void allow_filters(struct archive *archive)
{
	static int (*const filters[])(struct archive *) = {
		archive_read_support_filter_gzip, archive_read_support_filter_bzip2,
		archive_read_support_filter_xz,	  archive_read_support_filter_lzma,
		archive_read_support_filter_zstd, archive_read_support_filter_lz4,
	};

	for (size_t i = 0; i < sizeof(filters) / sizeof(filters[0]); i++)
		if (filters[i](archive) != ARCHIVE_OK)
			fail(STATUS_TOOL, "this libarchive lacks a compression that roast reads: "
					  "install Debian's libarchive13");
}

struct archive *archive_reader(bool with_ar)
{
	struct archive *archive = archive_read_new();

	if (!archive)
		fail(STATUS_RESOURCES, "not enough memory to read an archive");
	allow_filters(archive);
	archive_read_support_format_tar(archive);
	archive_read_support_format_cpio(archive);
	archive_read_support_format_zip(archive);
	if (with_ar)
		archive_read_support_format_ar(archive);
	return archive;
}

static uint64_t operators_limit(void)
{
	const char *text = getenv(UNPACKED_VARIABLE);
	unsigned long long bytes;

	if (!text || !*text)
		return 0;
	if (!text_size(text, 1, &bytes))
		fail(STATUS_USAGE, UNPACKED_VARIABLE "=%s is no size, as 8G is", text);
	return bytes;
}

void archive_bounds_set(struct archive_bounds *bounds, const char *file, const char *spool)
{
	struct statvfs space;
	struct stat status;

	*bounds =
		(struct archive_bounds){ .file = file, .most = operators_limit(), .spool = spool };
	if (!bounds->most) {
		bounds->most = UNPACKED_LEAST;
		if (stat(file, &status) == 0 && status.st_size > 0)
			bounds->most += (uint64_t)status.st_size * UNPACKED_RATIO;
	}
	bounds->space = UINT64_MAX;
	if (statvfs(spool, &space) == 0)
		bounds->space = (uint64_t)space.f_bavail * space.f_frsize;
}

void archive_bounds_filters(const struct archive_bounds *bounds, struct archive *archive)
{
	if (archive_filter_count(archive) > FILTERS_MAX)
		fail(STATUS_FORMAT, "%s is compressed more than once: unpack it first",
		     bounds->file);
}

static char *megabytes(uint64_t bytes)
{
	return text_format("%" PRIu64 " MB", bytes / 1000000 + (bytes != 0));
}

void archive_bounds_add(struct archive_bounds *bounds, int64_t bytes)
{
	if (bytes < 0)
		fail(STATUS_FORMAT, "%s is damaged: a file in it has a size below zero",
		     bounds->file);
	if ((uint64_t)bytes > bounds->most - bounds->used)
		fail(STATUS_FORMAT,
		     "%s has more than %s in it, too much for its own size; if that is right, "
		     "set " UNPACKED_VARIABLE " to the size that it may have",
		     bounds->file, megabytes(bounds->most));
	if ((uint64_t)bytes > bounds->space - bounds->used)
		fail(STATUS_RESOURCES,
		     "%s needs more than the %s that are free in %s: make space there, or set "
		     "TMPDIR "
		     "to another directory",
		     bounds->file, megabytes(bounds->space), bounds->spool);
	bounds->used += (uint64_t)bytes;
}

static const char *checked(const struct archive_bounds *bounds, const char *text, const char *what)
{
	if (!text || !*text)
		fail(STATUS_FORMAT, "%s has a file whose %s is empty or no UTF-8", bounds->file,
		     what);
	if (strlen(text) >= PATH_MAX)
		fail(STATUS_FORMAT, "%s has a file whose %s is longer than %d bytes: %.64s...",
		     bounds->file, what, PATH_MAX - 1, text);
	return text;
}

const char *archive_entry_name(const struct archive_bounds *bounds, struct archive_entry *entry)
{
	return checked(bounds, archive_entry_pathname(entry), "name");
}

const char *archive_entry_target(const struct archive_bounds *bounds, struct archive_entry *entry)
{
	return checked(bounds, archive_entry_symlink(entry), "link");
}

uid_t archive_entry_owner(const struct archive_bounds *bounds, int64_t number)
{
	if (number < 0 || number >= UINT32_MAX)
		fail(STATUS_FORMAT, "%s has a file of the user or group %lld, which cannot be one",
		     bounds->file, (long long)number);
	return (uid_t)number;
}
