/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ROAST_EXPORT_CONTAINER_H
#define ROAST_EXPORT_CONTAINER_H

#include "../tree/tree.h"

/*
 * Makes the directory, an OCI layout (image specification 1.0) with one image of one layer, the
 * tree, under tag. The same tree gives the same bytes.
 */
void container_write(const struct tree *tree, const char *directory, const char *tag);

#endif
