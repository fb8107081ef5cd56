// SPDX-License-Identifier: GPL-2.0
/* The machine's PCI host bridge: configuration space and addresses come from the host side. */
#include <linux/init.h>
#include <linux/ioport.h>
#include <linux/memblock.h>
#include <linux/pci.h>
#include <linux/sizes.h>
#include <rumproast/hyper.h>
#include <rumproast/x86/cpu.h>

#define CPUID_ADDRESS_SIZES 0x80000008

static int config_read(struct pci_bus *bus, unsigned int devfn, int offset, int size, u32 *value)
{
	if (hyper_pci_read(bus->number, devfn, offset, size, value) == HYPER_OK)
		return PCIBIOS_SUCCESSFUL;
	PCI_SET_ERROR_RESPONSE(value);
	return PCIBIOS_DEVICE_NOT_FOUND;
}

static int config_write(struct pci_bus *bus, unsigned int devfn, int offset, int size, u32 value)
{
	if (hyper_pci_write(bus->number, devfn, offset, size, value) == HYPER_OK)
		return PCIBIOS_SUCCESSFUL;
	return PCIBIOS_DEVICE_NOT_FOUND;
}

static struct pci_ops config_operations = {
	.read = config_read,
	.write = config_write,
};

static struct resource bus_numbers = {
	.name = "PCI buses",
	.start = 0,
	.end = 255,
	.flags = IORESOURCE_BUS,
};

static struct resource port_window = {
	.name = "PCI ports",
	.start = 0,
	.end = 0xffff,
	.flags = IORESOURCE_IO,
};

static struct resource low_window = {
	.name = "PCI below 4 GiB",
	.flags = IORESOURCE_MEM,
};

static struct resource high_window = {
	.name = "PCI above 4 GiB",
	.flags = IORESOURCE_MEM | IORESOURCE_MEM_64,
};

/* What firmware may have used above memory; up to what the CPU can address. */
static void __init size_high_window(void)
{
	unsigned int sizes[4];

	hyper_cpuid(CPUID_ADDRESS_SIZES, 0, sizes);
	high_window.start = max_t(u64, SZ_4G, ALIGN(PFN_PHYS(max_pfn), SZ_1G));
	high_window.end = BIT_ULL(sizes[0] & 0xff) - 1;
}

static void __init add_window(struct pci_host_bridge *bridge, struct resource *window)
{
	struct resource *all = window->flags & IORESOURCE_IO ? &ioport_resource : &iomem_resource;

	if (insert_resource(all, window))
		pr_warn("PCI: %pR overlaps something else\n", window);
	pci_add_resource(&bridge->windows, window);
}

/* No interrupt pin of a device is connected to anything: messages serve instead. */
static int no_pin(const struct pci_dev *device, u8 slot, u8 pin)
{
	return -1;
}

/* Firmware's addresses are kept where they fit a window; what has none is given one. */
static void __init assign_resources(struct pci_bus *root)
{
	struct pci_bus *bus;

	pci_bus_claim_resources(root);
	pci_assign_unassigned_root_bus_resources(root);
	list_for_each_entry(bus, &root->children, node)
		pcie_bus_configure_settings(bus);
}

static int __init find_devices(void)
{
	struct pci_host_bridge *bridge;
	u64 start, size;
	int error;

	if (hyper_pci_window(&start, &size) != HYPER_OK)
		return 0;
	bridge = pci_alloc_host_bridge(0);
	if (!bridge)
		return -ENOMEM;
	low_window.start = start;
	low_window.end = start + size - 1;
	size_high_window();
	pci_add_resource(&bridge->windows, &bus_numbers);
	add_window(bridge, &port_window);
	add_window(bridge, &low_window);
	add_window(bridge, &high_window);
	bridge->ops = &config_operations;
	bridge->map_irq = no_pin;

	error = pci_scan_root_bus_bridge(bridge);
	if (error) {
		pci_free_host_bridge(bridge);
		return error;
	}
	assign_resources(bridge->bus);
	pci_bus_add_devices(bridge->bus);
	return 0;
}
subsys_initcall(find_devices);
