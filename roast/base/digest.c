// SPDX-License-Identifier: GPL-2.0
/* SHA-256 of files. */
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include "files.h"
#include "report.h"
#include "text.h"

static char *in_hex(const unsigned char *bytes, size_t count)
{
	static const char digits[] = "0123456789abcdef";
	char *text = allocate(count * 2 + 1, 1);

	for (size_t i = 0; i < count; i++) {
		text[2 * i] = digits[bytes[i] >> 4];
		text[2 * i + 1] = digits[bytes[i] & 15];
	}
	return text;
}

char *file_digest(const char *path)
{
	static unsigned char buffer[1 << 17];
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int size = 0;
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	int file = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t count;

	if (file < 0)
		fail_errno("cannot read %s", path);
	if (!context || !EVP_DigestInit_ex(context, EVP_sha256(), NULL))
		fail(STATUS_RESOURCES, "not enough memory for roast itself");
	while ((count = read(file, buffer, sizeof(buffer))) != 0) {
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			fail_errno("cannot read %s", path);
		EVP_DigestUpdate(context, buffer, (size_t)count);
	}
	EVP_DigestFinal_ex(context, digest, &size);
	EVP_MD_CTX_free(context);
	close(file);
	return in_hex(digest, size);
}
