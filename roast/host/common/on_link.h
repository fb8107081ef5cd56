/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where this machine would send packets for an address. Nothing here ends the process.
 */
#ifndef ROAST_HOST_ON_LINK_H
#define ROAST_HOST_ON_LINK_H

#include <net/if.h>
#include <stdbool.h>
#include <sys/socket.h>

/*
 * Whether the address, of AF_INET or AF_INET6, is another machine's that is reached without a
 * router, by the kernel's routes at this moment; name gets the interface that leads there. False
 * for every address of this machine itself, loopback addresses among them, for what is sent to
 * many (broadcast, multicast), for addresses behind a router, and for IPv4 addresses in IPv6.
 */
bool address_is_on_link(const struct sockaddr *address, char name[IF_NAMESIZE]);

#endif
