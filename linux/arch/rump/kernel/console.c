// SPDX-License-Identifier: GPL-2.0
/*
 * The host side's console: for the kernel's first messages, and on a PC as terminal hvc0. On Xen
 * the terminal is Linux' own driver's.
 */
#include <linux/console.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/string.h>
#include <drivers/tty/hvc/hvc_console.h>
#include <rumproast/hyper.h>
#include <asm/rump.h>
#include <asm/setup.h>

#define PC_TERMINAL 0x7063 /* hvc's name for the terminal: "pc" */
#define OUTPUT_BUFFER 256

/* Linux lets both speak for some lines, although they are the same device. */
static bool terminal_took_over(void)
{
	struct console *console;
	bool found = false;
	int cookie = console_srcu_read_lock();

	for_each_console_srcu(console)
		found |= !(console_srcu_read_flags(console) & CON_BOOT);
	console_srcu_read_unlock(cookie);
	return found;
}

/* The line's end goes to the left margin too, which the host side's console leaves to us. */
static void boot_console_write(struct console *console, const char *text, unsigned int size)
{
	if (terminal_took_over())
		return;
	while (size) {
		const char *end = memchr(text, '\n', size);
		unsigned int length = end ? end - text : size;

		hyper_console_write(text, length);
		if (!end)
			return;
		hyper_console_write("\r\n", 2);
		text += length + 1;
		size -= length + 1;
	}
}

static struct console boot_console = {
	.name = "hyper",
	.write = boot_console_write,
	.flags = CON_PRINTBUFFER | CON_BOOT | CON_ANYTIME,
	.index = -1,
};

void __init rump_early_console(void)
{
	register_console(&boot_console);
}

static ssize_t terminal_read(uint32_t terminal, u8 *text, size_t size)
{
	return hyper_console_read(text, size);
}

static ssize_t terminal_write(uint32_t terminal, const u8 *text, size_t size)
{
	hyper_console_write(text, size);
	return size;
}

/* A console that cannot be read needs no polling either. */
static int terminal_open(struct hvc_struct *terminal, int line)
{
	if (line)
		return notifier_add_irq(terminal, line);
	terminal->irq_requested = 1;
	return 0;
}

static void terminal_close(struct hvc_struct *terminal, int line)
{
	if (line)
		notifier_del_irq(terminal, line);
}

static const struct hv_ops terminal_operations = {
	.get_chars = terminal_read,
	.put_chars = terminal_write,
	.notifier_add = terminal_open,
	.notifier_del = terminal_close,
	.notifier_hangup = terminal_close,
};

static int __init terminal_announce(void)
{
	if (rump_host_is_xen)
		return -ENODEV;
	return hvc_instantiate(PC_TERMINAL, 0, &terminal_operations);
}
console_initcall(terminal_announce);

static int __init terminal_create(void)
{
	u32 line;

	if (rump_host_is_xen)
		return -ENODEV;
	if (hyper_console_listen(&line) != HYPER_OK)
		line = 0;
	return PTR_ERR_OR_ZERO(hvc_alloc(PC_TERMINAL, line, &terminal_operations, OUTPUT_BUFFER));
}
device_initcall(terminal_create);
