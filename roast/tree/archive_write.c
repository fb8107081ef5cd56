// SPDX-License-Identifier: GPL-2.0
/* Writing a tree as an archive. */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/report.h"
#include "../base/text.h"
#include "private.h"

#define PIECE 65536

struct writer {
	const struct tree *tree;
	struct archive *archive;
	struct archive_entry *entry;
	const char *file;
	enum tree_form form;
	uint64_t done; /* bytes of content */
	size_t *first; /* by the place of the content: that of its first name, + 1 */
	char piece[PIECE];
};

static void check(struct writer *writer, int result)
{
	if (result < ARCHIVE_WARN)
		fail(archive_errno(writer->archive) == ENOSPC ? STATUS_RESOURCES : STATUS_FAILED,
		     "%s cannot be written: %s", writer->file,
		     archive_error_string(writer->archive));
}

static void set_up(struct writer *writer, enum tree_compression compression)
{
	struct archive *archive = writer->archive;

	if (writer->form == TREE_CPIO)
		archive_write_set_format_cpio_newc(archive);
	else
		archive_write_set_format_gnutar(archive);
	archive_write_set_bytes_in_last_block(archive, 1);
	if (compression == TREE_GZIP) {
		check(writer, archive_write_add_filter_gzip(archive));
		check(writer, archive_write_set_options(archive, "gzip:!timestamp"));
	} else if (compression == TREE_ZSTD) {
		check(writer, archive_write_add_filter_zstd(archive));
		check(writer, archive_write_set_options(archive, "zstd:compression-level=9"));
	}
}

/* ---- what cpio cannot hold */

/* Its numbers have 32 bits: sizes, and seconds since 1970. */
#define CPIO_MOST UINT32_MAX

/*
 * Programs compare the times of files that packages and images brought, so these are kept, as far
 * as cpio has them. Files of this machine have other times on the next one, though the same
 * content. They get the first day that all formats can say (ZIP begins with 1980).
 */
static time_t time_of(const struct node *node)
{
	const int64_t not_kept = 315619200;

	if (!node->mtime)
		return not_kept;
	return node->mtime < 0 ? 0 : node->mtime > CPIO_MOST ? CPIO_MOST : node->mtime;
}

/* The archive would be made, and miss the file or end in the middle. */
static void refuse_large(const struct node *node)
{
	if (S_ISREG(node->mode) && node->size > CPIO_MOST)
		fail(STATUS_FAILED,
		     "%s has %llu bytes, and in the archive of an image a file can have %u at most;"
		     " leave it out, and bring it on a disk or in a shared directory: -v",
		     node->path, (unsigned long long)node->size, CPIO_MOST);
}

static void check_limits(const struct tree *tree, enum tree_form form)
{
	const struct order *order = tree_order(tree);
	const struct node *changed = NULL;
	size_t count = 0;

	for (size_t i = 0; i < order->count; i++) {
		const struct node *node = &order->entries[i]->node;

		if (form == TREE_CPIO)
			refuse_large(node);
		if (!node->mtime || time_of(node) == node->mtime)
			continue;
		changed = changed ? changed : node;
		count++;
	}
	if (count)
		note("%zu file%s a time before 1970 or after 2106, which an image cannot keep, and "
		     "get%s the nearest that it can; the first is %s",
		     count, count == 1 ? " has" : "s have", count == 1 ? "s" : "", changed->path);
}

/* ---- writing */

static void describe(struct archive_entry *entry, const struct node *node)
{
	bool is_root = strcmp(node->path, "/") == 0;

	archive_entry_clear(entry);
	archive_entry_set_pathname(entry, is_root ? "." : node->path + 1);
	archive_entry_set_mode(entry, node->mode);
	archive_entry_set_uid(entry, node->uid);
	archive_entry_set_gid(entry, node->gid);
	archive_entry_set_mtime(entry, time_of(node), 0);
	archive_entry_set_nlink(entry, S_ISDIR(node->mode) ? 2 : 1);
	archive_entry_set_size(entry, 0);
	if (S_ISLNK(node->mode))
		archive_entry_set_symlink(entry, node->link);
	if (S_ISCHR(node->mode) || S_ISBLK(node->mode))
		archive_entry_set_rdev(entry, node->device);
}

/*
 * The first name of a file by path brings the content; the others, in cpio, have its number, and
 * in tar its name. Returns whether the node at this place is another name.
 */
static bool describe_names(struct writer *writer, const struct order *order, size_t place)
{
	const struct node *node = &order->entries[place]->node;
	size_t holder = node->same ? order_from(order, node->same) : place;
	bool is_other = writer->first[holder];
	size_t first = is_other ? writer->first[holder] - 1 : place;

	writer->first[holder] = first + 1;
	archive_entry_set_ino64(writer->entry, (int64_t)first + 1);
	if (!S_ISREG(node->mode))
		return false;
	archive_entry_set_nlink(writer->entry, order->entries[holder]->names + 1);
	archive_entry_set_size(writer->entry, (int64_t)order->entries[holder]->node.size);
	if (!is_other)
		return false;
	archive_entry_set_size(writer->entry, 0);
	if (writer->form == TREE_TAR)
		archive_entry_set_hardlink(writer->entry, order->entries[first]->node.path + 1);
	return true;
}

static void write_content(struct writer *writer, const struct node *node)
{
	struct content content;
	size_t count;

	content_open(&content, writer->tree, node);
	while ((count = content_read(&content, writer->piece, PIECE))) {
		if (archive_write_data(writer->archive, writer->piece, count) != (ssize_t)count)
			check(writer, ARCHIVE_FATAL);
		writer->done += count;
		progress_at(writer->done);
	}
	content_close(&content);
}

static void write_nodes(struct writer *writer)
{
	const struct order *order = tree_order(writer->tree);

	for (size_t i = 0; i < order->count; i++) {
		const struct node *node = &order->entries[i]->node;
		bool is_other;

		describe(writer->entry, node);
		is_other = describe_names(writer, order, i);
		check(writer, archive_write_header(writer->archive, writer->entry));
		if (S_ISREG(node->mode) && !is_other)
			write_content(writer, node);
	}
	check(writer, archive_write_close(writer->archive));
}

static void sync_and_rename(const char *part, const char *file)
{
	int descriptor = open(part, O_RDONLY | O_CLOEXEC);

	if (descriptor < 0 || fsync(descriptor) < 0 || rename(part, file) < 0)
		fail_errno("%s cannot be written", file);
	close(descriptor);
	temporary_keep(part);
}

void tree_write(const struct tree *tree, const char *file, enum tree_form form,
		enum tree_compression compression, const char *what)
{
	char *part = text_format("%s.part.%d", file, getpid());
	struct writer writer = { .tree = tree, .file = file, .form = form };

	check_limits(tree, form);
	writer.archive = archive_write_new();
	writer.entry = archive_entry_new();
	writer.first = allocate(tree_count(tree), sizeof(*writer.first));
	if (!writer.archive || !writer.entry)
		fail(STATUS_RESOURCES, "not enough memory to write %s", file);
	set_up(&writer, compression);
	temporary_file(part);
	progress_begin(what, tree_bytes(tree), true);
	check(&writer, archive_write_open_filename(writer.archive, part));
	write_nodes(&writer);
	progress_end();
	archive_write_free(writer.archive);
	archive_entry_free(writer.entry);
	free(writer.first);
	sync_and_rename(part, file);
	free(part);
}
