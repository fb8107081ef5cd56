// SPDX-License-Identifier: GPL-2.0
/*
 * Carries a plan out in a folder, and says so on standard output once a step must survive:
 * "@ ack WRITER STEP". It never ends by itself: a full disk, or the crash, ends it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "durable.h"
#include "plan.h"

static void must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "durable: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int sync_flags(const struct step *step)
{
	return step->sync == SYNC_WRITE ? O_SYNC : 0;
}

static void sync_file(int file, const struct step *step)
{
	if (step->sync == SYNC_FDATASYNC)
		must(!fdatasync(file), "fdatasync");
	else if (step->sync == SYNC_FSYNC)
		must(!fsync(file), "fsync");
}

static void sync_folder(int folder)
{
	must(!fsync(folder), "fsync of the folder");
}

static void write_part(int file, const struct step *step)
{
	size_t done = 0;

	while (done < step->size) {
		ssize_t piece =
			pwrite(file, step->data + done, step->size - done, step->offset + done);

		must(piece > 0, "write");
		done += piece;
	}
}

static void write_new(int folder, const char *name, const struct step *step)
{
	int file = openat(folder, name, O_WRONLY | O_CREAT | O_TRUNC | sync_flags(step), 0644);

	must(file >= 0, "open");
	write_part(file, step);
	/* A synchronous write does not promise the file's name; fsync of the folder does. */
	sync_file(file, step);
	must(!close(file), "close");
}

static void write_in(int folder, const char *name, const struct step *step, int flags)
{
	int file = openat(folder, name, O_WRONLY | flags, 0);

	must(file >= 0, "open");
	write_part(file, step);
	sync_file(file, step);
	must(!close(file), "close");
}

static void write_mapped(int folder, const char *name, const struct step *step)
{
	size_t before = step->offset % getpagesize();
	int file = openat(folder, name, O_RDWR);
	unsigned char *pages;

	must(file >= 0, "open");
	pages = mmap(NULL, before + step->size, PROT_READ | PROT_WRITE, MAP_SHARED, file,
		     step->offset - before);
	must(pages != MAP_FAILED, "mmap");
	memcpy(pages + before, step->data, step->size);
	must(!msync(pages, before + step->size, MS_SYNC), "msync");
	munmap(pages, before + step->size);
	must(!close(file), "close");
}

static void truncate_file(int folder, const char *name, const struct step *step)
{
	int file = openat(folder, name, O_WRONLY);

	must(file >= 0, "open");
	must(!ftruncate(file, step->size), "ftruncate");
	must(!fsync(file), "fsync");
	must(!close(file), "close");
}

static void carry_out(int folder, const struct step *step)
{
	char name[16];

	slot_name(step->slot, name);
	switch (step->action) {
	case ACTION_CREATE:
		write_new(folder, name, step);
		sync_folder(folder);
		break;
	case ACTION_APPEND:
	case ACTION_OVERWRITE:
		write_in(folder, name, step, sync_flags(step));
		break;
	case ACTION_DIRECT:
		write_in(folder, name, step, O_DIRECT | sync_flags(step));
		break;
	case ACTION_MAP:
		write_mapped(folder, name, step);
		break;
	case ACTION_REPLACE:
		write_new(folder, TEMPORARY, step);
		must(!renameat(folder, TEMPORARY, folder, name), "rename");
		sync_folder(folder);
		break;
	case ACTION_TRUNCATE:
		truncate_file(folder, name, step);
		break;
	case ACTION_REMOVE:
		must(!unlinkat(folder, name, 0), "unlink");
		sync_folder(folder);
		break;
	}
}

void write_forever(uint64_t seed, unsigned int writer, const char *path)
{
	struct plan plan;
	char line[64];
	int folder, size;

	must(!mkdir(path, 0755), path);
	folder = open(path, O_RDONLY | O_DIRECTORY);
	must(folder >= 0, path);
	plan_start(&plan, seed, writer);
	for (;;) {
		carry_out(folder, &plan.step);
		size = snprintf(line, sizeof(line), "@ ack %u %llu\n", writer,
				(unsigned long long)plan.next);
		must(write(STDOUT_FILENO, line, size) == size, "standard output");
		plan_advance(&plan);
	}
}
