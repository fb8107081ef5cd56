/* SPDX-License-Identifier: GPL-2.0 */
/* Domains of Xen, for the files of this host. */
#ifndef ROAST_HOST_XEN_H
#define ROAST_HOST_XEN_H

#include "../host.h"

/* Whether this machine is the one that rules Xen's domains. */
bool xen_is_dom0(void);

/*
 * What xl reads. kept: whatever ends the domain, what is left of it stays, for roast to look at,
 * and xl is started by shares_enter(); otherwise Xen takes it away, or starts it again if it
 * asked for that.
 */
char *xen_configuration(const struct spec *spec, bool kept);

/* The UUID that a domain of this id has. The caller's. */
char *xen_uuid(const char *id);

bool xen_start(struct spec *spec, struct running *running, char **why);

/* One line for why xl ended, out of what it wrote, and an exit status. */
char *xen_complaint(const struct spec *spec, const char *text, enum status *status);
/* The domain's number, once xl has made it; -1 before. */
int xen_domain_made(const char *text);

/* See struct host: only what is on the link of the domain's own bridge or interface. */
bool xen_reaches(const struct running *running, const struct sockaddr *address, char *interface,
		 char **why);

bool xen_usage(const struct spec *spec, const struct running *running, struct usage *usage);

/* ---- what Xen's libraries and xl do for these */

struct xen_domain {
	uint64_t memory; /* bytes */
	uint64_t cpu_ns;
	bool ended;
	int reason; /* libxl_shutdown_reason, if it has ended */
};

/* False if there is no such domain, or it is another one: its UUID is not that (null: any). */
bool xen_look(int domid, const char *uuid, struct xen_domain *domain);
bool xen_unpause(int domid);
bool xen_shut_down(int domid);
void xen_destroy(int domid);
/* What xenstore has at node below the domain's directory, a text; null if nothing. The caller's. */
char *xen_store_read(int domid, const char *node);
/* What this machine's side of the domain's first network interface has at node; likewise. */
char *xen_store_read_network(int domid, const char *node);
/* Whether xenstore and the hypervisor answer. */
bool xen_answers(void);
/* The program: its name, or where it is if PATH has it not. */
const char *xen_xl(void);

#endif
