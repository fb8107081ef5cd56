// SPDX-License-Identifier: GPL-2.0
/* Every implementation of an algorithm gives what every other gives, and what its standard says. */
#include "../programs/tap.h"

#include "ciphers.h"

#define SIZE_MAX_TRIED 4096
#define NAMES_MAX 64

static unsigned char key[64], iv[16], plain[SIZE_MAX_TRIED + 64];

static const struct cipher {
	const char *name;
	const char *plain_driver; /* C alone */
	size_t key_size, unit;
} ciphers[] = {
	{ "ecb(aes)", "ecb(aes-generic)", 32, 16 },
	{ "cbc(aes)", "cbc(aes-generic)", 32, 16 },
	{ "xts(aes)", "xts(ecb(aes-generic))", 64, 16 },
	{ "xts(serpent)", "xts(ecb(serpent-generic))", 64, 16 },
};

static const struct hash {
	const char *name, *plain_driver;
} hashes[] = {
	{ "sha1", "sha1-generic" },
	{ "sha256", "sha256-generic" },
	{ "sha512", "sha512-generic" },
	{ "crc32c", "crc32c-generic" },
};

static void fill_random(unsigned char *bytes, size_t size, uint64_t state)
{
	while (size--) {
		state = state * 6364136223846793005 + 1442695040888963407;
		*bytes++ = (unsigned char)(state >> 56);
	}
}

static int add_driver(char drivers[][64], int count, const char *driver)
{
	for (int i = 0; i < count; i++) {
		if (!strcmp(drivers[i], driver))
			return count;
	}
	require(count < NAMES_MAX);
	snprintf(drivers[count], sizeof(drivers[count]), "%s", driver);
	return count + 1;
}

/* What /proc/crypto lists under a name, without what is for the kernel's own use. */
static int find_drivers(const char *name, char drivers[][64])
{
	FILE *list = fopen("/proc/crypto", "re");
	char line[256], current[128] = "", driver[64] = "";
	int count = 0;

	require(list != NULL);
	while (fgets(line, sizeof(line), list)) {
		char value[128] = "";

		sscanf(line, "%*[^:]: %127s", value);
		if (!strncmp(line, "name ", 5))
			memcpy(current, value, sizeof(current));
		else if (!strncmp(line, "driver ", 7))
			snprintf(driver, sizeof(driver), "%.63s", value);
		else if (!strncmp(line, "internal ", 9) && !strcmp(value, "no") &&
			 !strcmp(current, name))
			count = add_driver(drivers, count, driver);
	}
	fclose(list);
	return count;
}

static int ciphers_agree(const struct cipher *cipher, int one, int other)
{
	static unsigned char mine[SIZE_MAX_TRIED], theirs[SIZE_MAX_TRIED], back[SIZE_MAX_TRIED];
	const void *vector = strncmp(cipher->name, "ecb", 3) ? iv : NULL;

	for (size_t size = cipher->unit; size <= SIZE_MAX_TRIED;
	     size += size < 640 ? cipher->unit : 48 * cipher->unit) {
		const unsigned char *from = plain + size / cipher->unit % 33;

		algorithm_cipher(one, 1, vector, from, mine, size);
		algorithm_cipher(other, 1, vector, from, theirs, size);
		algorithm_cipher(one, 0, vector, theirs, back, size);
		if (memcmp(mine, theirs, size) || memcmp(back, from, size)) {
			note("%s differs at %zu bytes", cipher->name, size);
			return 0;
		}
	}
	return 1;
}

static int hashes_agree(int one, int other)
{
	unsigned char mine[64], theirs[64];

	for (size_t size = 1; size <= SIZE_MAX_TRIED; size += size < 300 ? 1 : 97) {
		size_t length = algorithm_digest(one, plain + size % 33, size, mine);

		if (algorithm_digest(other, plain + size % 33, size, theirs) != length ||
		    memcmp(mine, theirs, length)) {
			note("digests of %zu bytes differ", size);
			return 0;
		}
	}
	return 1;
}

