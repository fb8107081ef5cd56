/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a writer does to its folder, step by step, and what the folder holds after each step:
 * both follow from a seed alone, so that the writer and, after the crash, the checker agree
 * without a word between them.
 *
 * A folder has SLOTS files. Every step changes one of them and ends with the system call after
 * which the change must survive (fsync, fdatasync, msync, a synchronous write, fsync of the
 * folder). Single-threaded; memory that cannot be had ends the program with status 2.
 */
#ifndef RUMPROAST_PLAN_H
#define RUMPROAST_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SLOTS 8
#define FILE_MAX 262144u /* bytes */
#define DIRECT_BLOCK 4096u
#define TEMPORARY "temporary"

enum action {
	ACTION_CREATE, /* a new file with all its content */
	ACTION_APPEND,
	ACTION_OVERWRITE, /* a part of what is there */
	ACTION_MAP,	  /* the same through a mapping */
	ACTION_DIRECT,	  /* a block past the page cache; it may make the file longer */
	ACTION_REPLACE,	  /* a temporary file renamed over this one */
	ACTION_TRUNCATE,
	ACTION_REMOVE,
};

/* How a step's data is made to last. */
enum sync { SYNC_FSYNC, SYNC_FDATASYNC, SYNC_WRITE, SYNC_COUNT };

struct step {
	enum action action;
	enum sync sync;
	unsigned int slot;
	size_t offset, size; /* the part that is written; for ACTION_TRUNCATE size is the new one */
	const unsigned char *data; /* size bytes, the plan's own, until the next call */
};

struct file {
	bool exists;
	size_t size;
	unsigned char *content; /* FILE_MAX bytes */
};

struct plan {
	uint64_t seed;
	uint64_t next; /* the number of the next step, from 1 */
	struct file files[SLOTS];
	struct step step; /* the next one */
	unsigned char *data;
};

/* The plan before its first step. writer tells apart the plans of one seed. */
void plan_start(struct plan *plan, uint64_t seed, unsigned int writer);

/* Frees what the plan owns. */
void plan_end(struct plan *plan);

/* The next step is done: the files are as it leaves them, and plan->step is the one after. */
void plan_advance(struct plan *plan);

/* What step makes of file, which is the one it is about. */
void plan_apply(const struct step *step, struct file *file);

#endif
