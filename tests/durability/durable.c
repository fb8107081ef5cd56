// SPDX-License-Identifier: GPL-2.0
/*
 * Whether what was acknowledged survives a crash.
 *
 *   durable write SEED WRITERS FOLDER       writes until the end; "@ ack WRITER STEP" on standard
 *                                           output for each step that must survive
 *   durable check SEED FOLDER STEP...       the last step heard of from each writer;
 *                                           "@ durable whole" or "@ durable lost"
 * Exit status: 0 whole, 1 lost or a failed write, 2 wrong usage or something cannot be read.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "durable.h"

void slot_name(unsigned int slot, char *name)
{
	snprintf(name, 16, "file-%u", slot);
}

static void folder_name(char *path, size_t size, const char *folder, unsigned int writer)
{
	snprintf(path, size, "%s/writer-%u", folder, writer);
}

static int write_all(uint64_t seed, unsigned int writers, const char *folder)
{
	char path[4096];
	int status = 0;

	for (unsigned int writer = 0; writer < writers; writer++) {
		folder_name(path, sizeof(path), folder, writer);
		if (!fork())
			write_forever(seed, writer, path);
	}
	wait(&status);
	return 1;
}

static int check_all(uint64_t seed, const char *folder, char **steps)
{
	bool whole = true;
	char path[4096];

	for (unsigned int writer = 0; steps[writer]; writer++) {
		folder_name(path, sizeof(path), folder, writer);
		if (check(seed, writer, path, strtoull(steps[writer], NULL, 10)))
			continue;
		printf("%s: not what was acknowledged\n", path);
		whole = false;
	}
	printf("@ durable %s\n", whole ? "whole" : "lost");
	return whole ? 0 : 1;
}

int main(int argc, char **argv)
{
	if (argc == 5 && !strcmp(argv[1], "write"))
		return write_all(strtoull(argv[2], NULL, 10), strtoul(argv[3], NULL, 10), argv[4]);
	if (argc >= 5 && !strcmp(argv[1], "check"))
		return check_all(strtoull(argv[2], NULL, 10), argv[3], argv + 4);
	fputs("usage: durable write SEED WRITERS FOLDER | check SEED FOLDER STEP...\n", stderr);
	return 2;
}
