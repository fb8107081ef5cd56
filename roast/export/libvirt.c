// SPDX-License-Identifier: GPL-2.0
/*
 * libvirt's domain XML (https://libvirt.org/formatdomain.html), with the kernel started directly:
 * a Xen PVH domain, or QEMU's machine "pc" with KVM or emulating.
 */
#include <libxml/tree.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/report.h"
#include "export.h"

#define QEMU_NAMESPACE "http://libvirt.org/schemas/domain/qemu/1.0"
/* PCI slot of the network card that QEMU is told of behind libvirt's back; out of its way. */
#define NETWORK_SLOT "0x1e"

static xmlNode *element(xmlNode *parent, const char *name)
{
	xmlNode *node = xmlNewChild(parent, NULL, (const xmlChar *)name, NULL);

	if (!node)
		fail(STATUS_RESOURCES, "out of memory");
	return node;
}

static void attribute(xmlNode *node, const char *name, const char *value)
{
	if (!xmlNewProp(node, (const xmlChar *)name, (const xmlChar *)value))
		fail(STATUS_RESOURCES, "out of memory");
}

static xmlNode *element_with(xmlNode *parent, const char *name, const char *attribute_name,
			     const char *value)
{
	xmlNode *node = element(parent, name);

	attribute(node, attribute_name, value);
	return node;
}

static xmlNode *element_text(xmlNode *parent, const char *name, const char *text)
{
	xmlNode *node = element(parent, name);

	xmlNodeAddContent(node, (const xmlChar *)text);
	return node;
}

static void element_number(xmlNode *parent, const char *name, uint64_t number)
{
	char *text = text_format("%llu", (unsigned long long)number);

	element_text(parent, name, text);
	free(text);
}

static bool on_xen(const struct export_order *order)
{
	return strcmp(order->hypervisor, "xen") == 0;
}

static void add_system(const struct export_order *order, xmlNode *domain)
{
	xmlNode *system = element(domain, "os"), *type;
	char *kernel = text_format("%s/kernel", order->output);
	char *archive = text_format("%s/archive", order->output);
	char *line = export_command_line(&order->spec);

	type = element_text(system, "type", on_xen(order) ? "xenpvh" : "hvm");
	attribute(type, "arch", "x86_64");
	attribute(type, "machine", on_xen(order) ? "xenpvh" : "pc");
	element_text(system, "kernel", kernel);
	element_text(system, "initrd", archive);
	element_text(system, "cmdline", line);
	free(kernel);
	free(archive);
	free(line);
}

/* Without ACPI a power button and an orderly end are not there. */
static void add_processor(const struct export_order *order, xmlNode *domain)
{
	if (on_xen(order))
		return;
	element(element(domain, "features"), "acpi");
	element_with(domain, "cpu", "mode",
		     strcmp(order->hypervisor, "kvm") == 0 ? "host-passthrough" : "maximum");
}

static void add_ends(xmlNode *domain)
{
	element_text(domain, "on_poweroff", "destroy");
	element_text(domain, "on_reboot", "restart");
	element_text(domain, "on_crash", "destroy");
}

static const char *device_name(const struct volume *volume)
{
	const char *slash = strrchr(volume->device, '/');

	return slash ? slash + 1 : volume->device;
}

static void add_disk(const struct export_order *order, xmlNode *devices,
		     const struct volume *volume)
{
	struct stat status;
	bool block = stat(volume->source, &status) == 0 && S_ISBLK(status.st_mode);
	xmlNode *disk = element_with(devices, "disk", "type", block ? "block" : "file"), *part;

	attribute(disk, "device", "disk");
	part = element_with(disk, "driver", "name", block && on_xen(order) ? "phy" : "qemu");
	attribute(part, "type", volume->format ? volume->format : "raw");
	element_with(disk, "source", block ? "dev" : "file", volume->source);
	/* An empty one ends the chain: libvirt does not look for a name in the image. */
	if (text_equal(volume->format, "qcow2"))
		element(disk, "backingStore");
	part = element_with(disk, "target", "dev", device_name(volume));
	attribute(part, "bus", on_xen(order) ? "xen" : "virtio");
	if (volume->read_only)
		element(disk, "readonly");
}

static void add_directory(const struct export_order *order, xmlNode *devices,
			  const struct volume *volume)
{
	xmlNode *share;

	if (on_xen(order))
		fail(STATUS_USAGE,
		     "-v %s: libvirt shares no directories with Xen domains; "
		     "use --format xl, or a disk",
		     volume->source);
	share = element_with(devices, "filesystem", "type", "mount");
	attribute(share, "accessmode", "passthrough");
	element_with(share, "source", "dir", volume->source);
	element_with(share, "target", "dir", device_name(volume));
	if (volume->read_only)
		element(share, "readonly");
}

