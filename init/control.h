/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The channel to the machine outside (control/frame.h), if the configuration has "control".
 *
 * What is sent is put into a queue and goes out as the channel takes it; what can wait, as the
 * output of programs, is not even read while the queue is full. Without the key nothing here costs
 * anything, and all functions do nothing.
 */
#ifndef INIT_CONTROL_H
#define INIT_CONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../control/frame.h"

struct json;
struct network;
struct program;

/*
 * Opens the channel as the settings say, or does nothing. Calls ready once: when the host has
 * answered, or at once if there is no channel. If the host does not answer in time it ends through
 * fail() with RUMPROAST_EXIT_CONFIGURATION.
 */
void control_open(struct json *settings, void (*ready)(void));

/* Whether the configuration has a channel; whether the host has answered on it. */
bool control_is_configured(void);
bool control_is_open(void);

/* Whether what can wait should. sessions_update() is called when it need not any more. */
bool control_is_full(void);

void control_send(uint8_t type, uint16_t session, const void *payload, size_t length);

/* As control_send() for a payload of up to FRAME_PAYLOAD_MAX bytes that is put where it says. */
uint8_t *control_room(void);
void control_send_room(uint8_t type, uint16_t session, size_t length);

/* An interface has this address. */
void control_address(const char *interface, const struct network *address);

/* No process is left: what they wrote goes out, unless the host takes nothing for 10 s. */
void control_drain(void);

/* The last word: how the domain ends, and why (control/frame.h); text may be null. */
void control_finish(int status, int signal, enum frame_cause cause, const char *text);

#endif
