// SPDX-License-Identifier: GPL-2.0
/* Signatures of root hashes: what the kernel requires of them, and why it refuses one. */
#include "root_hash_signature.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../include/rumproast/exit.h"
#include "devices.h"
#include "files.h"
#include "say.h"

/* dm-verity's parameter, Y or N; only a kernel that can check signatures has it. */
#define REQUIRED "/sys/module/dm_verity/parameters/require_signatures"

/* The keyrings, with the kernel's own of the keys that it trusts; "empty" if it has none. */
#define KEYRINGS "/proc/keys"
#define NO_TRUSTED_KEY ".builtin_trusted_keys: empty"
#define KEYRINGS_MAX 65536

static bool trusts_nobody(void)
{
	char *keyrings = file_read(KEYRINGS, KEYRINGS_MAX, NULL);
	bool nobody = keyrings && strstr(keyrings, NO_TRUSTED_KEY);

	free(keyrings);
	return nobody;
}

void root_hash_signature_check(const struct device *device, const char *path)
{
	char required[4] = "";
	bool can_check = file_read_line(REQUIRED, required, sizeof(required));

	if (!path && required[0] == 'Y')
		fail(RUMPROAST_EXIT_CONFIGURATION,
		     "%s: there is no root_hash_signature, and the kernel was told to require one "
		     "(dm_verity.require_signatures)",
		     device->where);
	if (!path)
		return;
	if (!can_check)
		fail(RUMPROAST_EXIT_CONFIGURATION,
		     "%s: this kernel checks no signatures; its component is \"signatures\"",
		     device->where);
	if (access(path, R_OK) < 0)
		fail(RUMPROAST_EXIT_CONFIGURATION, "%s: root_hash_signature %s cannot be read: %s",
		     device->where, path, strerror(errno));
}

/* What errors of the kernel mean here; the tools tell them in the words of strerror(3). */
const char *root_hash_signature_problem(const char *said)
{
	if (strstr(said, "Required key not available"))
		return trusts_nobody() ? "this kernel has no certificate; "
					 "image/trust-certificate puts one into it"
				       : "no certificate in this kernel is its signer's";
	if (strstr(said, "Key was rejected by service"))
		return "it is of another root hash, or damaged";
	if (strstr(said, "Bad message"))
		return "it is no detached PKCS#7 signature in DER";
	if (strstr(said, "Package not installed"))
		return "it takes an algorithm that this kernel does not have";
	return NULL;
}