static void add_network(const struct export_order *order, xmlNode *devices)
{
	xmlNode *interface;

	if (on_xen(order)) {
		interface = element_with(devices, "interface", "type", "bridge");
		element_with(interface, "source", "bridge",
			     order->spec.bridge ? order->spec.bridge : "xenbr0");
		return;
	}
	interface = element_with(devices, "interface", "type", "user");
	element_with(interface, "model", "type", "virtio");
	element_with(interface, "rom", "enabled", "no");
}

/* The console is the first serial port, or Xen's own. */
static void add_console(const struct export_order *order, xmlNode *devices)
{
	xmlNode *console;

	if (!on_xen(order))
		element_with(element_with(devices, "serial", "type", "pty"), "target", "port", "0");
	console = element_with(devices, "console", "type", "pty");
	console = element_with(console, "target", "type", on_xen(order) ? "xen" : "serial");
	attribute(console, "port", "0");
}

static void add_devices(const struct export_order *order, xmlNode *domain)
{
	xmlNode *devices = element(domain, "devices"), *usb;

	for (size_t i = 0; i < order->spec.volume_count; i++) {
		const struct volume *volume = &order->spec.volumes[i];

		if (volume->kind == VOLUME_DISK)
			add_disk(order, devices, volume);
		else
			add_directory(order, devices, volume);
	}
	if (!on_xen(order)) {
		usb = element_with(devices, "controller", "type", "usb");
		attribute(usb, "model", "none");
	}
	if (order->spec.network && (on_xen(order) || !order->spec.port_count))
		add_network(order, devices);
	add_console(order, devices);
	element_with(devices, "memballoon", "model", on_xen(order) ? "xen" : "none");
}

static void add_word(xmlNode *command, const char *word)
{
	xmlSetNs(element_with(command, "arg", "value", word), command->ns);
}

/* libvirt 9 forwards ports of its user network with passt alone, which Debian 12 lacks. */
static void add_forwarded_ports(const struct export_order *order, xmlNode *domain)
{
	xmlNs *namespace;
	xmlNode *command;
	struct texts netdev = { 0 };
	char *word;

	if (!order->spec.port_count)
		return;
	namespace = xmlNewNs(domain, (const xmlChar *)QEMU_NAMESPACE, (const xmlChar *)"qemu");
	command = element(domain, "commandline");
	xmlSetNs(command, namespace);
	texts_add(&netdev, "user,id=roast");
	for (size_t i = 0; i < order->spec.port_count; i++) {
		const struct port *port = &order->spec.ports[i];
		const char *address = port->address ? port->address : "";
		bool ipv6 = strchr(address, ':');

		texts_add_format(&netdev, "hostfwd=%s:%s%s%s:%d-:%d", port->udp ? "udp" : "tcp",
				 ipv6 ? "[" : "", address, ipv6 ? "]" : "", port->host,
				 port->domain);
	}
	word = texts_join(&netdev, ",");
	add_word(command, "-netdev");
	add_word(command, word);
	add_word(command, "-device");
	add_word(command, "virtio-net-pci,netdev=roast,romfile=,addr=" NETWORK_SLOT);
	free(word);
	texts_free(&netdev);
}

static xmlNode *make_domain(const struct export_order *order, xmlDoc *document)
{
	xmlNode *domain = xmlNewDocNode(document, NULL, (const xmlChar *)"domain", NULL);
	xmlNode *memory;
	char *size = text_format("%llu", (unsigned long long)order->spec.memory);

	xmlDocSetRootElement(document, domain);
	attribute(domain, "type", order->hypervisor);
	element_text(domain, "name", order->spec.name);
	memory = element_text(domain, "memory", size);
	attribute(memory, "unit", "MiB");
	element_number(domain, "vcpu", (uint64_t)order->spec.vcpus);
	add_system(order, domain);
	add_processor(order, domain);
	add_ends(domain);
	add_devices(order, domain);
	add_forwarded_ports(order, domain);
	free(size);
	return domain;
}

void export_libvirt(struct export_order *order, const char *output)
{
	xmlDoc *document = xmlNewDoc((const xmlChar *)"1.0");
	xmlChar *text = NULL;
	int size;

	if (order->spec.port_count && on_xen(order))
		fail(STATUS_USAGE, "-p: on Xen a domain has an address of its own; leave -p out");
	make_domain(order, document);
	xmlDocDumpFormatMemoryEnc(document, &text, &size, "UTF-8", 1);
	if (!text)
		fail(STATUS_RESOURCES, "out of memory");
	export_copy_parts(order, output);
	export_write_text(order, output, ".xml", (const char *)text, 0644);
	note("virsh define %s/%s.xml takes it; if the directory is moved, its path is in that file",
	     order->output, order->spec.name);
	xmlFree(text);
	xmlFreeDoc(document);
}
