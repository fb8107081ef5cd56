// SPDX-License-Identifier: GPL-2.0
/* Reading an archive into a tree. */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/report.h"
#include "../base/text.h"
#include "archive_bounds.h"
#include "private.h"

#define PIECE 65536

struct reader {
	struct tree *tree;
	struct archive *archive;
	const char *file;
	char *spool; /* gets the contents of all files, one behind the other */
	int spool_file;
	uint64_t spool_end;
	bool whiteouts;
	struct archive_bounds bounds;
	struct archive *outer; /* that the archive is a member of; or null */
	char *piece;	       /* of the outer archive's member */
	struct texts late;     /* other names before their file: pairs of path and file */
};

static void damaged(const struct reader *reader)
{
	const char *why = archive_error_string(reader->archive);

	fail(STATUS_FORMAT, "%s is damaged, or no archive: %s", reader->file,
	     why ? why : "unknown format");
}

static void open_archive(struct reader *reader, bool with_ar)
{
	reader->archive = archive_reader(with_ar);
	if (access(reader->file, R_OK) < 0)
		fail_errno("%s cannot be read", reader->file);
	if (archive_read_open_filename(reader->archive, reader->file, 65536) != ARCHIVE_OK)
		damaged(reader);
}

static la_ssize_t read_member(struct archive *inner, void *context, const void **data)
{
	struct reader *reader = context;
	la_ssize_t count = archive_read_data(reader->outer, reader->piece, PIECE);

	if (count < 0)
		archive_set_error(inner, archive_errno(reader->outer), "%s",
				  archive_error_string(reader->outer));
	*data = reader->piece;
	return count < 0 ? -1 : count;
}

static void find_member(struct reader *reader, const char *member)
{
	struct archive_entry *entry;
	int result;

	while ((result = archive_read_next_header(reader->outer, &entry)) == ARCHIVE_OK ||
	       result == ARCHIVE_WARN) {
		const char *name = archive_entry_pathname(entry);

		if (name && text_begins(text_begins(name, "./") ? name + 2 : name, member))
			return;
	}
	fail(STATUS_FORMAT, "%s is damaged: it has no %s", reader->file, member);
}

static void open_member(struct reader *reader, const char *member)
{
	open_archive(reader, true);
	reader->outer = reader->archive;
	find_member(reader, member);
	reader->archive = archive_reader(false);
	reader->piece = allocate(PIECE, 1);
	if (archive_read_open(reader->archive, reader, NULL, read_member, NULL) != ARCHIVE_OK)
		damaged(reader);
}

static void open_spool(struct reader *reader, const char *directory)
{
	archive_bounds_set(&reader->bounds, reader->file, directory);
	reader->spool = text_format("%s/contents.XXXXXX", directory);
	reader->spool_file = mkostemp(reader->spool, O_CLOEXEC);
	if (reader->spool_file < 0)
		fail_errno("%s cannot be written", reader->spool);
}

static void spool_bytes(struct reader *reader, const char *data, size_t size, uint64_t at)
{
	while (size) {
		ssize_t written = pwrite(reader->spool_file, data, size, at);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			fail_errno("%s cannot be written", reader->spool);
		data += written;
		at += written;
		size -= written;
	}
}

/*
 * Puts the entry's content at the end of the spool file; its size. Holes stay holes. The size that
 * the header told has been accounted for; what comes beyond it is here.
 */
static uint64_t spool_content(struct reader *reader, uint64_t size)
{
	const void *data;
	uint64_t end = size;
	size_t count;
	la_int64_t offset;
	int result;

	while ((result = archive_read_data_block(reader->archive, &data, &count, &offset)) ==
	       ARCHIVE_OK) {
		if (offset < 0 || (uint64_t)offset > INT64_MAX / 2 - count)
			damaged(reader);
		if (offset + count > end) {
			archive_bounds_add(&reader->bounds, (int64_t)(offset + count - end));
			end = offset + count;
		}
		spool_bytes(reader, data, count, reader->spool_end + offset);
	}
	if (result != ARCHIVE_EOF)
		damaged(reader);
	reader->spool_end = (reader->spool_end + end + 15) & ~15ULL;
	if (ftruncate(reader->spool_file, (off_t)reader->spool_end) < 0)
		fail_errno("%s cannot be written", reader->spool);
	return end;
}

/* The path of an entry, the caller's: absolute, without "." and ".."; links stay. */
static char *plain_path(const char *name)
{
	struct texts names = { 0 }, kept = { 0 };
	char *joined, *path;

	texts_split(&names, name, "/");
	for (size_t i = 0; i < names.count; i++) {
		if (strcmp(names.texts[i], ".") == 0)
			continue;
		if (strcmp(names.texts[i], "..") != 0)
			texts_add(&kept, names.texts[i]);
		else if (kept.count)
			free(kept.texts[--kept.count]);
	}
	if (kept.texts)
		kept.texts[kept.count] = NULL;
	joined = texts_join(&kept, "/");
	path = text_format("/%s", joined);
	free(joined);
	texts_free(&names);
	texts_free(&kept);
	return path;
}

#define WHITEOUT "/.wh."

