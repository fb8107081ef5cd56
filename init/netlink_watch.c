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
#define MESSAGES_AT_ONCE 64
#define GROUP(number) (1U << ((number)-1))

int netlink_watch(void)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
	struct sockaddr_nl groups = {
		.nl_family = AF_NETLINK,
		.nl_groups = GROUP(RTNLGRP_LINK) | GROUP(RTNLGRP_IPV4_IFADDR) |
			     GROUP(RTNLGRP_IPV6_IFADDR) | GROUP(RTNLGRP_IPV6_IFINFO) |
			     GROUP(RTNLGRP_ND_USEROPT),
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

static void take_option(const struct nlmsghdr *header, const struct netlink_events *events)
{
	const struct nduseroptmsg *info = NLMSG_DATA(header);
	const unsigned char *option = (const unsigned char *)(info + 1);
	size_t left = header->nlmsg_len - NLMSG_LENGTH(sizeof(*info));

	if (left > info->nduseropt_opts_len)
		left = info->nduseropt_opts_len;
	events->option_advertised(info->nduseropt_ifindex, option, left);
}

/* Flags of the last router advertisement, as the kernel's <net/if_inet6.h> numbers them. */
#define FLAG_OTHER 0x80
#define FLAG_MANAGED 0x40

static void take_flags(int index, const struct rtattr *outer, const struct netlink_events *events)
{
	const struct rtattr *attribute = RTA_DATA(outer);
	int left = (int)RTA_PAYLOAD(outer);
	uint32_t flags;

	for (; RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left))
		if (attribute->rta_type == IFLA_INET6_FLAGS &&
		    RTA_PAYLOAD(attribute) == sizeof(flags)) {
			memcpy(&flags, RTA_DATA(attribute), sizeof(flags));
			events->routers_say(index, flags & FLAG_MANAGED, flags & FLAG_OTHER);
		}
}

/* What IPv6 says of a link, when a router has said something new. */
static void take_ipv6(const struct nlmsghdr *header, const struct netlink_events *events)
{
	const struct ifinfomsg *info = NLMSG_DATA(header);
	const struct rtattr *attribute = IFLA_RTA(info);
	int left = (int)(header->nlmsg_len - NLMSG_LENGTH(sizeof(*info)));

	if (info->ifi_family != AF_INET6)
		return;
	for (; RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left))
		if ((attribute->rta_type & NLA_TYPE_MASK) == IFLA_PROTINFO)
			take_flags(info->ifi_index, attribute, events);
}

static void take_message(const struct nlmsghdr *header, const struct netlink_events *events)
{
	if (header->nlmsg_type == RTM_NEWADDR &&
	    header->nlmsg_len >= NLMSG_LENGTH(sizeof(struct ifaddrmsg)))
		take_address(header, events);
	else if (header->nlmsg_type == RTM_NEWNDUSEROPT &&
		 header->nlmsg_len >= NLMSG_LENGTH(sizeof(struct nduseroptmsg)))
		take_option(header, events);
	else if (header->nlmsg_type == RTM_NEWLINK &&
		 header->nlmsg_len >= NLMSG_LENGTH(sizeof(struct ifinfomsg)))
		take_ipv6(header, events);
}

void netlink_changes(int fd, const struct netlink_events *events)
{
	_Alignas(struct nlmsghdr) char bytes[MESSAGES_SIZE];
	ssize_t size;

	/* However many router advertisements come, others get on. */
	for (int i = 0; i < MESSAGES_AT_ONCE; i++) {
		const struct nlmsghdr *header = (const void *)bytes;
		ssize_t left;

		size = recv(fd, bytes, sizeof(bytes), 0);
		if (size <= 0)
			return;
		left = size;
		links_take(bytes, size, events->link_changed);
		for (; NLMSG_OK(header, left); header = NLMSG_NEXT(header, left))
			take_message(header, events);
	}
}
