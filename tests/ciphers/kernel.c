// SPDX-License-Identifier: GPL-2.0
/* AF_ALG: the kernel's algorithms as sockets (Linux' Documentation/crypto/userspace-if.rst). */
#include "../programs/tap.h"

#include "ciphers.h"

#include <linux/if_alg.h>
#include <sys/socket.h>

#define IV_SIZE 16

int algorithm_open(const char *type, const char *name, const void *key, size_t key_size)
{
	struct sockaddr_alg address = { .salg_family = AF_ALG };
	int description = socket(AF_ALG, SOCK_SEQPACKET, 0), operation;

	require(description >= 0);
	snprintf((char *)address.salg_type, sizeof(address.salg_type), "%s", type);
	snprintf((char *)address.salg_name, sizeof(address.salg_name), "%s", name);
	if (bind(description, (struct sockaddr *)&address, sizeof(address)) ||
	    (key_size && setsockopt(description, SOL_ALG, ALG_SET_KEY, key, key_size))) {
		close(description);
		return -1;
	}
	operation = accept(description, NULL, NULL);
	require(operation >= 0);
	close(description);
	return operation;
}

static void ask(int operation, int encrypt, const void *iv, const void *from, size_t size)
{
	char control[CMSG_SPACE(sizeof(uint32_t)) +
		     CMSG_SPACE(sizeof(struct af_alg_iv) + IV_SIZE)] = { 0 };
	struct iovec part = { (void *)(uintptr_t)from, size };
	struct msghdr message = { .msg_iov = &part,
				  .msg_iovlen = 1,
				  .msg_control = control,
				  .msg_controllen = sizeof(control) };
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	struct af_alg_iv *vector;

	header->cmsg_level = SOL_ALG;
	header->cmsg_type = ALG_SET_OP;
	header->cmsg_len = CMSG_LEN(sizeof(uint32_t));
	*(uint32_t *)CMSG_DATA(header) = encrypt ? ALG_OP_ENCRYPT : ALG_OP_DECRYPT;
	if (!iv) {
		message.msg_controllen = CMSG_SPACE(sizeof(uint32_t));
	} else {
		header = CMSG_NXTHDR(&message, header);
		header->cmsg_level = SOL_ALG;
		header->cmsg_type = ALG_SET_IV;
		header->cmsg_len = CMSG_LEN(sizeof(struct af_alg_iv) + IV_SIZE);
		vector = (struct af_alg_iv *)CMSG_DATA(header);
		vector->ivlen = IV_SIZE;
		memcpy(vector->iv, iv, IV_SIZE);
	}
	require(sendmsg(operation, &message, 0) == (ssize_t)size);
}

void algorithm_cipher(int operation, int encrypt, const void *iv, const void *from, void *to,
		      size_t size)
{
	ask(operation, encrypt, iv, from, size);
	require(read(operation, to, size) == (ssize_t)size);
}

size_t algorithm_digest(int operation, const void *from, size_t size, void *digest)
{
	ssize_t got;

	require(send(operation, from, size, 0) == (ssize_t)size);
	got = read(operation, digest, 64);
	require(got > 0);
	return (size_t)got;
}