/* Whether the name took something away, and is no file itself. */
static bool take_whiteout(struct reader *reader, const char *path)
{
	const char *slash = strrchr(path, '/');
	char *parent, *named, *resolved;

	if (!reader->whiteouts || !text_begins(slash, WHITEOUT))
		return false;
	parent = path_parent(path);
	if (strcmp(slash, WHITEOUT ".wh..opq") == 0) {
		resolved = path_resolve(reader->tree, parent, true);
		if (resolved)
			tree_remove_older(reader->tree, resolved, false);
	} else {
		named = text_format("%s/%s", parent, slash + strlen(WHITEOUT));
		resolved = path_resolve(reader->tree, named, false);
		if (resolved)
			tree_remove_older(reader->tree, resolved, true);
		free(named);
	}
	free(resolved);
	free(parent);
	return true;
}

/* The name of which the entry is another; null if it is none. */
static const char *hard_link(const struct reader *reader, struct archive_entry *entry)
{
	const char *other = archive_entry_hardlink(entry);

	if (other && strlen(other) >= PATH_MAX)
		fail(STATUS_FORMAT, "%s has a name of a file that is longer than %d bytes",
		     reader->file, PATH_MAX - 1);
	return other;
}

/* cpio may put the content of a file with several names behind the last of them. */
static void move_content(struct reader *reader, struct archive_entry *entry, const char *path)
{
	struct node *holder = tree_find(reader->tree, path);

	if (holder->same)
		holder = tree_find(reader->tree, holder->same);
	if (!S_ISREG(holder->mode))
		return;
	free((char *)holder->source);
	holder->source = text_copy(reader->spool);
	holder->offset = reader->spool_end;
	holder->size = spool_content(reader, archive_entry_size(entry));
}

static void add_file(struct reader *reader, struct archive_entry *entry, struct node *node)
{
	const char *other = hard_link(reader, entry);
	char *same = other ? plain_path(other) : NULL;
	char *resolved = same ? path_resolve(reader->tree, same, false) : NULL;

	node->mode = S_IFREG | (node->mode & 07777);
	if (!same) {
		node->offset = reader->spool_end;
		node->size = spool_content(reader, archive_entry_size(entry));
		node->source = reader->spool;
		tree_add(reader->tree, node);
	} else if (resolved && tree_find(reader->tree, resolved)) {
		node->same = resolved;
		tree_add(reader->tree, node);
		if (archive_entry_size(entry) > 0)
			move_content(reader, entry, resolved);
	} else {
		texts_add(&reader->late, node->path);
		texts_add(&reader->late, same);
	}
	free(resolved);
	free(same);
}

static void add_entry(struct reader *reader, struct archive_entry *entry)
{
	char *path = plain_path(archive_entry_name(&reader->bounds, entry));
	struct node node = {
		.path = path,
		.mode = archive_entry_mode(entry),
		.uid = archive_entry_owner(&reader->bounds, archive_entry_uid(entry)),
		.gid = archive_entry_owner(&reader->bounds, archive_entry_gid(entry)),
		.device = archive_entry_rdev(entry),
		.mtime = archive_entry_mtime(entry),
	};

	archive_bounds_add(&reader->bounds, archive_entry_size(entry));
	if (S_ISLNK(node.mode))
		node.link = archive_entry_target(&reader->bounds, entry);
	if (take_whiteout(reader, path)) {
		free(path);
		return;
	}
	if (S_ISREG(node.mode) || archive_entry_hardlink(entry))
		add_file(reader, entry, &node);
	else if (strcmp(path, "/") != 0 || S_ISDIR(node.mode))
		tree_add(reader->tree, &node);
	free(path);
}

static void add_late_names(struct reader *reader)
{
	for (size_t i = 0; i + 1 < reader->late.count; i += 2)
		tree_add(reader->tree, &(struct node){ .path = reader->late.texts[i],
						       .mode = S_IFREG,
						       .same = reader->late.texts[i + 1] });
	texts_free(&reader->late);
}

static void add_entries(struct reader *reader, const char *spool)
{
	struct archive_entry *entry;
	int result;

	open_spool(reader, spool);
	reader->tree->layer++;
	while ((result = archive_read_next_header(reader->archive, &entry)) == ARCHIVE_OK ||
	       result == ARCHIVE_WARN) {
		archive_bounds_filters(&reader->bounds, reader->archive);
		add_entry(reader, entry);
	}
	if (result != ARCHIVE_EOF)
		damaged(reader);
	add_late_names(reader);
	archive_read_free(reader->archive);
	archive_read_free(reader->outer);
	close(reader->spool_file);
	free(reader->spool);
	free(reader->piece);
}

void tree_add_archive(struct tree *tree, const char *archive, const char *spool, bool whiteouts)
{
	struct reader reader = { .tree = tree, .file = archive, .whiteouts = whiteouts };

	open_archive(&reader, false);
	add_entries(&reader, spool);
}

void tree_add_archive_member(struct tree *tree, const char *archive, const char *member,
			     const char *spool, bool whiteouts)
{
	struct reader reader = { .tree = tree, .file = archive, .whiteouts = whiteouts };

	open_member(&reader, member);
	add_entries(&reader, spool);
}

bool tree_is_archive(const char *file)
{
	struct reader reader = { .file = file };
	struct archive_entry *entry;
	bool is;

	reader.archive = archive_reader(false);
	is = archive_read_open_filename(reader.archive, file, 65536) == ARCHIVE_OK &&
	     archive_read_next_header(reader.archive, &entry) >= ARCHIVE_WARN;
	archive_read_free(reader.archive);
	return is;
}
