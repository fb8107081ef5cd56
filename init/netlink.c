// SPDX-License-Identifier: GPL-2.0
/* rtnetlink: building requests, reading answers. */
#include "netlink.h"

#include <errno.h>
#include <linux/if_addr.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "links.h"

#define REQUEST_SIZE 512
#define ANSWER_SIZE 8192

struct request {
	union {
		struct nlmsghdr header;
		char bytes[REQUEST_SIZE];
	};
};

static int connection = -1;
static uint32_t sequence;

int netlink_open(void)
{
	connection = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	return connection < 0 ? errno : 0;
}

/* Begins a request; returns its type-specific part, size bytes of zeros. */
static void *request_begin(struct request *request, int type, int flags, size_t size)
{
	memset(request, 0, sizeof(*request));
	request->header = (struct nlmsghdr){
		.nlmsg_len = (uint32_t)NLMSG_LENGTH(size),
		.nlmsg_type = (uint16_t)type,
		.nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags),
		.nlmsg_seq = ++sequence,
	};
	return NLMSG_DATA(&request->header);
}

/* The attributes of one request never come near REQUEST_SIZE: a handful of addresses. */
static void request_add(struct request *request, int type, const void *value, size_t size)
{
	struct rtattr *attribute =
		(void *)(request->bytes + NLMSG_ALIGN(request->header.nlmsg_len));

	attribute->rta_type = (unsigned short)type;
	attribute->rta_len = (unsigned short)RTA_LENGTH(size);
	memcpy(RTA_DATA(attribute), value, size);
	request->header.nlmsg_len =
		(uint32_t)(NLMSG_ALIGN(request->header.nlmsg_len) + RTA_ALIGN(attribute->rta_len));
}

static size_t address_size(const struct network *network)
{
	return network->family == AF_INET ? 4 : 16;
}

static void request_add_address(struct request *request, int type, const struct network *network)
{
	request_add(request, type, &network->v4, address_size(network));
}

static int request_send(struct request *request)
{
	ssize_t sent = send(connection, request->bytes, request->header.nlmsg_len, 0);

	return sent < 0 ? errno : 0;
}

static int error_of(const struct nlmsghdr *header)
{
	const struct nlmsgerr *answer = NLMSG_DATA(header);

	return header->nlmsg_len < NLMSG_LENGTH(sizeof(*answer)) ? EPROTO : -answer->error;
}

/* Sends the request and waits for its acknowledgement. */
static int request_do(struct request *request)
{
	union {
		struct nlmsghdr header;
		char bytes[ANSWER_SIZE];
	} answer;
	int error;

	request->header.nlmsg_flags |= NLM_F_ACK;
	error = request_send(request);
	while (!error) {
		ssize_t size = recv(connection, &answer, sizeof(answer), 0);

		if (size < 0)
			return errno;
		if (!NLMSG_OK(&answer.header, size))
			return EPROTO;
		if (answer.header.nlmsg_seq == sequence && answer.header.nlmsg_type == NLMSG_ERROR)
			return error_of(&answer.header);
	}
	return error;
}

/* The callback may make requests of its own, so the whole list is read before it is called. */
int netlink_links(void (*found)(const struct link *link))
{
	_Alignas(struct nlmsghdr) char bytes[ANSWER_SIZE * 2];
	struct request request;
	size_t used = 0;
	int error;

	request_begin(&request, RTM_GETLINK, NLM_F_DUMP, sizeof(struct ifinfomsg));
	error = request_send(&request);
	while (!error) {
		ssize_t size = recv(connection, bytes + used, sizeof(bytes) - used, 0);
		const struct nlmsghdr *first = (const void *)(bytes + used);

		if (size <= 0)
			return size < 0 ? errno : EPROTO;
		used += NLMSG_ALIGN((size_t)size);
		if (first->nlmsg_type == NLMSG_DONE || first->nlmsg_type == NLMSG_ERROR)
			break;
		if (used >= sizeof(bytes))
			return ENOBUFS;
	}
	if (!error)
		links_take(bytes, (ssize_t)used, found);
	return error;
}

int netlink_link_up(int index)
{
	struct request request;
	struct ifinfomsg *info = request_begin(&request, RTM_NEWLINK, 0, sizeof(*info));

	info->ifi_index = index;
	info->ifi_flags = info->ifi_change = IFF_UP;
	return request_do(&request);
}

int netlink_link_mtu(int index, unsigned int mtu)
{
	struct request request;
	struct ifinfomsg *info = request_begin(&request, RTM_NEWLINK, 0, sizeof(*info));

	info->ifi_index = index;
	request_add(&request, IFLA_MTU, &mtu, sizeof(mtu));
	return request_do(&request);
}

static void address_begin(struct request *request, int type, int flags, int index,
			  const struct network *address)
{
	struct ifaddrmsg *info = request_begin(request, type, flags, sizeof(*info));

	info->ifa_family = (unsigned char)address->family;
	info->ifa_prefixlen = address->prefix;
	info->ifa_index = (unsigned int)index;
	request_add_address(request, IFA_LOCAL, address);
	request_add_address(request, IFA_ADDRESS, address);
}

static void add_broadcast(struct request *request, const struct network *address)
{
	struct network broadcast = *address;

	if (address->family != AF_INET || address->prefix > 30)
		return;
	broadcast.v4.s_addr |= htonl(UINT32_MAX >> address->prefix);
	request_add_address(request, IFA_BROADCAST, &broadcast);
}

/* What the kernel gives to routes to the networks of IPv6 addresses. */
#define NETWORK_METRIC6 256

int netlink_address_add(int index, const struct network *address, int position, uint32_t preferred,
			uint32_t valid)
{
	uint32_t metric = (uint32_t)position + (address->family == AF_INET6 ? NETWORK_METRIC6 : 0);
	struct ifa_cacheinfo lifetimes = { .ifa_prefered = preferred, .ifa_valid = valid };
	struct request request;

	address_begin(&request, RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE, index, address);
	add_broadcast(&request, address);
	if (position)
		request_add(&request, IFA_RT_PRIORITY, &metric, sizeof(metric));
	request_add(&request, IFA_CACHEINFO, &lifetimes, sizeof(lifetimes));
	return request_do(&request);
}

int netlink_address_remove(int index, const struct network *address)
{
	struct request request;

	address_begin(&request, RTM_DELADDR, 0, index, address);
	return request_do(&request);
}

static int route_do(int type, int flags, int index, const struct route *route)
{
	struct request request;
	struct rtmsg *info = request_begin(&request, type, flags, sizeof(*info));
	bool direct = route->via.family == 0;

	info->rtm_family = (unsigned char)route->to.family;
	info->rtm_dst_len = route->to.prefix;
	info->rtm_table = RT_TABLE_MAIN;
	info->rtm_protocol = RTPROT_STATIC;
	info->rtm_scope = direct ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE;
	info->rtm_type = RTN_UNICAST;
	info->rtm_flags = route->onlink && !direct ? RTNH_F_ONLINK : 0;
	if (route->to.prefix)
		request_add_address(&request, RTA_DST, &route->to);
	if (!direct)
		request_add_address(&request, RTA_GATEWAY, &route->via);
	if (route->metric)
		request_add(&request, RTA_PRIORITY, &route->metric, sizeof(route->metric));
	request_add(&request, RTA_OIF, &index, sizeof(index));
	return request_do(&request);
}

int netlink_route_add(int index, const struct route *route)
{
	return route_do(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, index, route);
}

int netlink_route_remove(int index, const struct route *route)
{
	return route_do(RTM_DELROUTE, 0, index, route);
}