static void try_cipher(const struct cipher *cipher)
{
	char drivers[NAMES_MAX][64];
	int reference, count, one;

	one = algorithm_open("skcipher", cipher->name, key, cipher->key_size);
	reference = algorithm_open("skcipher", cipher->plain_driver, key, cipher->key_size);
	check(one >= 0 && reference >= 0, "the kernel has %s", cipher->name);
	if (one < 0 || reference < 0)
		return;
	check(ciphers_agree(cipher, one, reference), "%s is the same by every way", cipher->name);
	close(one);
	count = find_drivers(cipher->name, drivers);
	for (int i = 0; i < count; i++) {
		one = algorithm_open("skcipher", drivers[i], key, cipher->key_size);
		note("%s by %s", cipher->name, drivers[i]);
		if (!check(one >= 0 && ciphers_agree(cipher, one, reference), "%s agrees",
			   drivers[i]))
			return;
		close(one);
	}
	close(reference);
}

static void try_hash(const struct hash *hash)
{
	char drivers[NAMES_MAX][64];
	int reference = algorithm_open("hash", hash->plain_driver, NULL, 0), count;

	check(reference >= 0, "the kernel has %s", hash->name);
	if (reference < 0)
		return;
	count = find_drivers(hash->name, drivers);
	for (int i = 0; i < count; i++) {
		int one = algorithm_open("hash", drivers[i], NULL, 0);

		note("%s by %s", hash->name, drivers[i]);
		check(one >= 0 && hashes_agree(one, reference), "%s agrees", drivers[i]);
		close(one);
	}
	close(reference);
}

int test_agreement(void)
{
	fill_random(key, sizeof(key), 1);
	fill_random(iv, sizeof(iv), 2);
	fill_random(plain, sizeof(plain), 3);
	for (size_t i = 0; i < sizeof(ciphers) / sizeof(ciphers[0]); i++)
		try_cipher(&ciphers[i]);
	for (size_t i = 0; i < sizeof(hashes) / sizeof(hashes[0]); i++)
		try_hash(&hashes[i]);
	return finish();
}

/* FIPS 180-4's examples, and SP 800-38A, F.1.5: ECB-AES256. */
int test_vectors(void)
{
	static const unsigned char sha256_of_abc[] = {
		0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40,
		0xde, 0x5d, 0xae, 0x22, 0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17,
		0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad,
	};
	static const unsigned char aes_key[] = {
		0x60, 0x3d, 0xeb, 0x10, 0x15, 0xca, 0x71, 0xbe, 0x2b, 0x73, 0xae,
		0xf0, 0x85, 0x7d, 0x77, 0x81, 0x1f, 0x35, 0x2c, 0x07, 0x3b, 0x61,
		0x08, 0xd7, 0x2d, 0x98, 0x10, 0xa3, 0x09, 0x14, 0xdf, 0xf4,
	};
	static const unsigned char aes_plain[] = { 0x6b, 0xc1, 0xbe, 0xe2, 0x2e, 0x40, 0x9f, 0x96,
						   0xe9, 0x3d, 0x7e, 0x11, 0x73, 0x93, 0x17, 0x2a };
	static const unsigned char aes_cipher[] = {
		0xf3, 0xee, 0xd1, 0xbd, 0xb5, 0xd2, 0xa0, 0x3c,
		0x06, 0x4b, 0x5a, 0x7e, 0x3d, 0xb1, 0x81, 0xf8
	};
	unsigned char out[64];
	int operation = algorithm_open("hash", "sha256", NULL, 0);

	require(operation >= 0);
	check(algorithm_digest(operation, "abc", 3, out) == 32 && !memcmp(out, sha256_of_abc, 32),
	      "SHA-256 as its standard has it");
	close(operation);
	operation = algorithm_open("skcipher", "ecb(aes)", aes_key, sizeof(aes_key));
	require(operation >= 0);
	algorithm_cipher(operation, 1, NULL, aes_plain, out, 16);
	check(!memcmp(out, aes_cipher, 16), "AES-256 as its standard has it");
	close(operation);
	return finish();
}
