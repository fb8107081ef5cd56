// SPDX-License-Identifier: GPL-2.0
/* Links, as rtnetlink(7) messages describe them. */
#include "links.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>

static void parse_link(const struct nlmsghdr *header, struct link *link)
{
	const struct ifinfomsg *info = NLMSG_DATA(header);
	const struct rtattr *attribute = IFLA_RTA(info);
	int left = (int)(header->nlmsg_len - NLMSG_LENGTH(sizeof(*info)));

	memset(link, 0, sizeof(*link));
	link->index = info->ifi_index;
	link->flags = info->ifi_flags;
	link->type = info->ifi_type;
	link->gone = header->nlmsg_type == RTM_DELLINK;
	for (; RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left)) {
		size_t size = RTA_PAYLOAD(attribute);

		if (attribute->rta_type == IFLA_IFNAME && size <= sizeof(link->name))
			memcpy(link->name, RTA_DATA(attribute), size);
		else if (attribute->rta_type == IFLA_ADDRESS && size == sizeof(link->mac))
			memcpy(link->mac, RTA_DATA(attribute), size);
	}
	link->name[sizeof(link->name) - 1] = 0;
}

void links_take(const void *bytes, ssize_t size, void (*found)(const struct link *link))
{
	const struct nlmsghdr *header = bytes;
	struct link link;

	for (; NLMSG_OK(header, size); header = NLMSG_NEXT(header, size)) {
		if (header->nlmsg_type != RTM_NEWLINK && header->nlmsg_type != RTM_DELLINK)
			continue;
		if (header->nlmsg_len < NLMSG_LENGTH(sizeof(struct ifinfomsg)))
			continue;
		/* Of what a protocol says of a link only netlink_watch.c knows. */
		if (((const struct ifinfomsg *)NLMSG_DATA(header))->ifi_family != AF_UNSPEC)
			continue;
		parse_link(header, &link);
		found(&link);
	}
}
