// SPDX-License-Identifier: GPL-2.0
/*
 * Whether the same has been built before.
 *
 * A key is the digest of a text that says everything that goes into an image, files by what
 * stat(2) tells of them. cache/keys/KEY holds the digest of the image that came of it, and is
 * locked while it is made.
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

/*
 * With its length before it, so that two different lists of texts never give the same bytes: what
 * a text contains (blanks, newlines) cannot be taken for the end of it.
 */
void key_describe_text(FILE *text, const char *value)
{
	if (value)
		fprintf(text, "%zu:%s\n", strlen(value), value);
	else
		fputs("none\n", text);
}

/* A file is the same as long as nobody has written it or put another in its place. */
void key_describe_file(FILE *text, const char *path)
{
	struct stat status;

	key_describe_text(text, path);
	if (stat(path, &status)) {
		fputs("is not there\n", text);
		return;
	}
	/* Not when its inode was changed: another name of the file changes that. */
	fprintf(text, "%llu %lld %lld.%09ld\n", (unsigned long long)status.st_ino,
		(long long)status.st_size, (long long)status.st_mtim.tv_sec,
		status.st_mtim.tv_nsec);
}

static void describe_node(FILE *text, const struct node *node)
{
	key_describe_text(text, node->path);
	fprintf(text, "%o %u:%u %llu %llx %lld ", node->mode, node->uid, node->gid,
		(unsigned long long)node->size, (unsigned long long)node->device,
		(long long)node->mtime);
	key_describe_text(text, node->link);
	key_describe_text(text, node->same);
	if (!S_ISREG(node->mode) || node->same) {
		fputc('\n', text);
	} else if (node->source) {
		fprintf(text, "%llu ", (unsigned long long)node->offset);
		key_describe_file(text, node->source);
	} else {
		char *digest = text_digest(node->memory ? node->memory : "", node->size);

		fprintf(text, "%s\n", digest);
		free(digest);
	}
}

void key_describe_texts(FILE *text, const char *title, const struct texts *list)
{
	fprintf(text, "%s %zu\n", title, list->count);
	for (size_t i = 0; i < list->count; i++)
		key_describe_text(text, list->texts[i]);
}

struct key_text *key_text_new(void)
{
	struct key_text *text = allocate(1, sizeof(*text));

	text->file = open_memstream(&text->data, &text->size);
	if (!text->file)
		fail(STATUS_RESOURCES, "not enough memory for roast itself");
	fprintf(text->file, "%d %s\n", BUNDLE_VERSION, ROAST_VERSION);
	return text;
}

char *key_text_end(struct key_text *text)
{
	char *digest;

	if (fclose(text->file))
		fail(STATUS_RESOURCES, "not enough memory for roast itself");
	digest = text_digest(text->data, text->size);
	free(text->data);
	free(text);
	return digest;
}

struct key_text *key_of_image(const struct image *image, const struct kernel *kernel,
			      int compression)
{
	struct tree_walk walk = { .tree = image->files };
	char *reference = told_reference(image->reference);
	struct key_text *text = key_text_new();
	struct node *node;

	fprintf(text->file, "%d %zu\n", compression, image->entry);
	key_describe_text(text->file, image->name);
	key_describe_text(text->file, reference);
	key_describe_file(text->file, kernel->path);
	key_describe_texts(text->file, "kernel", &kernel->components);
	key_describe_texts(text->file, "exposed", &image->exposed);
	key_describe_texts(text->file, "volumes", &image->volumes);
	fprintf(text->file, "packages %zu\n", image->package_count);
	for (size_t i = 0; i < image->package_count; i++) {
		key_describe_text(text->file, image->packages[i].name);
		key_describe_text(text->file, image->packages[i].version);
	}
	while ((node = tree_next(&walk)))
		describe_node(text->file, node);
	free(reference);
	return text;
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

struct bundle *key_take(struct key *key, struct key_text *text)
{
	char *digest = key_text_end(text);
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
