/* SPDX-License-Identifier: GPL-2.0 */
/* Bytes that wait for the control channel to take them. There is one queue. */
#ifndef INIT_QUEUE_H
#define INIT_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Before anything else here. Ends through fail() if there is no memory, here and below. */
void queue_open(void);

/* Where the next size bytes are to be put; queue_add() makes them part of the queue. */
uint8_t *queue_room(size_t size);
void queue_add(size_t size);

bool queue_is_empty(void);
bool queue_is_full(void); /* of what can wait; lines and answers still go in */

/* Writes what fd takes now; whether it took any. */
bool queue_write(int fd);

#endif
