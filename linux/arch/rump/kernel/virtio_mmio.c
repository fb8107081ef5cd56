// SPDX-License-Identifier: GPL-2.0
/*
 * Virtio devices with memory-mapped registers that the machine's firmware tells of. A command
 * line that names such devices itself (virtio_mmio.device=) is taken to name all.
 */
#include <linux/init.h>
#include <linux/ioport.h>
#include <linux/platform_device.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <rumproast/hyper.h>

static const unsigned long trigger_flags[] __initconst = {
	[HYPER_IRQ_EDGE_RISING] = IORESOURCE_IRQ_HIGHEDGE,
	[HYPER_IRQ_EDGE_FALLING] = IORESOURCE_IRQ_LOWEDGE,
	[HYPER_IRQ_LEVEL_HIGH] = IORESOURCE_IRQ_HIGHLEVEL,
	[HYPER_IRQ_LEVEL_LOW] = IORESOURCE_IRQ_LOWLEVEL,
};

static void __init add_device(u32 index, const struct hyper_virtio *device)
{
	const struct resource resources[] = {
		DEFINE_RES_MEM(device->address, device->size),
		{
			.start = device->line,
			.end = device->line,
			.flags = IORESOURCE_IRQ | trigger_flags[device->trigger],
		},
	};

	if (IS_ERR(platform_device_register_simple("virtio-mmio", index, resources,
						   ARRAY_SIZE(resources))))
		pr_err("virtio-mmio: no device at %pR\n", &resources[0]);
}

static int __init find_devices(void)
{
	struct hyper_virtio device;
	u32 index;

	if (strstr(saved_command_line, "virtio_mmio.device="))
		return 0;
	for (index = 0; hyper_virtio_device(index, &device) == HYPER_OK; index++)
		add_device(index, &device);
	return 0;
}
arch_initcall(find_devices);
