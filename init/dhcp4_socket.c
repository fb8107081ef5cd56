// SPDX-License-Identifier: GPL-2.0
/* Sockets for DHCPv4. */
#include "dhcp4_socket.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "dhcp4_packet.h"

static int close_failed(int fd)
{
	int error = errno;

	close(fd);
	errno = error;
	return -1;
}

/*
 * Of all that arrives at the card only UDP for the client's port wakes this program: not a
 * fragment, from the beginning of the IPv4 header on.
 */
static bool take_dhcp_alone(int fd)
{
	struct sock_filter steps[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 9),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 0, 6),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 6),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x1fff, 4, 0),
		BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0),
		BPF_STMT(BPF_LD | BPF_H | BPF_IND, 2),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, DHCP4_CLIENT_PORT, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, DHCP4_SIZE_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog filter = { sizeof(steps) / sizeof(steps[0]), steps };

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter)) == 0;
}

int dhcp4_socket_raw(int index)
{
	int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_IP),
		.sll_ifindex = index,
	};

	if (fd >= 0 &&
	    (!take_dhcp_alone(fd) || bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0))
		return close_failed(fd);
	return fd;
}

/* Not bound to an address: a server takes one back by a message to everyone. */
int dhcp4_socket_udp(const char *interface)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct sockaddr_in own = {
		.sin_family = AF_INET,
		.sin_port = htons(DHCP4_CLIENT_PORT),
	};
	const int yes = 1;

	if (fd < 0)
		return fd;
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &yes, sizeof(yes)) < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, interface,
		       (socklen_t)strlen(interface) + 1) < 0 ||
	    bind(fd, (struct sockaddr *)&own, sizeof(own)) < 0)
		return close_failed(fd);
	return fd;
}

bool dhcp4_send_raw(int fd, int index, const unsigned char *bytes)
{
	unsigned char packet[DHCP4_HEADERS + DHCP4_SIZE];
	struct sockaddr_ll everyone = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_IP),
		.sll_ifindex = index,
		.sll_halen = 6,
	};

	memset(everyone.sll_addr, 0xff, 6);
	memcpy(packet + DHCP4_HEADERS, bytes, DHCP4_SIZE);
	dhcp4_wrap(packet, bytes, DHCP4_SIZE);
	return sendto(fd, packet, sizeof(packet), 0, (struct sockaddr *)&everyone,
		      sizeof(everyone)) == (ssize_t)sizeof(packet);
}

bool dhcp4_send_udp(int fd, struct in_addr own, struct in_addr server, const unsigned char *bytes)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(DHCP4_SERVER_PORT),
		.sin_addr = server,
	};
	struct iovec part = { (void *)bytes, DHCP4_SIZE };
	struct in_pktinfo source = { .ipi_spec_dst = own };
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(source))] = { 0 };
	struct msghdr message = {
		.msg_name = &to,
		.msg_namelen = sizeof(to),
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	if (!server.s_addr)
		to.sin_addr.s_addr = htonl(INADDR_BROADCAST);
	header->cmsg_level = IPPROTO_IP;
	header->cmsg_type = IP_PKTINFO;
	header->cmsg_len = CMSG_LEN(sizeof(source));
	memcpy(CMSG_DATA(header), &source, sizeof(source));
	return sendmsg(fd, &message, 0) == DHCP4_SIZE;
}

bool dhcp4_receive(int fd, bool raw, unsigned char *buffer, size_t buffer_size,
		   const unsigned char **bytes, size_t *size, struct in_addr *source)
{
	struct sockaddr_in from = { 0 };
	socklen_t from_size = sizeof(from);
	ssize_t got;

	do
		got = recvfrom(fd, buffer, buffer_size, 0, raw ? NULL : (struct sockaddr *)&from,
			       raw ? NULL : &from_size);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return false;
	*bytes = buffer;
	*size = (size_t)got;
	*source = from.sin_addr;
	if (raw ? !dhcp4_unwrap(buffer, (size_t)got, bytes, size, source)
		: ntohs(from.sin_port) != DHCP4_SERVER_PORT)
		*size = 0;
	return true;
}
