/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The start of the conformance kernel. The command line says how it ends:
 *	exit=N	power off with that status (else 0, or 1 if a check failed)
 *	restart, crash, overflow, long-mode, button	what the word says
 */
#include "kernel.h"

static int starts_with(const char *text, const char *word)
{
	while (*word)
		if (*text++ != *word++)
			return 0;
	return 1;
}

static const char *find_word(const char *line, const char *word)
{
	for (; *line; line++)
		if (starts_with(line, word))
			return line;
	return NULL;
}

static unsigned int number_after(const char *word)
{
	unsigned int value = 0;

	while (*word != '=')
		word++;
	for (word++; *word >= '0' && *word <= '9'; word++)
		value = value * 10 + (unsigned int)(*word - '0');
	return value;
}

static void wait_for_button(void)
{
	if (hyper_power_listen(&button_line) != HYPER_OK) {
		print("# no power button\n");
		hyper_power_off(8);
	}
	hyper_irq_unmask(button_line);
	print("# press the button\n");
	while (!button_presses) {
		hyper_irq_disable();
		hyper_cpu_wait();
	}
	print("# pressed, interrupts on its line: %lu\n", interrupt_count[button_line]);
}

static void run_tests(const struct hyper_boot *boot)
{
	test_boot(boot);
	test_time();
	test_program();
	test_machine();
	test_stress();
}

void kernel_start(const struct hyper_boot *boot)
{
	const char *line = boot->command_line;
	unsigned int status;

	print("# host %s, command line: %s\n", boot->host_name, line);
	program_prepare(boot);
	if (find_word(line, "restart"))
		hyper_power_restart(3);
	if (find_word(line, "crash"))
		hyper_power_crash();
	if (find_word(line, "overflow"))
		overflow_stack();
	if (find_word(line, "long-mode"))
		enter_in_long_mode();
	if (find_word(line, "button")) {
		wait_for_button();
		hyper_power_off(7);
	}
	if (find_word(line, "exit="))
		hyper_power_off(number_after(find_word(line, "exit=")));
	run_tests(boot);
	status = report_end() != 0;
	hyper_power_off(status);
}
