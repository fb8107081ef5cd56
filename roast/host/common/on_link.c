// SPDX-License-Identifier: GPL-2.0
/*
 * Where this machine would send packets for an address: the kernel is asked by rtnetlink(7), which
 * knows its routes, its own addresses and its interfaces best.
 */
#include "on_link.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#define ANSWER_SECONDS 5

struct query {
	struct nlmsghdr header;
	struct rtmsg route;
	struct rtattr attribute;
	unsigned char address[sizeof(struct in6_addr)];
};

static bool query_make(struct query *query, const struct sockaddr *address)
{
	const void *bytes;
	size_t size;

	if (address->sa_family == AF_INET) {
		bytes = &((const struct sockaddr_in *)(const void *)address)->sin_addr;
		size = sizeof(struct in_addr);
	} else if (address->sa_family == AF_INET6) {
		bytes = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
		size = sizeof(struct in6_addr);
		if (IN6_IS_ADDR_V4MAPPED((const struct in6_addr *)bytes) ||
		    IN6_IS_ADDR_V4COMPAT((const struct in6_addr *)bytes))
			return false;
	} else {
		return false;
	}
	*query = (struct query){
		.header = { .nlmsg_type = RTM_GETROUTE, .nlmsg_flags = NLM_F_REQUEST },
		.route = { .rtm_family = (unsigned char)address->sa_family,
			   .rtm_dst_len = (unsigned char)(8 * size) },
		.attribute = { .rta_len = (unsigned short)RTA_LENGTH(size), .rta_type = RTA_DST },
	};
	query->header.nlmsg_len = (unsigned int)(offsetof(struct query, address) + size);
	memcpy(query->address, bytes, size);
	return true;
}

/* The interface of a route to a machine of the same link; 0 for any other route. */
static unsigned int interface_of(struct nlmsghdr *header, size_t size)
{
	struct rtmsg *route = NLMSG_DATA(header);
	struct rtattr *attribute = RTM_RTA(route);
	unsigned int interface = 0;
	size_t rest;

	if (!NLMSG_OK(header, size) || header->nlmsg_type != RTM_NEWROUTE ||
	    header->nlmsg_len < NLMSG_LENGTH(sizeof(*route)) || route->rtm_type != RTN_UNICAST)
		return 0;
	rest = RTM_PAYLOAD(header);
	for (; RTA_OK(attribute, rest); attribute = RTA_NEXT(attribute, rest)) {
		if (attribute->rta_type == RTA_GATEWAY || attribute->rta_type == RTA_VIA)
			return 0;
		if (attribute->rta_type == RTA_OIF && RTA_PAYLOAD(attribute) == sizeof(interface))
			memcpy(&interface, RTA_DATA(attribute), sizeof(interface));
	}
	return interface;
}

bool address_is_on_link(const struct sockaddr *address, char name[IF_NAMESIZE])
{
	union {
		struct nlmsghdr header;
		char bytes[4096];
	} answer;
	struct timeval patience = { .tv_sec = ANSWER_SECONDS };
	unsigned int interface = 0;
	struct query query;
	ssize_t size;
	int fd;

	if (!query_make(&query, address))
		return false;
	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (fd < 0)
		return false;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	if (send(fd, &query, query.header.nlmsg_len, 0) == (ssize_t)query.header.nlmsg_len) {
		size = recv(fd, &answer, sizeof(answer), 0);
		if (size > 0)
			interface = interface_of(&answer.header, (size_t)size);
	}
	close(fd);
	return interface && if_indextoname(interface, name);
}
