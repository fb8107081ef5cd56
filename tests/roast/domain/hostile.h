/* SPDX-License-Identifier: GPL-2.0 */
/* What a domain's kernel sends that is taken over, once its program runs. */
#ifndef TESTS_ROAST_DOMAIN_HOSTILE_H
#define TESTS_ROAST_DOMAIN_HOSTILE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Modes of fake-domain: floods sends addresses, output, errors, reports and frames of sessions that
 * nobody has, without an end and without having been allowed to; lies ends with a text that is no
 * text. send sends a frame. Does nothing in another mode.
 */
void hostile_run(const char *mode,
		 void (*send)(uint8_t type, uint16_t session, const void *payload, size_t length));
/* In the mode overruns: output of the command in that session, which nobody has allowed. */
void hostile_command(const char *mode, uint16_t session,
		     void (*send)(uint8_t type, uint16_t session, const void *payload,
				  size_t length));

#endif
