/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What archives may be, and how much may come out of them. The author of an archive is not trusted:
 * sizes, names and owners are checked before they are used. All failures end through fail().
 */
#ifndef ROAST_TREE_ARCHIVE_BOUNDS_H
#define ROAST_TREE_ARCHIVE_BOUNDS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct archive;
struct archive_entry;

struct archive_bounds {
	const char *file, *spool; /* borrowed; spool: the directory that contents go to */
	uint64_t most;		  /* bytes that may be in it */
	uint64_t space;		  /* bytes that are free in spool */
	uint64_t used;		  /* of both */
};

/*
 * A reader of tar, cpio and zip archives (and ar: Debian packages), compressed by gzip, bzip2,
 * xz, lzma, zstd or lz4 or not at all. Nothing that starts another program.
 */
struct archive *archive_reader(bool with_ar);

/* How much may come out of file: 256 MB and 64 times its size, or $ROAST_UNPACKED_MAX. */
void archive_bounds_set(struct archive_bounds *bounds, const char *file, const char *spool);
/* To be called when the first header has been read: one compression at most. */
void archive_bounds_filters(const struct archive_bounds *bounds, struct archive *archive);
/* So many bytes more come out of it. */
void archive_bounds_add(struct archive_bounds *bounds, int64_t bytes);

/* What a header says, checked: name and link are shorter than PATH_MAX, owners have 32 bits. */
const char *archive_entry_name(const struct archive_bounds *bounds, struct archive_entry *entry);
const char *archive_entry_target(const struct archive_bounds *bounds, struct archive_entry *entry);
uid_t archive_entry_owner(const struct archive_bounds *bounds, int64_t number);

#endif
