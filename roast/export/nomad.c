// SPDX-License-Identifier: GPL-2.0
/*
 * A job for Nomad's driver "qemu", in the JSON of Nomad's API, with the disk that it starts.
 * The driver makes a machine "pc" that boots the disk, and a virtio network card where a port is
 * mapped.
 */
#include <stdlib.h>
#include <string.h>

#include "../base/report.h"
#include "export.h"

/* What the driver takes at least. */
#define MEMORY_LEAST_MB 128
#define MHZ 500

static struct json_object *array_of(struct json_object *element)
{
	struct json_object *array = json_object_new_array();

	json_object_array_add(array, element);
	return array;
}

static struct json_object *words(const char *const *list)
{
	struct json_object *array = json_object_new_array();

	for (; *list; list++)
		json_object_array_add(array, json_object_new_string(*list));
	return array;
}

/* The driver forwards each of its ports for TCP and for UDP. */
static char *port_label(const struct port *port)
{
	return text_format("port%d", port->domain);
}

static struct json_object *port_map(const struct spec *spec)
{
	struct json_object *map = json_object_new_object();

	for (size_t i = 0; i < spec->port_count; i++) {
		char *label = port_label(&spec->ports[i]);

		json_object_object_add(map, label, json_object_new_int(spec->ports[i].domain));
		free(label);
	}
	return array_of(map);
}

/* A port without a number on the host is whichever Nomad has free. */
static struct json_object *networks(const struct spec *spec)
{
	struct json_object *network = json_object_new_object();
	struct json_object *reserved = json_object_new_array();
	struct json_object *dynamic = json_object_new_array();

	for (size_t i = 0; i < spec->port_count; i++) {
		struct json_object *port = json_object_new_object();
		char *label = port_label(&spec->ports[i]);

		json_put_text(port, "Label", label);
		if (spec->ports[i].host)
			json_put_number(port, "Value", spec->ports[i].host);
		json_object_array_add(spec->ports[i].host ? reserved : dynamic, port);
		free(label);
	}
	json_put(network, "ReservedPorts", reserved);
	json_put(network, "DynamicPorts", dynamic);
	return array_of(network);
}

static struct json_object *driver_settings(const struct export_order *order, const char *disk)
{
	static const char *const network[] = { "-netdev", "user,id=net", "-device",
					       "virtio-net-pci,netdev=net", NULL };
	static const char *const no_network[] = { "-nic", "none", NULL };
	struct json_object *settings = json_object_new_object();
	char *local = text_format("local/%s.qcow2", order->spec.name);

	json_put_text(settings, "image_path", order->reference ? local : disk);
	json_put_text(settings, "accelerator",
		      strcmp(order->hypervisor, "kvm") == 0 ? "kvm" : "tcg");
	json_put_boolean(settings, "graceful_shutdown", true);
	if (order->spec.port_count)
		json_put(settings, "port_map", port_map(&order->spec));
	else
		json_put(settings, "args", words(order->spec.network ? network : no_network));
	free(local);
	return settings;
}

static struct json_object *artifacts(const struct export_order *order)
{
	struct json_object *artifact = json_object_new_object();

	json_put_text(artifact, "GetterSource", order->reference);
	json_put_text(artifact, "RelativeDest", "local/");
	return array_of(artifact);
}

static struct json_object *task(const struct export_order *order, const char *disk)
{
	struct json_object *object = json_object_new_object();

	json_put_text(object, "Name", order->spec.name);
	json_put_text(object, "Driver", "qemu");
	json_put(object, "Config", driver_settings(order, disk));
	if (order->reference)
		json_put(object, "Artifacts", artifacts(order));
	json_put_number(object, "Resources.CPU", MHZ * order->spec.vcpus);
	json_put_number(object, "Resources.MemoryMB", (int64_t)order->spec.memory);
	if (order->spec.port_count)
		json_put(object, "Resources.Networks", networks(&order->spec));
	return object;
}

static struct json_object *job(const struct export_order *order, const char *disk)
{
	static const char *const datacenters[] = { "*", NULL };
	struct json_object *object = json_object_new_object();
	struct json_object *group = json_object_new_object();

	json_put_text(group, "Name", order->spec.name);
	json_put_number(group, "Count", 1);
	json_put(group, "Tasks", array_of(task(order, disk)));
	json_put_text(object, "Job.ID", order->spec.name);
	json_put_text(object, "Job.Name", order->spec.name);
	json_put_text(object, "Job.Type", "service");
	json_put(object, "Job.Datacenters", words(datacenters));
	json_put(object, "Job.TaskGroups", array_of(group));
	return object;
}

static void check_ports(const struct export_order *order)
{
	for (size_t i = 0; i < order->spec.port_count; i++)
		if (order->spec.ports[i].address)
			fail(STATUS_USAGE, "-p %s:...: Nomad chooses the address; leave it out",
			     order->spec.ports[i].address);
}

void export_nomad(struct export_order *order, const char *output)
{
	char *written = text_format("%s/%s.qcow2", output, order->spec.name);
	char *disk = text_format("%s/%s.qcow2", order->output, order->spec.name);

	check_ports(order);
	if (order->spec.memory < MEMORY_LEAST_MB)
		order->spec.memory = MEMORY_LEAST_MB;
	export_qcow2(order, written);
	export_write_json(order, output, ".json", job(order, disk));
	if (order->reference)
		note("put %s at %s; nomad job run -json %s/%s.json starts it", disk,
		     order->reference, order->output, order->spec.name);
	else
		note("clients need %s in the image_paths of their plugin qemu; "
		     "nomad job run -json %s/%s.json starts it",
		     order->output, order->output, order->spec.name);
	free(written);
	free(disk);
}
