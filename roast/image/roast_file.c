// SPDX-License-Identifier: GPL-2.0
/*
 * NAME.roast: a tar archive of roast.json, kernel and archive, in this order, perhaps with the name
 * that the image had in a store behind them, and of nothing else.
 *
 * Its size follows from what roast.json says, so a file that was cut off is noticed before it is
 * read; and what is read has to have the digests that are told there.
 */
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
#include "private.h"

#define BLOCK 512

/* ---- writing */

struct output {
	struct archive *archive;
	const char *name; /* for messages */
	uint64_t done;
};

static void check_written(const struct output *output, long result)
{
	if (result >= ARCHIVE_OK)
		return;
	errno = archive_errno(output->archive);
	if (errno > 0)
		fail_errno("cannot write %s", output->name);
	fail(STATUS_FAILED, "cannot write %s: %s", output->name,
	     archive_error_string(output->archive));
}

static void write_head(struct output *output, const char *member, uint64_t size)
{
	struct archive_entry *entry = archive_entry_new();

	archive_entry_set_pathname(entry, member);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0644);
	archive_entry_set_size(entry, (int64_t)size);
	archive_entry_set_mtime(entry, 0, 0);
	check_written(output, archive_write_header(output->archive, entry));
	archive_entry_free(entry);
}

static void write_part(struct output *output, const char *member, const char *path, uint64_t size)
{
	static char buffer[1 << 17];
	int file = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t count;

	if (file < 0)
		fail_errno("cannot read %s", path);
	write_head(output, member, size);
	while ((count = read(file, buffer, sizeof(buffer))) > 0) {
		check_written(output, archive_write_data(output->archive, buffer, (size_t)count));
		output->done += (uint64_t)count;
		progress_at(output->done);
	}
	if (count < 0)
		fail_errno("cannot read %s", path);
	close(file);
}

static uint64_t part_size(const struct json_object *manifest, const char *path)
{
	return (uint64_t)json_get_number((struct json_object *)manifest, path, 0);
}

void bundle_write_to(const struct bundle *bundle, int file, const char *name)
{
	struct output output = { .archive = archive_write_new(), .name = name };
	char *path = text_format("%s/roast.json", bundle->directory);
	uint64_t kernel = part_size(bundle->manifest, "kernel.size");
	uint64_t archive = part_size(bundle->manifest, "archive.size");
	size_t size;
	char *text = file_read(path, &size);

	archive_write_set_format_gnutar(output.archive);
	archive_write_set_bytes_per_block(output.archive, 1 << 17);
	archive_write_set_bytes_in_last_block(output.archive, 1);
	check_written(&output, archive_write_open_fd(output.archive, file));
	progress_begin("writing the image", kernel + archive, true);
	write_head(&output, "roast.json", size);
	check_written(&output, archive_write_data(output.archive, text, size));
	write_part(&output, "kernel", bundle->kernel, kernel);
	write_part(&output, "archive", bundle->archive, archive);
	if (bundle->label) {
		write_head(&output, "name", strlen(bundle->label));
		check_written(&output, archive_write_data(output.archive, bundle->label,
							  strlen(bundle->label)));
	}
	check_written(&output, archive_write_close(output.archive));
	progress_end();
	archive_write_free(output.archive);
	free(text);
	free(path);
}

void bundle_write(const struct bundle *bundle, const char *file)
{
	char *name = text_format("%s.XXXXXX", file);
	int output;

	output = mkostemp(name, O_CLOEXEC);
	if (output < 0)
		fail_errno("cannot write %s", file);
	temporary_file(name);
	bundle_write_to(bundle, output, file);
	if (fchmod(output, file_mode_like(0666, bundle->archive)) || fsync(output) ||
	    close(output) || rename(name, file))
		fail_errno("cannot write %s", file);
	temporary_keep(name);
	free(name);
}

/* ---- reading */

bool bundle_is(const char *file)
{
	static const char member[] = "roast.json";
	char head[BLOCK];
	int input = open(file, O_RDONLY | O_CLOEXEC);
	ssize_t count = input < 0 ? -1 : read(input, head, sizeof(head));

	if (input >= 0)
		close(input);
	return count == BLOCK && memcmp(head, member, sizeof(member)) == 0 &&
	       memcmp(head + 257, "ustar", 5) == 0;
}

static void __attribute__((noreturn)) fail_damaged(const char *file, const char *why)
{
	fail(STATUS_FORMAT, "%s is damaged: %s; build it again, or get it again", file, why);
}

static struct archive *open_input(const char *file)
{
	struct archive *input = archive_read_new();

	if (!file_exists(file))
		fail(STATUS_NOT_FOUND, "no image %s", file);
	if (!bundle_is(file))
		fail(STATUS_FORMAT, "%s is no image: it does not begin with roast.json", file);
	archive_read_support_format_tar(input);
	if (archive_read_open_filename(input, file, 1 << 17) != ARCHIVE_OK)
		fail_damaged(file, archive_error_string(input));
	return input;
}

static struct archive_entry *next_member(struct archive *input, const char *member,
					 const char *file)
{
	struct archive_entry *entry;
	char *why = text_format("it has no %s", member);

	if (archive_read_next_header(input, &entry) != ARCHIVE_OK ||
	    !text_equal(archive_entry_pathname(entry), member) ||
	    archive_entry_filetype(entry) != AE_IFREG)
		fail_damaged(file, why);
	free(why);
	return entry;
}

