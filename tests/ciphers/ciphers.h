/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's ciphers and checksums as programs reach them, and the CPU's registers meanwhile. */
#ifndef RUMPROAST_CIPHERS_H
#define RUMPROAST_CIPHERS_H

#include <stddef.h>
#include <stdint.h>

/* kernel.c: AF_ALG sockets. ---------------------------------------------------------------- */

/* A socket for operations with an algorithm, "skcipher" or "hash", or -1: the kernel has it not. */
int algorithm_open(const char *type, const char *name, const void *key, size_t key_size);

/* Encrypts or decrypts, with an IV of 16 bytes. The program ends if the kernel refuses. */
void algorithm_cipher(int operation, int encrypt, const void *iv, const void *from, void *to,
		      size_t size);

/* The size of the digest, at most 64 bytes. */
size_t algorithm_digest(int operation, const void *from, size_t size, void *digest);

/* registers.c: everything XSAVE saves. ------------------------------------------------------ */

/* Once, before the others: what is random must differ from program to program. */
void registers_prepare(uint64_t seed);

/*
 * A system call while all vector registers hold known values: its result, or minus an error
 * number; *kept tells whether the registers still hold them.
 */
long registers_across_call(long number, long a, long b, long c, long d, int *kept);

/* The same while the program computes without any call. 1: they hold. */
int registers_across_work(void);

/* Names of the sets of registers that were tried, for people. */
const char *registers_sets(void);

/* The tests: an exit status each. ---------------------------------------------------------  */

int test_vectors(void);
int test_agreement(void);
int test_registers(void);
int test_disk(const char *disk);

#endif
