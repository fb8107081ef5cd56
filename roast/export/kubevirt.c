// SPDX-License-Identifier: GPL-2.0
/*
 * A KubeVirt VirtualMachine (API kubevirt.io/v1) that starts the kernel directly, out of a
 * container image with /kernel and /archive; and that image, as an OCI layout for a registry.
 * JSON is YAML, so kubectl takes the file as it is.
 */
#include <stdlib.h>
#include <string.h>

#include "../base/report.h"
#include "container.h"
#include "export.h"

static struct json_object *list(struct json_object *element)
{
	struct json_object *array = json_object_new_array();

	json_object_array_add(array, element);
	return array;
}

static struct json_object *interface(const struct spec *spec)
{
	struct json_object *object = json_object_new_object();
	struct json_object *ports = json_object_new_array();

	json_put_text(object, "name", "default");
	json_put_text(object, "model", "virtio");
	json_put(object, "masquerade", json_object_new_object());
	for (size_t i = 0; i < spec->port_count; i++) {
		struct json_object *port = json_object_new_object();

		json_put_number(port, "port", spec->ports[i].domain);
		json_put_text(port, "protocol", spec->ports[i].udp ? "UDP" : "TCP");
		json_object_array_add(ports, port);
	}
	json_put(object, "ports", ports);
	return object;
}

static struct json_object *networks(void)
{
	struct json_object *network = json_object_new_object();

	json_put_text(network, "name", "default");
	json_put(network, "pod", json_object_new_object());
	return list(network);
}

static struct json_object *machine(const struct export_order *order)
{
	struct json_object *domain = json_object_new_object();
	char *line = export_command_line(&order->spec);
	char *memory = text_format("%lluMi", (unsigned long long)order->spec.memory);

	json_put_number(domain, "cpu.cores", order->spec.vcpus);
	json_put_text(domain, "memory.guest", memory);
	json_put_text(domain, "firmware.kernelBoot.container.image", order->reference);
	json_put_text(domain, "firmware.kernelBoot.container.kernelPath", "/kernel");
	json_put_text(domain, "firmware.kernelBoot.container.initrdPath", "/archive");
	json_put_text(domain, "firmware.kernelBoot.kernelArgs", line);
	json_put_boolean(domain, "devices.autoattachGraphicsDevice", false);
	json_put_boolean(domain, "devices.autoattachMemBalloon", false);
	if (order->spec.network)
		json_put(domain, "devices.interfaces", list(interface(&order->spec)));
	else
		json_put_boolean(domain, "devices.autoattachPodInterface", false);
	free(line);
	free(memory);
	return domain;
}

static struct json_object *virtual_machine(const struct export_order *order)
{
	struct json_object *object = json_object_new_object();
	struct json_object *labels = json_object_new_object();
	char *label = export_label(order->spec.name);

	json_object_object_add(labels, "kubevirt.io/domain", json_object_new_string(label));
	json_put_text(object, "apiVersion", "kubevirt.io/v1");
	json_put_text(object, "kind", "VirtualMachine");
	json_put_text(object, "metadata.name", label);
	json_put_text(object, "spec.runStrategy", "Always");
	json_put(object, "spec.template.metadata.labels", labels);
	json_put(object, "spec.template.spec.domain", machine(order));
	if (order->spec.network)
		json_put(object, "spec.template.spec.networks", networks());
	free(label);
	return object;
}

static void check(const struct export_order *order)
{
	if (!order->reference)
		fail(STATUS_USAGE,
		     "kubevirt needs --reference REGISTRY/NAME:TAG: where the cluster "
		     "will find the image");
	for (size_t i = 0; i < order->spec.port_count; i++)
		if (order->spec.ports[i].host || order->spec.ports[i].address)
			fail(STATUS_USAGE,
			     "-p: in a cluster a service maps ports; "
			     "give the domain's alone: -p %d",
			     order->spec.ports[i].domain);
}

void export_kubevirt(struct export_order *order, const char *output)
{
	char *layout = text_format("%s/image", output);
	struct tree *tree = tree_new();

	check(order);
	tree_add_file(tree, "/kernel", 0644, order->spec.kernel);
	tree_add_file(tree, "/archive", 0644, order->spec.archive);
	container_write(tree, layout, "latest");
	export_write_json(order, output, ".json", virtual_machine(order));
	note("skopeo copy oci:%s/image:latest docker://%s, then kubectl apply -f %s/%s.json",
	     order->output, order->reference, order->output, order->spec.name);
	tree_free(tree);
	free(layout);
}
