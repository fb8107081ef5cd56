// SPDX-License-Identifier: GPL-2.0
/* From the host side's first call to Linux' own start: who we are and what memory there is. */
#include <linux/init.h>
#include <linux/initrd.h>
#include <linux/ioport.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/root_dev.h>
#include <linux/sched/task.h>
#include <linux/start_kernel.h>
#include <linux/stackprotector.h>
#include <asm/fpu.h>
#include <asm/page.h>
#include <asm/rump.h>
#include <asm/sections.h>
#include <asm/setup.h>

const struct hyper_boot *rump_boot __initdata;
bool rump_host_is_xen __ro_after_init;

static char command_line[COMMAND_LINE_SIZE] __initdata;

/* Before Linux is anything: no canary is set, no memory is known, only the console works. */
asmlinkage __visible void __init __no_stack_protector kernel_start(const struct hyper_boot *boot)
{
	static const char mismatch[] __initconst =
		"rump: host side and kernel were built against different hypercall layers\n";
	struct hyper_cpu *cpu = hyper_this_cpu();

	if (boot->version != HYPER_VERSION) {
		hyper_console_write(mismatch, sizeof(mismatch) - 1);
		hyper_power_crash();
	}
	rump_boot = boot;
	rump_host_is_xen = boot->host == HYPER_HOST_XEN;
	cpu->current_task = &init_task;
	cpu->kernel_stack = (unsigned long)task_pt_regs(&init_task) + sizeof(struct pt_regs);
	start_kernel();
}

/* Stays for as long as /proc/iomem does. */
static struct resource image_resources[] = {
	{ .name = "Kernel code", .flags = IORESOURCE_BUSY | IORESOURCE_SYSTEM_RAM },
	{ .name = "Kernel data", .flags = IORESOURCE_BUSY | IORESOURCE_SYSTEM_RAM },
};

static void __init insert_image(struct resource *within)
{
	image_resources[0].start = __pa_symbol(_text);
	image_resources[0].end = __pa_symbol(_etext) - 1;
	image_resources[1].start = __pa_symbol(_sdata);
	image_resources[1].end = __pa_symbol(_end) - 1;
	if (within->start <= image_resources[0].start && within->end >= image_resources[1].end) {
		request_resource(within, &image_resources[0]);
		request_resource(within, &image_resources[1]);
	}
}

/* /proc/iomem, and what device memory may not overlap. */
static void __init claim_resources(void)
{
	unsigned int i;

	for (i = 0; i < rump_boot->memory_count; i++) {
		const struct hyper_memory *area = &rump_boot->memory[i];
		struct resource *resource;

		if (area->type != HYPER_MEMORY_RAM)
			continue;
		resource = memblock_alloc(sizeof(*resource), SMP_CACHE_BYTES);
		if (!resource)
			panic("rump: too little memory to describe memory");
		resource->name = "System RAM";
		resource->start = area->start;
		resource->end = area->start + area->size - 1;
		resource->flags = IORESOURCE_SYSTEM_RAM | IORESOURCE_BUSY;
		if (!insert_resource(&iomem_resource, resource))
			insert_image(resource);
	}
}

static void __init add_memory(void)
{
	unsigned int i;

	for (i = 0; i < rump_boot->memory_count; i++) {
		const struct hyper_memory *area = &rump_boot->memory[i];

		if (area->type == HYPER_MEMORY_RAM && area->start < DIRECT_MAP_MAX)
			memblock_add(area->start, min(area->size, DIRECT_MAP_MAX - area->start));
	}
	memblock_reserve(__pa_symbol(_text), _end - _text);
	/* Page 0 stays unused, so that physical address 0 means nothing to everybody. */
	memblock_reserve(0, PAGE_SIZE);
}

static void __init keep_archive(void)
{
	if (!rump_boot->archive_size)
		return;
	memblock_reserve(rump_boot->archive_start, rump_boot->archive_size);
	initrd_start = (unsigned long)__va(rump_boot->archive_start);
	initrd_end = initrd_start + rump_boot->archive_size;
}

void __init setup_arch(char **command_line_p)
{
	strscpy(boot_command_line, *rump_boot->command_line ? rump_boot->command_line
							     : CONFIG_CMDLINE,
		COMMAND_LINE_SIZE);
	strscpy(command_line, boot_command_line, COMMAND_LINE_SIZE);
	*command_line_p = command_line;

	setup_initial_init_mm(_stext, _etext, _edata, _end);
	add_memory();
	keep_archive();
	rump_small_memory_begin();
	/* Before anything is said, so that loglevel= and quiet hold from the first line on. */
	parse_early_param();
	rump_early_console();
	rump_power_start();
	pr_info("rump: host %s, %u vCPU(s), hypercall layer %u\n", rump_boot->host_name,
		rump_boot->cpu_count, rump_boot->version);
	if (rump_host_is_xen)
		rump_xen_start();
	rump_map_kernel();
	memblock_allow_resize();
	claim_resources();
	rump_zones_init();
	rump_fpu_init();
	add_bootloader_randomness(rump_boot->seed, rump_boot->seed_size);
}
