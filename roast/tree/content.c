// SPDX-License-Identifier: GPL-2.0
/* The contents of files, wherever they are. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/report.h"
#include "../base/text.h"
#include "private.h"

#define TEXT_MAX (16u << 20)

int tree_open_source(const struct node *node)
{
	/* Not to wait for who writes to a FIFO that was put in its place. */
	int file = open(node->source, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat status;

	if (file < 0)
		fail_errno("%s cannot be read", node->source);
	if (!node->source_inode)
		return file;
	if (fstat(file, &status) || !S_ISREG(status.st_mode) ||
	    status.st_dev != node->source_device || status.st_ino != node->source_inode)
		fail(STATUS_FAILED, "%s was exchanged while it was read: try again", node->source);
	return file;
}

void content_open(struct content *content, const struct tree *tree, const struct node *node)
{
	if (node->same)
		node = tree_find(tree, node->same);
	*content = (struct content){ .node = node, .file = -1 };
	if (node->source)
		content->file = tree_open_source(node);
}

static size_t read_file(const struct content *content, void *data, size_t size)
{
	size_t count = 0;

	while (count < size) {
		ssize_t got = pread(content->file, (char *)data + count, size - count,
				    content->node->offset + content->at + count);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			fail_errno("%s cannot be read", content->node->source);
		if (got == 0)
			fail(STATUS_FAILED, "%s became shorter while it was read: try again",
			     content->node->source);
		count += got;
	}
	return count;
}

size_t content_read(struct content *content, void *data, size_t size)
{
	uint64_t left = content->node->size - content->at;

	if (content->at >= content->node->size)
		return 0;
	if (size > left)
		size = left;
	if (content->file >= 0)
		read_file(content, data, size);
	else
		memcpy(data, content->node->memory + content->at, size);
	content->at += size;
	return size;
}

void content_close(struct content *content)
{
	if (content->file >= 0)
		close(content->file);
}

size_t tree_read(const struct tree *tree, const struct node *node, uint64_t offset, void *data,
		 size_t size)
{
	struct content content;
	size_t count;

	content_open(&content, tree, node);
	content.at = offset;
	count = content_read(&content, data, size);
	content_close(&content);
	return count;
}

char *tree_text(const struct tree *tree, const struct node *node)
{
	char *text;

	/* A name's own size may be older than the file's. */
	if (node->same)
		node = tree_find(tree, node->same);
	if (node->size > TEXT_MAX)
		fail(STATUS_FORMAT, "%s is larger than a text can be", node->path);
	text = allocate(node->size + 1, 1);
	tree_read(tree, node, 0, text, node->size);
	return text;
}
