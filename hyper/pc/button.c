/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The power button, whichever the machine has: ACPI's fixed one, the event device of QEMU's
 * microvm, or the keyboard on which Firecracker types Ctrl-Alt-Del.
 */
#include "pc/pc.h"
#include "x86/window.h"

/* ACPI specification 6.4, section 4.8.3 */
#define EVENT_BUTTON 0x100
#define CONTROL_ACPI_MODE 1
#define MODE_TRIES 100000

/* QEMU, include/hw/i386/microvm.h and docs/specs/acpi_hw_reduced_hotplug.rst */
#define EVENT_DEVICE 0xfea00000UL
#define EVENT_DEVICE_LINE 9
#define EVENT_DEVICE_BUTTON 0x2

#define KEYBOARD_DATA 0x60
#define KEYBOARD_STATUS 0x64
#define KEYBOARD_FULL 1
#define ISA_KEYBOARD 1

static enum {
	NO_BUTTON,
	FIXED_BUTTON,
	EVENT_BUTTON_DEVICE,
	KEYBOARD_BUTTON,
} kind;

static volatile uint32_t *event_device;
static uint8_t keys[3]; /* the last three pressed */

static int enter_acpi_mode(void)
{
	int i;

	if (in16(acpi.control_a) & CONTROL_ACPI_MODE)
		return 1;
	if (!acpi.smi_command || !acpi.enable_value)
		return 0;
	out8(acpi.smi_command, acpi.enable_value);
	for (i = 0; i < MODE_TRIES; i++)
		if (in16(acpi.control_a) & CONTROL_ACPI_MODE)
			return 1;
	return 0;
}

static int listen_fixed(hyper_u32 *line)
{
	if (!acpi.present || !acpi.fixed_button || !acpi.event_a || !acpi.control_a ||
	    acpi.sci >= HYPER_IRQ_PINS || !enter_acpi_mode())
		return 0;
	out16(acpi.event_a, EVENT_BUTTON);
	out16((uint16_t)(acpi.event_a + acpi.event_size / 2), EVENT_BUTTON);
	if (acpi.sci < COUNT_OF(acpi.isa) && acpi.isa[acpi.sci].valid) {
		*line = isa_pin(acpi.sci);
		io_apic_setup(*line,
			      acpi.isa[acpi.sci].low ? HYPER_IRQ_LEVEL_LOW : HYPER_IRQ_LEVEL_HIGH);
	} else {
		*line = acpi.sci;
		io_apic_setup(*line, HYPER_IRQ_LEVEL_LOW);
	}
	kind = FIXED_BUTTON;
	return 1;
}

static int listen_event_device(hyper_u32 *line)
{
	if (!acpi_is_microvm())
		return 0;
	event_device = window_map(WINDOW_BUTTON, EVENT_DEVICE, WINDOW_DEVICE);
	*line = EVENT_DEVICE_LINE;
	io_apic_setup(*line, HYPER_IRQ_EDGE_RISING);
	kind = EVENT_BUTTON_DEVICE;
	return 1;
}

static int listen_keyboard(hyper_u32 *line)
{
	if (in8(KEYBOARD_STATUS) == 0xff)
		return 0;
	*line = isa_pin(ISA_KEYBOARD);
	isa_pin_setup(ISA_KEYBOARD);
	kind = KEYBOARD_BUTTON;
	return 1;
}

enum hyper_status button_listen(hyper_u32 *line)
{
	if (listen_fixed(line) || listen_event_device(line) || listen_keyboard(line))
		return HYPER_OK;
	return HYPER_UNSUPPORTED;
}

static int fixed_pressed(void)
{
	if (!(in16(acpi.event_a) & EVENT_BUTTON))
		return 0;
	out16(acpi.event_a, EVENT_BUTTON);
	return 1;
}

/* Left Ctrl, left Alt, Del in scan code set 2, and in set 1, without prefixes. */
static int is_ctrl_alt_del(void)
{
	return (keys[0] == 0x14 && keys[1] == 0x11 && keys[2] == 0x71) ||
	       (keys[0] == 0x1d && keys[1] == 0x38 && keys[2] == 0x53);
}

static int keyboard_pressed(void)
{
	int i, pressed = 0;
	uint8_t code;

	for (i = 0; i < 64 && (in8(KEYBOARD_STATUS) & KEYBOARD_FULL); i++) {
		code = in8(KEYBOARD_DATA);
		if (code >= 0x80)
			continue;
		keys[0] = keys[1];
		keys[1] = keys[2];
		keys[2] = code;
		pressed |= is_ctrl_alt_del();
	}
	return pressed;
}

int button_pressed(void)
{
	switch (kind) {
	case FIXED_BUTTON:
		return fixed_pressed();
	case EVENT_BUTTON_DEVICE:
		return (*event_device & EVENT_DEVICE_BUTTON) != 0; /* reading clears */
	case KEYBOARD_BUTTON:
		return keyboard_pressed();
	case NO_BUTTON:
		break;
	}
	return 0;
}
