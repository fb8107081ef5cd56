// SPDX-License-Identifier: GPL-2.0
/* The steps that follow from a seed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan.h"

#define CREATE_MAX 65536u
#define PART_MAX 16384u

/* Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators (2014), the mixing step. */
static uint64_t random_number(uint64_t *state)
{
	uint64_t mixed = *state += 0x9e3779b97f4a7c15u;

	mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9u;
	mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebu;
	return mixed ^ mixed >> 31;
}

/* From low to high, both included. */
static size_t random_between(uint64_t *state, size_t low, size_t high)
{
	return low + random_number(state) % (high - low + 1);
}

static unsigned char *allocate(size_t size)
{
	unsigned char *memory = calloc(1, size);

	if (!memory) {
		fputs("durable: out of memory\n", stderr);
		exit(2);
	}
	return memory;
}

static enum action choose_action(uint64_t *state, const struct file *file)
{
	enum action action;

	if (!file->exists)
		return ACTION_CREATE;
	action = random_between(state, ACTION_APPEND, ACTION_REMOVE);
	if (file->size + PART_MAX > FILE_MAX &&
	    (action == ACTION_APPEND || action == ACTION_DIRECT))
		return ACTION_TRUNCATE;
	if (!file->size && (action == ACTION_OVERWRITE || action == ACTION_MAP))
		return ACTION_APPEND;
	return action;
}

static void choose_part(uint64_t *state, struct step *step, const struct file *file)
{
	size_t left;

	switch (step->action) {
	case ACTION_CREATE:
	case ACTION_REPLACE:
		step->size = random_between(state, 1, CREATE_MAX);
		break;
	case ACTION_APPEND:
		step->offset = file->size;
		step->size = random_between(state, 1, PART_MAX);
		break;
	case ACTION_OVERWRITE:
	case ACTION_MAP:
		step->offset = random_between(state, 0, file->size - 1);
		left = file->size - step->offset;
		step->size = random_between(state, 1, left < PART_MAX ? left : PART_MAX);
		break;
	case ACTION_DIRECT:
		step->offset = random_between(state, 0, file->size / DIRECT_BLOCK) * DIRECT_BLOCK;
		step->size = DIRECT_BLOCK;
		break;
	case ACTION_TRUNCATE:
		step->size = random_between(state, 0, file->size);
		break;
	case ACTION_REMOVE:
		break;
	}
}

static void choose_step(struct plan *plan)
{
	struct step *step = &plan->step;
	uint64_t state = plan->seed + plan->next * 0x2545f4914f6cdd1du;
	struct file *file;

	*step = (struct step){ .slot = random_between(&state, 0, SLOTS - 1), .data = plan->data };
	file = &plan->files[step->slot];
	step->action = choose_action(&state, file);
	step->sync = random_between(&state, 0, SYNC_COUNT - 1);
	choose_part(&state, step, file);
	if (step->action == ACTION_TRUNCATE || step->action == ACTION_REMOVE)
		return;
	for (size_t at = 0; at < step->size; at += sizeof(uint64_t)) {
		uint64_t word = random_number(&state);

		memcpy(plan->data + at, &word, sizeof(word));
	}
}

void plan_start(struct plan *plan, uint64_t seed, unsigned int writer)
{
	*plan = (struct plan){
		.seed = seed ^ (uint64_t)writer << 48,
		.next = 1,
		/* Whole words, and blocks as a direct write wants them. */
		.data = aligned_alloc(DIRECT_BLOCK, CREATE_MAX + DIRECT_BLOCK),
	};
	if (!plan->data) {
		fputs("durable: out of memory\n", stderr);
		exit(2);
	}
	for (int i = 0; i < SLOTS; i++)
		plan->files[i].content = allocate(FILE_MAX);
	choose_step(plan);
}

void plan_end(struct plan *plan)
{
	for (int i = 0; i < SLOTS; i++)
		free(plan->files[i].content);
	free(plan->data);
}

void plan_apply(const struct step *step, struct file *file)
{
	switch (step->action) {
	case ACTION_CREATE:
	case ACTION_REPLACE:
		file->size = 0;
		break;
	case ACTION_TRUNCATE:
		file->size = step->size;
		return;
	case ACTION_REMOVE:
		file->exists = false;
		file->size = 0;
		return;
	default:
		break;
	}
	file->exists = true;
	memcpy(file->content + step->offset, step->data, step->size);
	if (file->size < step->offset + step->size)
		file->size = step->offset + step->size;
}

void plan_advance(struct plan *plan)
{
	plan_apply(&plan->step, &plan->files[plan->step.slot]);
	plan->next++;
	choose_step(plan);
}
