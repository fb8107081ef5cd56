/* SPDX-License-Identifier: GPL-2.0 */
/* The monitor's socket. Its path may be longer than an address holds. Both: -1 with errno. */
#ifndef ROAST_RECORDS_SOCKET_H
#define ROAST_RECORDS_SOCKET_H

int socket_listen(const char *directory);  /* nonblocking */
int socket_connect(const char *directory); /* blocking */

#endif
