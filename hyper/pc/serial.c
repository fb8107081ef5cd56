/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The console: a 16550 serial port at its usual place, or the debug port that QEMU and Bochs
 * have. PC16550D data sheet, section 8.
 */
#include "pc/pc.h"

#define PORT 0x3f8
#define DATA (PORT + 0)
#define INTERRUPT_ENABLE (PORT + 1)
#define FIFO_CONTROL (PORT + 2)
#define LINE_CONTROL (PORT + 3)
#define MODEM_CONTROL (PORT + 4)
#define LINE_STATUS (PORT + 5)
#define SCRATCH (PORT + 7)
#define DEBUG_PORT 0xe9

#define STATUS_RECEIVED 0x01
#define STATUS_CAN_SEND 0x20
#define ISA_SERIAL 4

#define FIFO_SIZE 16
/* Port reads to wait for the sender; at 115200 baud a full FIFO takes 1.4 ms. */
#define PATIENCE 100000

static int present;

static BOOT_TEXT int scratch_holds(uint8_t value)
{
	out8(SCRATCH, value);
	return in8(SCRATCH) == value;
}

BOOT_TEXT void serial_prepare(void)
{
	present = scratch_holds(0x5a) && scratch_holds(0xa5);
	if (!present)
		return;
	out8(INTERRUPT_ENABLE, 0);
	out8(LINE_CONTROL, 0x80);
	out8(PORT + 0, 1); /* 115200 baud */
	out8(PORT + 1, 0);
	out8(LINE_CONTROL, 0x03); /* 8 bits, no parity, 1 stop bit */
	out8(FIFO_CONTROL, 0x07);
	out8(MODEM_CONTROL, 0x0b); /* DTR, RTS, and OUT2, which lets interrupts through */
}

static int wait_for_sender(void)
{
	int i;

	for (i = 0; i < PATIENCE; i++)
		if (in8(LINE_STATUS) & STATUS_CAN_SEND)
			return 1;
	return 0;
}

void serial_write(const char *text, unsigned long size)
{
	unsigned long i;

	for (i = 0; i < size; i++) {
		if (!present) {
			out8(DEBUG_PORT, (uint8_t)text[i]);
			continue;
		}
		if (i % FIFO_SIZE == 0 && !wait_for_sender())
			return;
		out8(DATA, (uint8_t)text[i]);
	}
}

unsigned long serial_read(char *text, unsigned long size)
{
	unsigned long count = 0;

	while (present && count < size && (in8(LINE_STATUS) & STATUS_RECEIVED))
		text[count++] = (char)in8(DATA);
	return count;
}

enum hyper_status serial_listen(hyper_u32 *line)
{
	if (!present)
		return HYPER_UNSUPPORTED;
	*line = isa_pin(ISA_SERIAL);
	isa_pin_setup(ISA_SERIAL);
	out8(INTERRUPT_ENABLE, 1);
	return HYPER_OK;
}
