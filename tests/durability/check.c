// SPDX-License-Identifier: GPL-2.0
/*
 * Holds a folder against a plan of which a number of steps was acknowledged. Those must be there
 * to the byte; of the one that was under way, any part may be.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "durable.h"
#include "plan.h"

/*
 * Steps that were done without being heard of: the last acknowledgements may be lost between the
 * writer and whoever counts them.
 */
#define UNHEARD 64

static void die(const char *what)
{
	fprintf(stderr, "durable: %s: %s\n", what, strerror(errno));
	exit(2);
}

static void read_file(int folder, const char *name, struct file *found)
{
	int file = openat(folder, name, O_RDONLY);
	ssize_t piece;

	found->content = calloc(1, FILE_MAX + 1);
	if (!found->content)
		die("memory");
	if (file < 0 && errno == ENOENT)
		return;
	if (file < 0)
		die(name);
	found->exists = true;
	while ((piece = read(file, found->content + found->size, FILE_MAX + 1 - found->size)) > 0)
		found->size += piece;
	if (piece < 0)
		die(name);
	close(file);
}

static bool is_same(const struct file *found, const struct file *expected, size_t from, size_t to)
{
	return to <= from || !memcmp(found->content + from, expected->content + from, to - from);
}

static bool is_whole(const struct file *found, const struct file *expected)
{
	return found->exists == expected->exists && found->size == expected->size &&
	       is_same(found, expected, 0, found->size);
}

/* Byte by byte what was there before, or what the step writes. */
static bool is_mixed(const struct file *found, const struct file *before, const struct step *step)
{
	for (size_t i = step->offset; i < step->offset + step->size && i < found->size; i++)
		if (found->content[i] != step->data[i - step->offset] &&
		    (i >= before->size || found->content[i] != before->content[i]) &&
		    (i < before->size || found->content[i]))
			return false;
	return true;
}

/* Byte by byte what was there before, or 0: what a file is to lose may be cleared first. */
static bool is_cleared(const struct file *found, const struct file *before, size_t from)
{
	for (size_t i = from; i < found->size; i++)
		if (found->content[i] && found->content[i] != before->content[i])
			return false;
	return true;
}

/* Whether the file may be like this after a crash in the middle of the step. */
static bool may_be(const struct file *found, const struct file *before, const struct step *step)
{
	size_t end = step->offset + step->size;

	switch (step->action) {
	case ACTION_CREATE:
		return !found->exists || found->size <= step->size;
	case ACTION_APPEND:
	case ACTION_OVERWRITE:
	case ACTION_MAP:
	case ACTION_DIRECT:
		return found->exists && found->size >= before->size &&
		       found->size <= (end > before->size ? end : before->size) &&
		       is_same(found, before, 0, step->offset) &&
		       is_same(found, before, end, before->size) && is_mixed(found, before, step);
	case ACTION_TRUNCATE:
		return found->exists &&
		       (found->size == before->size || found->size == step->size) &&
		       is_same(found, before, 0, step->size) &&
		       is_cleared(found, before, step->size);
	case ACTION_REMOVE:
		return !found->exists || is_whole(found, before);
	case ACTION_REPLACE:
		break;
	}
	return false; /* a rename is not done in part */
}

/* Whether all files are as after the plan's steps so far, or in the middle of the next. */
static bool is_consistent(struct plan *plan, struct file found[SLOTS])
{
	struct file after = { .content = malloc(FILE_MAX) };
	bool result = true;

	if (!after.content)
		die("memory");
	for (unsigned int slot = 0; slot < SLOTS && result; slot++) {
		struct file *before = &plan->files[slot];

		if (is_whole(&found[slot], before))
			continue;
		result = false;
		if (slot != plan->step.slot)
			continue;
		after.exists = before->exists;
		after.size = before->size;
		memcpy(after.content, before->content, FILE_MAX);
		plan_apply(&plan->step, &after);
		result =
			is_whole(&found[slot], &after) || may_be(&found[slot], before, &plan->step);
	}
	free(after.content);
	return result;
}

static void explain(struct plan *plan, struct file found[SLOTS], uint64_t steps)
{
	for (unsigned int slot = 0; slot < SLOTS; slot++) {
		struct file *expected = &plan->files[slot];
		size_t same = 0;

		if (is_whole(&found[slot], expected))
			continue;
		while (same < found[slot].size && same < expected->size &&
		       found[slot].content[same] == expected->content[same])
			same++;
		printf("after step %llu file %u: %s with %zu bytes expected, %s with %zu found, "
		       "the first %zu the same; the next step is %d of file %u, %zu bytes at %zu\n",
		       (unsigned long long)steps, slot, expected->exists ? "one" : "none",
		       expected->size, found[slot].exists ? "one" : "none", found[slot].size, same,
		       plan->step.action, plan->step.slot, plan->step.size, plan->step.offset);
	}
}

/* Files that no step makes. */
static unsigned int count_strangers(const char *path)
{
	DIR *folder = opendir(path);
	unsigned int count = 0;
	struct dirent *entry;
	char name[16];

	if (!folder)
		die(path);
	while ((entry = readdir(folder))) {
		bool known = entry->d_name[0] == '.' || !strcmp(entry->d_name, TEMPORARY);

		for (unsigned int slot = 0; slot < SLOTS && !known; slot++) {
			slot_name(slot, name);
			known = !strcmp(entry->d_name, name);
		}
		if (!known)
			printf("%s/%s: nobody wrote this\n", path, entry->d_name);
		count += !known;
	}
	closedir(folder);
	return count;
}

/* Whether the files are as after some step from the last acknowledged one on. */
static bool fits_plan(struct plan *plan, struct file found[SLOTS], uint64_t acknowledged)
{
	while (plan->next <= acknowledged)
		plan_advance(plan);
	if (is_consistent(plan, found))
		return true;
	explain(plan, found, acknowledged);
	for (unsigned int i = 0; i < UNHEARD; i++) {
		plan_advance(plan);
		if (is_consistent(plan, found))
			return true;
	}
	return false;
}

bool check(uint64_t seed, unsigned int writer, const char *path, uint64_t acknowledged)
{
	struct file found[SLOTS] = {};
	struct plan plan;
	int folder = open(path, O_RDONLY | O_DIRECTORY);
	char name[16];
	bool result;

	/* Its making was never acknowledged. */
	if (folder < 0 && errno == ENOENT && !acknowledged)
		return true;
	if (folder < 0)
		die(path);
	for (unsigned int slot = 0; slot < SLOTS; slot++) {
		slot_name(slot, name);
		read_file(folder, name, &found[slot]);
	}
	close(folder);
	plan_start(&plan, seed, writer);
	result = fits_plan(&plan, found, acknowledged) && !count_strangers(path);
	plan_end(&plan);
	for (unsigned int slot = 0; slot < SLOTS; slot++)
		free(found[slot].content);
	return result;
}
