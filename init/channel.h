/* SPDX-License-Identifier: GPL-2.0 */
/* Where the bytes of the control channel go: a virtio port, or the console. */
#ifndef INIT_CHANNEL_H
#define INIT_CHANNEL_H

/* The virtio port called CONTROL_PORT_NAME, nonblocking; -1 if there is none (yet). */
int channel_open_port(void);

/*
 * The console's terminal, nonblocking, as a stream of bytes; -1 with errno. From now on the kernel
 * writes nothing there unless it panics.
 */
int channel_open_console(const char *terminal);

/* What the kernel would have written on the console: messages up to this level, 0..8. */
int channel_kernel_level(void);

#endif
