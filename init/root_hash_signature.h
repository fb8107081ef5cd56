/* SPDX-License-Identifier: GPL-2.0 */
/* Signatures of root hashes: what the kernel requires of them, and why it refuses one. */
#ifndef INIT_ROOT_HASH_SIGNATURE_H
#define INIT_ROOT_HASH_SIGNATURE_H

struct device;

/*
 * Ends through fail() with RUMPROAST_EXIT_CONFIGURATION if the kernel requires a signature and
 * path is null, or if it cannot check the one at path, which may also be a file that is not
 * there.
 */
void root_hash_signature_check(const struct device *device, const char *path);

/*
 * Why the kernel refused the signature, a clause without a full stop; said is what the tool
 * wrote. Null: it was not because of the signature.
 */
const char *root_hash_signature_problem(const char *said);

#endif
