// SPDX-License-Identifier: GPL-2.0
/* What the archive of an image consists of. */
#include <archive.h>
#include <archive_entry.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/report.h"
#include "private.h"

static void __attribute__((noreturn)) fail_archive(const char *archive, struct archive *input)
{
	fail(STATUS_FORMAT, "%s is damaged: %s; build the image again", archive,
	     archive_error_string(input));
}

static char *finish_digest(EVP_MD_CTX *context)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int length = 0;
	char *hex;

	EVP_DigestFinal_ex(context, digest, &length);
	EVP_MD_CTX_free(context);
	hex = allocate(2 * length + 1, 1);
	for (unsigned int i = 0; i < length; i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	return hex;
}

static EVP_MD_CTX *begin_digest(const EVP_MD *kind)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	if (!context || !EVP_DigestInit_ex(context, kind, NULL))
		fail(STATUS_RESOURCES, "not enough memory for roast itself");
	return context;
}

static void digest_entry(struct archive *input, const char *archive, struct entry *entry)
{
	static char buffer[1 << 16];
	EVP_MD_CTX *sha1 = begin_digest(EVP_sha1()), *sha256 = begin_digest(EVP_sha256());
	la_ssize_t count;

	while ((count = archive_read_data(input, buffer, sizeof(buffer))) > 0) {
		EVP_DigestUpdate(sha1, buffer, (size_t)count);
		EVP_DigestUpdate(sha256, buffer, (size_t)count);
	}
	if (count < 0)
		fail_archive(archive, input);
	entry->sha1 = finish_digest(sha1);
	entry->sha256 = finish_digest(sha256);
}

/* Names in a cpio archive have no slash at their beginning. */
static char *absolute(const char *name)
{
	while (*name == '/' || (name[0] == '.' && (name[1] == '/' || !name[1])))
		name++;
	return text_format("/%s", name);
}

static struct entry take_entry(struct archive_entry *from)
{
	const char *link = archive_entry_symlink(from);

	if (!link)
		link = archive_entry_hardlink(from);
	return (struct entry){
		.path = absolute(archive_entry_pathname(from)),
		.mode = archive_entry_mode(from),
		.uid = (uid_t)archive_entry_uid(from),
		.gid = (gid_t)archive_entry_gid(from),
		.size = (uint64_t)archive_entry_size(from),
		.link = text_copy(link),
	};
}

struct entries archive_entries(const char *archive, bool digests)
{
	struct archive *input = archive_read_new();
	struct entries entries = { 0 };
	struct archive_entry *from;
	int result;

	archive_read_support_format_cpio(input);
	archive_read_support_filter_gzip(input);
	archive_read_support_filter_zstd(input);
	if (archive_read_open_filename(input, archive, 1 << 17) != ARCHIVE_OK)
		fail_archive(archive, input);
	while ((result = archive_read_next_header(input, &from)) == ARCHIVE_OK) {
		struct entry *entry;

		entries.entries =
			reallocate(entries.entries, entries.count + 1, sizeof(*entries.entries));
		entry = &entries.entries[entries.count++];
		*entry = take_entry(from);
		if (digests && S_ISREG(entry->mode))
			digest_entry(input, archive, entry);
	}
	if (result != ARCHIVE_EOF)
		fail_archive(archive, input);
	archive_read_free(input);
	return entries;
}

void entries_free(struct entries *entries)
{
	for (size_t i = 0; i < entries->count; i++) {
		free(entries->entries[i].path);
		free(entries->entries[i].link);
		free(entries->entries[i].sha1);
		free(entries->entries[i].sha256);
	}
	free(entries->entries);
	*entries = (struct entries){ 0 };
}
