// SPDX-License-Identifier: GPL-2.0
/* What the kernel reports of the network on its own account. */
#include <linux/if_addr.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "links.h"
#include "netlink.h"

#define MESSAGES_SIZE 8192
#define SERVERS_MAX 4
#define GROUP(number) (1U << ((number)-1))

/* RFC 8106: type, length in units of 8, 2 reserved, 4 of lifetime, the addresses. */
#define OPTION_SERVERS 25
#define OPTION_SERVERS_HEADER 8

int netlink_watch(void)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
	struct sockaddr_nl groups = {
		.nl_family = AF_NETLINK,
		.nl_groups = GROUP(RTNLGRP_LINK) | GROUP(RTNLGRP_IPV4_IFADDR) |
			     GROUP(RTNLGRP_IPV6_IFADDR) | GROUP(RTNLGRP_ND_USEROPT),
	};

	if (fd >= 0 && bind(fd, (struct sockaddr *)&groups, sizeof(groups)) < 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/* Addresses that may not be used yet are not counted: their duplicates are being looked for. */
static void take_address(const struct nlmsghdr *header, const struct netlink_events *events)
{
	const struct ifaddrmsg *info = NLMSG_DATA(header);
	const struct rtattr *attribute = IFA_RTA(info);
	int left = (int)(header->nlmsg_len - NLMSG_LENGTH(sizeof(*info)));
	size_t size =
		info->ifa_family == AF_INET6 ? sizeof(struct in6_addr) : sizeof(struct in_addr);
	int wanted = info->ifa_family == AF_INET6 ? IFA_ADDRESS : IFA_LOCAL;
	struct network address = { .family = info->ifa_family };

	if (info->ifa_flags & IFA_F_TENTATIVE)
		return;
	address.prefix = info->ifa_prefixlen;
	for (; RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left))
		if (attribute->rta_type == wanted && RTA_PAYLOAD(attribute) == size) {
			memcpy(&address.v6, RTA_DATA(attribute), size);
			events->address_added((int)info->ifa_index, &address);
		}
}

/* A router advertises its name servers: the option comes from the network as it is. */
static void take_option(const struct nlmsghdr *header, const struct netlink_events *events)
{
	static const unsigned char no_lifetime[4];
	const struct nduseroptmsg *info = NLMSG_DATA(header);
	const unsigned char *option = (const unsigned char *)(info + 1);
	size_t left = header->nlmsg_len - NLMSG_LENGTH(sizeof(*info));
	struct in6_addr servers[SERVERS_MAX];
	size_t size, count;

	if (left > info->nduseropt_opts_len)
		left = info->nduseropt_opts_len;
	if (left < OPTION_SERVERS_HEADER || option[0] != OPTION_SERVERS)
		return;
	size = (size_t)option[1] * 8;
	if (size > left || size < OPTION_SERVERS_HEADER)
		return;
	count = (size - OPTION_SERVERS_HEADER) / sizeof(servers[0]);
	if (count > SERVERS_MAX)
		count = SERVERS_MAX;
	if (memcmp(option + 4, no_lifetime, sizeof(no_lifetime)) == 0)
		count = 0;
	memcpy(servers, option + OPTION_SERVERS_HEADER, count * sizeof(servers[0]));
	events->servers_advertised(info->nduseropt_ifindex, servers, (int)count);
}

static void take_message(const struct nlmsghdr *header, const struct netlink_events *events)
{
	if (header->nlmsg_type == RTM_NEWADDR &&
	    header->nlmsg_len >= NLMSG_LENGTH(sizeof(struct ifaddrmsg)))
		take_address(header, events);
	else if (header->nlmsg_type == RTM_NEWNDUSEROPT &&
		 header->nlmsg_len >= NLMSG_LENGTH(sizeof(struct nduseroptmsg)))
		take_option(header, events);
}

void netlink_changes(int fd, const struct netlink_events *events)
{
	_Alignas(struct nlmsghdr) char bytes[MESSAGES_SIZE];
	ssize_t size;

	while ((size = recv(fd, bytes, sizeof(bytes), 0)) > 0) {
		const struct nlmsghdr *header = (const void *)bytes;
		ssize_t left = size;

		links_take(bytes, size, events->link_changed);
		for (; NLMSG_OK(header, left); header = NLMSG_NEXT(header, left))
			take_message(header, events);
	}
}