static char *read_manifest(struct archive *input, const char *file, size_t *size)
{
	struct archive_entry *entry = next_member(input, "roast.json", file);
	int64_t told = archive_entry_size(entry);
	char *text;

	if (told < 0 || told > MANIFEST_MAX)
		fail_damaged(file, "its roast.json is too large");
	text = allocate((size_t)told + 1, 1);
	if (archive_read_data(input, text, (size_t)told) != told)
		fail_damaged(file, "its roast.json is cut off");
	*size = (size_t)told;
	return text;
}

static uint64_t padded(uint64_t size)
{
	return BLOCK + (size + BLOCK - 1) / BLOCK * BLOCK;
}

/* A name is at most one block. */
static bool has_label(const struct stat *status, uint64_t without)
{
	return (uint64_t)status->st_size == without + padded(1);
}

/* Whether a name comes behind the parts. */
static bool check_size(const char *file, const struct json_object *manifest, size_t text)
{
	uint64_t kernel = part_size(manifest, "kernel.size");
	uint64_t archive = part_size(manifest, "archive.size");
	uint64_t wanted = padded(text) + padded(kernel) + padded(archive) + 2 * BLOCK;
	struct stat status;
	char *why;

	if (stat(file, &status))
		fail_errno("cannot read %s", file);
	/* Each alone first: a sum of large numbers may be any number. */
	if (kernel <= (uint64_t)status.st_size && archive <= (uint64_t)status.st_size &&
	    ((uint64_t)status.st_size == wanted || has_label(&status, wanted)))
		return has_label(&status, wanted);
	why = text_format("it has %llu bytes and should have %llu",
			  (unsigned long long)status.st_size, (unsigned long long)wanted);
	fail_damaged(file, why);
}

/* The header's size is compared before anything is written: a hole takes no room in the file. */
static void check_member(struct archive *input, const char *member, const char *file, uint64_t size)
{
	struct archive_entry *entry = next_member(input, member, file);
	char *why = text_format("its %s has not the size that roast.json says", member);

	if (!archive_entry_size_is_set(entry) || archive_entry_size(entry) != (int64_t)size ||
	    archive_entry_sparse_count(entry) > 0)
		fail_damaged(file, why);
	free(why);
}

static void extract(struct archive *input, const char *member, const char *file,
		    const struct workplace *place, uint64_t size)
{
	char *path = text_format("%s/%s", place->directory, member);
	int output = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);

	check_member(input, member, file, size);
	if (output < 0)
		fail_errno("cannot write %s", path);
	if (archive_read_data_into_fd(input, output) != ARCHIVE_OK) {
		if (archive_errno(input) == ENOSPC)
			fail(STATUS_RESOURCES,
			     "no space for %s in the cache: roast prune makes some", file);
		fail_damaged(file, archive_error_string(input));
	}
	if (fchmod(output, file_mode_like(0644, file)) || close(output))
		fail_errno("cannot write %s", path);
	free(path);
}

static void check_part(struct json_object *manifest, const char *part, const char *file,
		       const struct workplace *place)
{
	char *path = text_format("%s/%s", place->directory, part);
	char *why = text_format("its %s is not what roast.json says", part);

	if (!manifest_part_fits(manifest, part, path))
		fail_damaged(file, why);
	free(path);
	free(why);
}

/* Behind the parts, which have been read or are passed over. */
static char *read_label(struct archive *input, const char *file)
{
	char label[BLOCK + 1] = "";
	struct archive_entry *entry;

	do {
		if (archive_read_next_header(input, &entry) != ARCHIVE_OK)
			fail_damaged(file, "it has no name where one should be");
	} while (strcmp(archive_entry_pathname(entry), "kernel") == 0 ||
		 strcmp(archive_entry_pathname(entry), "archive") == 0);
	if (strcmp(archive_entry_pathname(entry), "name") != 0 ||
	    archive_entry_filetype(entry) != AE_IFREG || archive_entry_size(entry) > BLOCK ||
	    archive_read_data(input, label, BLOCK) != archive_entry_size(entry) ||
	    !store_name_is_valid(label))
		fail_damaged(file, "its name is no name of an image");
	return text_copy(label);
}

static struct bundle *read_parts(struct archive *input, const char *file, const char *text,
				 struct json_object *manifest)
{
	struct workplace place = workplace_new(cache_folder("bundles"));

	extract(input, "kernel", file, &place, part_size(manifest, "kernel.size"));
	extract(input, "archive", file, &place, part_size(manifest, "archive.size"));
	check_part(manifest, "kernel", file, &place);
	check_part(manifest, "archive", file, &place);
	return workplace_finish(&place, text);
}

struct bundle *bundle_read(const char *file)
{
	struct archive *input = open_input(file);
	size_t size;
	char *text = read_manifest(input, file, &size);
	struct json_object *manifest = manifest_parse(text, file);
	char *digest = text_digest(text, size);
	struct bundle *bundle;
	bool labelled;

	if (strlen(text) != size)
		fail_damaged(file, "its roast.json has a zero in it");
	labelled = check_size(file, manifest, size);
	bundle = bundle_cached(digest);
	if (!bundle)
		bundle = read_parts(input, file, text, manifest);
	if (labelled)
		bundle->label = read_label(input, file);
	archive_read_free(input);
	json_object_put(manifest);
	free(digest);
	free(text);
	return bundle;
}
