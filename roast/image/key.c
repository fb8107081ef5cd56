// SPDX-License-Identifier: GPL-2.0
/*
 * Whether the same has been built before.
 *
 * A key is the digest of everything that goes into an image, files by what stat(2) tells of them.
 * cache/keys/KEY holds the digest of the image that came of it, and is locked while it is made.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/report.h"
#include "private.h"

/* A file is the same as long as nobody has written it or put another in its place. */
static void describe_status(FILE *text, const char *path)
{
	struct stat status;

	if (stat(path, &status))
		fail_errno("cannot read %s", path);
	fprintf(text, "%s %llu %lld %lld.%09ld %lld.%09ld\n", path,
		(unsigned long long)status.st_ino, (long long)status.st_size,
		(long long)status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
		(long long)status.st_ctim.tv_sec, status.st_ctim.tv_nsec);
}

static void describe_node(FILE *text, const struct node *node)
{
	fprintf(text, "%s %o %u:%u %llu %llx %s %s ", node->path, node->mode, node->uid, node->gid,
		(unsigned long long)node->size, (unsigned long long)node->device,
		node->link ? node->link : "-", node->same ? node->same : "-");
	if (!S_ISREG(node->mode) || node->same) {
		fputc('\n', text);
	} else if (node->source) {
		fprintf(text, "%llu ", (unsigned long long)node->offset);
		describe_status(text, node->source);
	} else {
		char *digest = text_digest(node->memory ? node->memory : "", node->size);

		fprintf(text, "%s\n", digest);
		free(digest);
	}
}

static void describe_texts(FILE *text, const char *title, const struct texts *list)
{
	fprintf(text, "%s", title);
	for (size_t i = 0; i < list->count; i++)
		fprintf(text, " %s", list->texts[i]);
	fputc('\n', text);
}

static char *key_of(const struct image *image, const struct kernel *kernel, int compression)
{
	struct tree_walk walk = { .tree = image->files };
	char *reference = told_reference(image->reference);
	struct node *node;
	char *data, *digest;
	size_t size;
	FILE *text = open_memstream(&data, &size);

	if (!text)
		fail(STATUS_RESOURCES, "not enough memory for roast itself");
	fprintf(text, "%d %s %d %s %s\n", BUNDLE_VERSION, ROAST_VERSION, compression, image->name,
		reference);
	describe_status(text, kernel->path);
	describe_texts(text, "kernel", &kernel->components);
	describe_texts(text, "exposed", &image->exposed);
	describe_texts(text, "volumes", &image->volumes);
	for (size_t i = 0; i < image->package_count; i++)
		fprintf(text, "%s %s\n", image->packages[i].name, image->packages[i].version);
	while ((node = tree_next(&walk)))
		describe_node(text, node);
	if (fclose(text))
		fail(STATUS_RESOURCES, "not enough memory for roast itself");
	digest = text_digest(data, size);
	free(reference);
	free(data);
	return digest;
}

static int lock_key(const char *path)
{
	int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (file < 0)
		fail_errno("cannot write %s", path);
	while (flock(file, LOCK_EX))
		if (errno != EINTR)
			fail_errno("cannot lock %s", path);
	return file;
}

struct bundle *key_take(struct key *key, const struct image *image, const struct kernel *kernel,
			int compression)
{
	char *digest = key_of(image, kernel, compression);
	char before[65] = "";

	key->path = text_format("%s/%s", cache_folder("keys"), digest);
	key->file = lock_key(key->path);
	free(digest);
	if (pread(key->file, before, 64, 0) != 64 ||
	    strspn(before, "0123456789abcdef") != strlen(before))
		return NULL;
	return bundle_cached(before);
}

void key_release(struct key *key, const struct bundle *bundle)
{
	if (bundle && pwrite(key->file, bundle->digest, 64, 0) != 64)
		fail_errno("cannot write %s", key->path);
	close(key->file);
	free(key->path);
}
