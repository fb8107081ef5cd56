/* SPDX-License-Identifier: GPL-2.0 */
/* Memory on disks. */
#ifndef INIT_SWAP_H
#define INIT_SWAP_H

/*
 * Takes every swap area back that a program has put to use, so that the disk or the file under
 * it is free; warns of one that cannot be.
 */
void swap_end(void);

#endif
