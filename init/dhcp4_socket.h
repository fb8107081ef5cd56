/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How DHCPv4 messages travel: without an address as raw packets, with one over UDP.
 */
#ifndef INIT_DHCP4_SOCKET_H
#define INIT_DHCP4_SOCKET_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Opens a socket that does not block; -1 with errno. */
int dhcp4_socket_raw(int index);
int dhcp4_socket_udp(const char *interface);

/* Sends a message of DHCP4_SIZE bytes to everyone on the link. */
bool dhcp4_send_raw(int fd, int index, const unsigned char *bytes);

/* Sends one from an own address to a server, 0.0.0.0: to everyone. */
bool dhcp4_send_udp(int fd, struct in_addr own, struct in_addr server, const unsigned char *bytes);

/*
 * Receives one packet into buffer and finds the message in it; false if there is none left.
 * A packet that is not from a DHCP server gives a message of size 0.
 */
bool dhcp4_receive(int fd, bool raw, unsigned char *buffer, size_t buffer_size,
		   const unsigned char **bytes, size_t *size, struct in_addr *source);

#endif
