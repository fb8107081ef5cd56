// SPDX-License-Identifier: GPL-2.0
/*
 * usage: ciphers vectors      known results of standards
 *        ciphers agreement    every implementation against plain C
 *        ciphers registers    a program's vector registers across system calls that use them
 *        ciphers disk DISK    the same with an encrypted disk, whose 2 MiB are overwritten
 * Says its results in the Test Anything Protocol.
 */
#include "../programs/tap.h"

#include "ciphers.h"

#include <linux/if_alg.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#define SIZE 4096
#define TURNS 200

/* send() and read() carry the data, and in these the kernel computes. */
int test_registers(void)
{
	static const char *const hashes[] = { "sha1", "sha256", "sha512", "crc32c" };
	static char data[SIZE];
	unsigned char digest[64];

	registers_prepare((uint64_t)getpid());
	note("sets of registers: %s", registers_sets());
	for (size_t i = 0; i < sizeof(hashes) / sizeof(hashes[0]); i++) {
		int operation = algorithm_open("hash", hashes[i], NULL, 0), all = 1, kept;

		require(operation >= 0);
		for (int turn = 0; turn < TURNS && all; turn++) {
			require(registers_across_call(SYS_sendto, operation, (long)data, SIZE, 0,
						      &kept) == SIZE);
			all = kept;
			require(registers_across_call(SYS_read, operation, (long)digest, 64, 0,
						      &kept) > 0);
			all = all && kept;
		}
		check(all, "registers are kept while the kernel computes %s", hashes[i]);
		close(operation);
	}
	check(registers_across_work(), "registers are kept without a call");
	return finish();
}

int main(int argc, char **argv)
{
	const char *test = argc > 1 ? argv[1] : "";

	if (!strcmp(test, "vectors") && argc == 2)
		return test_vectors();
	if (!strcmp(test, "agreement") && argc == 2)
		return test_agreement();
	if (!strcmp(test, "registers") && argc == 2)
		return test_registers();
	if (!strcmp(test, "disk") && argc == 3)
		return test_disk(argv[2]);
	fputs("usage: ciphers vectors | agreement | registers | disk DISK\n", stderr);
	return 2;
}
