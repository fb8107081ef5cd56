/* SPDX-License-Identifier: GPL-2.0 */
/* The network of the domain. */
#ifndef INIT_NETWORK_H
#define INIT_NETWORK_H

struct json;
struct network;

/*
 * Brings the interfaces up and keeps them so. Calls ready once: when they have their addresses,
 * or at once if the settings say not to wait. If the time for it runs out, ends through fail()
 * with RUMPROAST_EXIT_NETWORK or _DEVICE, or calls ready, as the settings say.
 */
void network_start(struct json *settings, void (*ready)(void));

/* Told of every address on an interface of these, but those that count on one link only. */
extern void (*network_has_address)(const char *interface, const struct network *address);

#endif
