// SPDX-License-Identifier: GPL-2.0
/* Reading a directory of this machine into a tree. */
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/report.h"
#include "../base/text.h"
#include "private.h"

/* A file with several names, by which it is told. */
struct several {
	dev_t device;
	ino_t inode;
	char *path; /* in the tree */
};

struct copying {
	struct tree *tree;
	const char *prefix; /* of the tree; "" for the root */
	size_t skip;	    /* the length of the directory's own path */
	bool keep_owners;
	void *several; /* of tsearch(3) */
};

static int compare_several(const void *one, const void *other)
{
	const struct several *left = one, *right = other;

	if (left->device != right->device)
		return left->device < right->device ? -1 : 1;
	return left->inode < right->inode ? -1 : left->inode > right->inode;
}

static void free_several(void *several)
{
	free(((struct several *)several)->path);
	free(several);
}

/* The path in the tree of the first name of this file; null if this is it. */
static const char *first_name(struct copying *copying, const struct stat *found, const char *path)
{
	struct several key = { .device = found->st_dev, .inode = found->st_ino };
	struct several **place, *added;

	if (found->st_nlink < 2)
		return NULL;
	place = tfind(&key, &copying->several, compare_several);
	if (place)
		return (*place)->path;
	added = allocate(1, sizeof(*added));
	*added = key;
	added->path = text_copy(path);
	if (!tsearch(added, &copying->several, compare_several))
		fail(STATUS_RESOURCES, "not enough memory for a list of files");
	return NULL;
}

static char *read_link(const char *path, off_t size)
{
	size_t room = (size > 0 ? size : 4096) + 1;
	char *link = allocate(room, 1);
	ssize_t length = readlink(path, link, room - 1);

	if (length < 0)
		fail_errno("%s cannot be read", path);
	link[length] = '\0';
	return link;
}

/*
 * A second name of another's file in a folder of an ordinary user's may be that user's doing; his
 * own rights would not read it. The kernel forbids such names unless fs.protected_hardlinks is off.
 */
static void refuse_borrowed(const FTSENT *found, const struct stat *status)
{
	const struct stat *folder = found->fts_level > 0 ? found->fts_parent->fts_statp : NULL;

	if (folder && status->st_nlink > 1 && !(status->st_mode & S_IROTH) &&
	    status->st_uid != folder->st_uid && folder->st_uid != 0 && geteuid() != folder->st_uid)
		fail(STATUS_FAILED, "%s is a second name of a file of another user's",
		     found->fts_path);
}

static void add_found(struct copying *copying, FTSENT *found)
{
	const struct stat *status = found->fts_statp;
	char *path = text_format("%s%s", copying->prefix, found->fts_path + copying->skip);
	char *link = NULL;
	struct node node = {
		.path = *path ? path : "/",
		.mode = status->st_mode,
		.uid = copying->keep_owners ? status->st_uid : 0,
		.gid = copying->keep_owners ? status->st_gid : 0,
		.device = status->st_rdev,
	};

	if (S_ISLNK(node.mode)) {
		link = read_link(found->fts_accpath, status->st_size);
		node.link = link;
	} else if (S_ISREG(node.mode)) {
		refuse_borrowed(found, status);
		node.source_device = status->st_dev;
		node.source_inode = status->st_ino;
		node.same = first_name(copying, status, path);
		node.source = node.same ? NULL : found->fts_path;
		node.size = status->st_size;
		if (access(found->fts_accpath, R_OK) < 0)
			fail_errno("%s cannot be read", found->fts_path);
	}
	tree_add(copying->tree, &node);
	free(path);
	free(link);
}

static void visit(struct copying *copying, FTSENT *found)
{
	switch (found->fts_info) {
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		errno = found->fts_errno;
		fail_errno("%s cannot be read", found->fts_path);
	case FTS_DP:
		return;
	default:
		break;
	}
	if (S_ISSOCK(found->fts_statp->st_mode))
		warn("%s is a socket and is left out", found->fts_path);
	else
		add_found(copying, found);
}

void tree_add_host_directory(struct tree *tree, const char *path, const char *directory,
			     bool keep_owners)
{
	char *absolute = realpath(directory, NULL);
	char *roots[] = { absolute, NULL };
	struct copying copying = { .tree = tree, .keep_owners = keep_owners };
	FTSENT *found;
	FTS *walk;

	if (!absolute)
		fail_errno("%s", directory);
	copying.prefix = strcmp(path, "/") == 0 ? "" : path;
	copying.skip = strcmp(absolute, "/") == 0 ? 0 : strlen(absolute);
	/*
	 * With a change of directory fts enters what it has looked at and no link in its place, and
	 * comes back to where it began.
	 */
	walk = fts_open(roots, FTS_PHYSICAL, NULL);
	if (!walk)
		fail_errno("%s cannot be read", directory);
	while ((errno = 0, found = fts_read(walk)))
		visit(&copying, found);
	if (errno)
		fail_errno("%s cannot be read", directory);
	fts_close(walk);
	tdestroy(copying.several, free_several);
	free(absolute);
}
