/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sockets in the file system, whatever the length of their path: the address of a Unix socket has
 * 108 bytes, so the folder is named by an open file. -1 with errno where it cannot be.
 */
#ifndef ROAST_HOST_LOCAL_SOCKET_H
#define ROAST_HOST_LOCAL_SOCKET_H

/* A socket that listens at path, in place of one that is there. Closed on exec. */
int local_socket_listen(const char *path);
/* A connection. Closed on exec. */
int local_socket_connect(const char *path);

#endif
