/* SPDX-License-Identifier: GPL-2.0 */
/* Removing all files of one file system. */
#ifndef INIT_REMOVE_TREE_H
#define INIT_REMOVE_TREE_H

/*
 * Removes all that is below the directory and on its file system; what cannot be removed is
 * left. directory stays open, and may be a descriptor that is only a path.
 */
void remove_tree(int directory);

#endif
