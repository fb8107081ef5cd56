// SPDX-License-Identifier: GPL-2.0
#include "compress.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "../base/files.h"
#include "../base/report.h"
#include "../base/text.h"

#define BLOCK 65536

/* An archive of one file that has neither a name nor a time: a plain gzip stream. */
static struct archive *open_output(const char *path)
{
	struct archive *output = archive_write_new();
	struct archive_entry *entry = archive_entry_new();

	if (!output || !entry)
		fail(STATUS_RESOURCES, "not enough memory for roast itself");
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_pathname(entry, "data");
	if (archive_write_add_filter_gzip(output) != ARCHIVE_OK ||
	    archive_write_set_format_raw(output) != ARCHIVE_OK ||
	    archive_write_set_options(output, "gzip:!timestamp,gzip:compression-level=6") !=
		    ARCHIVE_OK ||
	    archive_write_set_bytes_in_last_block(output, 1) != ARCHIVE_OK ||
	    archive_write_open_filename(output, path) != ARCHIVE_OK ||
	    archive_write_header(output, entry) != ARCHIVE_OK)
		fail(STATUS_FAILED, "cannot write %s: %s", path, archive_error_string(output));
	archive_entry_free(entry);
	return output;
}

char *compressed_copy(const char *path, const char *name)
{
	char *copy = text_format("%s/%s", temporary_directory(), name);
	struct archive *output = open_output(copy);
	FILE *input = fopen(path, "re");
	static char block[BLOCK];
	uint64_t done = 0;
	size_t count;

	if (!input)
		fail_errno("cannot read %s", path);
	while ((count = fread(block, 1, sizeof(block), input))) {
		if (archive_write_data(output, block, count) != (la_ssize_t)count)
			fail(STATUS_FAILED, "cannot write %s: %s", copy,
			     archive_error_string(output));
		done += count;
		progress_at(done);
	}
	if (ferror(input))
		fail_errno("cannot read %s", path);
	fclose(input);
	if (archive_write_close(output) != ARCHIVE_OK)
		fail(STATUS_FAILED, "cannot write %s: %s", copy, archive_error_string(output));
	archive_write_free(output);
	return copy;
}
