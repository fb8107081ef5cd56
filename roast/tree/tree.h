/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A file system in memory: names, owners and modes, with contents left where they are.
 *
 * So an ordinary user can make archives with root's files and devices, and the result does not
 * depend on the machine. Paths are absolute within the tree ("/usr/bin/env"), without "." or
 * "..", without a slash at the end; the root is "/". Errors end through fail().
 */
#ifndef ROAST_TREE_H
#define ROAST_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct tree;

struct node {
	const char *path; /* the tree's */
	mode_t mode;	  /* type and permissions */
	uid_t uid;
	gid_t gid;
	uint64_t size;	    /* of a regular file, in bytes */
	const char *link;   /* of a symbolic link, where to; the tree's */
	dev_t device;	    /* of a device node */
	int64_t mtime;	    /* when the content was changed, seconds since 1970; 0: not kept */
	const char *source; /* a file of this machine with the content; null: memory */
	uint64_t offset;    /* where in source it begins */
	/* Which file source was when its kind, owner and size were read; inode 0: not known. */
	dev_t source_device;
	ino_t source_inode;
	const char *memory;  /* the content, the tree's */
	const char *same;    /* hard link: the path of the file it is another name of; or null */
	const char *package; /* which package brought it, "name=version"; or null. Not owned. */
};

struct tree *tree_new(void);
void tree_free(struct tree *tree);

/*
 * Adds a node, in place of one with the same path. Parents that are missing become directories
 * 0755 of root. A directory over a directory keeps what is in it; over a symbolic link to a
 * directory it keeps the link (a merged /usr). Symbolic links in the path's parents are
 * followed. The node's texts are copied. Returns the node, good until the tree changes.
 */
struct node *tree_add(struct tree *tree, const struct node *node);
struct node *tree_add_directory(struct tree *tree, const char *path, mode_t permissions);
struct node *tree_add_link(struct tree *tree, const char *path, const char *target);
/* A regular file with a copy of data. */
struct node *tree_add_memory(struct tree *tree, const char *path, mode_t permissions,
			     const void *data, size_t size);
/* A regular file with the content that source has on this machine; permissions 0: the source's. */
struct node *tree_add_file(struct tree *tree, const char *path, mode_t permissions,
			   const char *source);

/* Takes path and everything below it away. */
void tree_remove(struct tree *tree, const char *path);

/* The node of exactly this path; null if there is none. */
struct node *tree_find(const struct tree *tree, const char *path);
/*
 * The node that path leads to, over symbolic links in the tree, at most 40; null if it leads
 * nowhere. follow_last: whether a link at the end is followed too.
 */
struct node *tree_resolve(const struct tree *tree, const char *path, bool follow_last);

/* All nodes below path (null: all), sorted by path so that parents come first; until null. */
struct tree_walk {
	const struct tree *tree;
	size_t next;
	const char *below;
};
struct node *tree_next(struct tree_walk *walk);

/* What a regular file has, at most size bytes from offset; returns how many. */
size_t tree_read(const struct tree *tree, const struct node *node, uint64_t offset, void *data,
		 size_t size);
/*
 * Opens the file of this machine that has the node's content, for reading. Fails if another file is
 * there by now: what was checked is what is read, and who owns a folder on the way could exchange a
 * file for a link to one of root's.
 */
int tree_open_source(const struct node *node);
/* All of a small file with a zero behind it, at most 16 MB; the caller's. */
char *tree_text(const struct tree *tree, const struct node *node);

uint64_t tree_bytes(const struct tree *tree); /* sum of regular files' sizes, hard links once */
size_t tree_count(const struct tree *tree);

/* A copy of everything in other is added, below the path below ("/" for the root). */
void tree_add_tree(struct tree *tree, const struct tree *other, const char *below);

/* ---- reading */

/*
 * Adds the directory of this machine at path. Owners: root's, unless keep_owners. Sockets are
 * left out with a warning; files that cannot be read end through fail().
 */
void tree_add_host_directory(struct tree *tree, const char *path, const char *directory,
			     bool keep_owners);

/*
 * Adds a tar, cpio or zip archive, compressed or not, that libarchive reads; contents are put
 * into the directory spool, which has to live as long as the tree. whiteouts: names .wh.* and
 * .wh..wh..opq take files of the tree away, as OCI layers say.
 */
void tree_add_archive(struct tree *tree, const char *archive, const char *spool, bool whiteouts);

/*
 * As tree_add_archive(), of the first member of archive whose name begins with member, which is
 * an archive itself: "data.tar" of a Debian package, a layer of a saved image. Fails if there is
 * none.
 */
void tree_add_archive_member(struct tree *tree, const char *archive, const char *member,
			     const char *spool, bool whiteouts);

/* Whether libarchive can read the file as one of these. */
bool tree_is_archive(const char *file);

/* ---- parts of other file systems */

/*
 * Tells what is at exactly this path of another file system, without links in its parents; false:
 * nothing. The texts are good until the next call.
 */
typedef bool tree_look(const void *context, const char *path, struct node *found);
tree_look tree_look_tree;    /* context: a struct tree */
tree_look tree_look_machine; /* this machine's own; context: null */
/*
 * Of this machine's own what every user may read: files, directories that all may enter, and
 * links; nothing below /dev, /proc, /root, /run and /sys. For what a program or a script names,
 * whose author is not trusted.
 */
tree_look tree_look_public;

/* Where path leads there, over links: the caller's; null if it leads nowhere. */
char *tree_where(const char *path, tree_look *look, const void *context);
/*
 * Adds the file, or the directory without what is in it, that path leads to there, with the links
 * and directories on the way, so that path leads to it here, too. What is here already stays.
 * Returns where it leads here, the caller's; null if there is nothing.
 */
char *tree_bring(struct tree *tree, const char *path, tree_look *look, const void *context);

/* ---- writing: the same tree gives the same bytes; times are zero, order is by path */

enum tree_form { TREE_CPIO, TREE_TAR };
enum tree_compression { TREE_PLAIN, TREE_GZIP, TREE_ZSTD };
/* An output that is not complete is removed. Shows progress as what. */
void tree_write(const struct tree *tree, const char *file, enum tree_form form,
		enum tree_compression compression, const char *what);

#endif
