// SPDX-License-Identifier: GPL-2.0
/*
 * usage: trees make DIRECTORY SEED FEATURES          a tree in a directory that is made, too
 *        trees list DIRECTORY FEATURES               what is in a tree, a line for each file
 *        trees sum DIRECTORY FEATURES [EXPECTED]     the list's checksum; and in lines that begin
 *                                                    with < and >, how EXPECTED differs, a list
 *        trees fill DIRECTORY                        until ENOSPC, and that nothing is lost by it
 * Status: 0 done, 1 a call failed or a list differs, 2 wrong usage.
 */
#include "trees.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *features = "";

int has_feature(char feature)
{
	return strchr(features, feature) != NULL;
}

void must(int holds, const char *text, const char *name)
{
	if (holds)
		return;
	fprintf(stderr, "trees: %s %s: %s\n", text, name, strerror(errno));
	exit(1);
}

/* xorshift64 by Marsaglia; the quality that matters is that no two blocks are alike. */
void random_bytes(uint64_t *state, void *buffer, size_t size)
{
	unsigned char *bytes = buffer;

	for (size_t done = 0; done < size; done += sizeof(*state)) {
		size_t left = size - done;

		*state ^= *state << 13;
		*state ^= *state >> 7;
		*state ^= *state << 17;
		memcpy(bytes + done, state, left < sizeof(*state) ? left : sizeof(*state));
	}
}

/* FNV-1a over words of 8 bytes, the last one filled up with zeros, and the size. */
uint64_t checksum(uint64_t before, const void *bytes, size_t size)
{
	const uint64_t prime = 0x100000001b3;
	uint64_t sum = before ^ 0xcbf29ce484222325;

	for (size_t done = 0; done < size; done += sizeof(sum)) {
		size_t left = size - done;
		uint64_t word = 0;

		memcpy(&word, (const char *)bytes + done,
		       left < sizeof(word) ? left : sizeof(word));
		sum = (sum ^ word) * prime;
		sum ^= sum >> 29;
	}
	return (sum ^ size) * prime;
}

static int usage(void)
{
	fputs("usage: trees make DIRECTORY SEED FEATURES | list DIRECTORY FEATURES |\n"
	      "       sum DIRECTORY FEATURES [EXPECTED] | fill DIRECTORY\n",
	      stderr);
	return 2;
}

int main(int argc, char **argv)
{
	const char *verb = argc > 2 ? argv[1] : "";
	char expected[4096] = "";

	if (!strcmp(verb, "make") && argc == 5) {
		features = argv[4];
		umask(022);
		must(mkdir(argv[2], 0755) == 0, "making", argv[2]);
		must(chdir(argv[2]) == 0, "changing to", argv[2]);
		make_tree(strtoull(argv[3], NULL, 10));
	} else if (!strcmp(verb, "sum") && (argc == 4 || argc == 5)) {
		features = argv[3];
		if (argc == 5)
			must(realpath(argv[4], expected) != NULL, "looking for", argv[4]);
		must(chdir(argv[2]) == 0, "changing to", argv[2]);
		sum_tree(*expected ? expected : NULL);
	} else if (!strcmp(verb, "list") && argc == 4) {
		features = argv[3];
		must(chdir(argv[2]) == 0, "changing to", argv[2]);
		list_tree();
	} else if (!strcmp(verb, "fill") && argc == 3) {
		must(chdir(argv[2]) == 0, "changing to", argv[2]);
		fill();
	} else {
		return usage();
	}
	return 0;
}
