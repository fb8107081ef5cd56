// SPDX-License-Identifier: GPL-2.0
/* Whether an address can be a domain's on Xen. */
#include <stdlib.h>
#include <string.h>

#include "../common/on_link.h"
#include "xen.h"

/* A bridge has the domain's interface as a port; xl's vif-route leads to the interface itself. */
bool xen_reaches(const struct running *running, const struct sockaddr *address, char *interface,
		 char **why)
{
	char *bridge = xen_store_read_network(running->domid, "bridge");
	char *own = text_format("vif%d.0", running->domid);
	bool reaches = address_is_on_link(address, interface) &&
		       (strcmp(interface, own) == 0 || text_equal(interface, bridge));

	if (!reaches)
		*why = text_format(
			"it is not on the domain's network, which is at %s of this machine",
			bridge ? bridge : own);
	free(own);
	free(bridge);
	return reaches;
}
