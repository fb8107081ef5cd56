/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The console: the ring that xenconsoled reads, so that `xl console` shows everything from the
 * start on; without a ring, Xen's emergency console at port 0xE9 (`xl dmesg`).
 *
 * The kernel's own driver uses the same ring. Both keep nothing but the indices in it, so that
 * they may take turns: early messages come from here, a panic's last words too.
 */
#include "xen/guest.h"

#include <xen/event_channel.h>
#include <xen/hvm/params.h>
#include <xen/io/console.h>
#include <xen/sched.h>

#include "x86/window.h"

#define EMERGENCY_PORT 0xe9
/* Turns given away to a reader that takes nothing, before it counts as gone. */
#define PATIENCE 20000

static struct xencons_interface *ring;
static evtchn_port_t port;
static int reader_gone;

BOOT_TEXT void xen_console_prepare(void)
{
	hyper_u64 page, channel;

	if (hyper_xen_parameter(HVM_PARAM_CONSOLE_PFN, &page) != HYPER_OK ||
	    hyper_xen_parameter(HVM_PARAM_CONSOLE_EVTCHN, &channel) != HYPER_OK)
		return;
	ring = window_map(WINDOW_CONSOLE, page * PAGE, WINDOW_MEMORY);
	port = (evtchn_port_t)channel;
}

static void notify(void)
{
	struct evtchn_send send = { .port = port };

	xen_call2(__HYPERVISOR_event_channel_op, EVTCHNOP_send, &send);
}

static uint32_t room(void)
{
	uint32_t used = READ_ONCE(ring->out_prod) - READ_ONCE(ring->out_cons);

	return used < sizeof(ring->out) ? (uint32_t)sizeof(ring->out) - used : 0;
}

/* Lets the reader run; true: there is room now. */
static int wait_for_room(void)
{
	unsigned int i;

	notify();
	for (i = 0; i < PATIENCE && !reader_gone; i++) {
		xen_call2(__HYPERVISOR_sched_op, SCHEDOP_yield, NULL);
		if (room())
			return 1;
	}
	reader_gone = !room();
	return !reader_gone;
}

static uint32_t put(const char *text, unsigned long size)
{
	uint32_t at = READ_ONCE(ring->out_prod), free = room(), i;

	if (size < free)
		free = (uint32_t)size;
	for (i = 0; i < free; i++)
		ring->out[MASK_XENCONS_IDX(at + i, ring->out)] = text[i];
	__atomic_store_n(&ring->out_prod, at + free, __ATOMIC_RELEASE);
	return free;
}

void xen_console_write(const char *text, unsigned long size)
{
	unsigned long flags, done = 0;

	if (!ring) {
		while (done < size)
			out8(EMERGENCY_PORT, (uint8_t)text[done++]);
		return;
	}
	flags = interrupts_save();
	do {
		done += put(text + done, size - done);
	} while (done < size && (room() || wait_for_room()));
	notify();
	interrupts_restore(flags);
}
