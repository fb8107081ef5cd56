// SPDX-License-Identifier: GPL-2.0
/* spec.json: what a domain was made with. */
#include "private.h"

#include <stdlib.h>
#include <string.h>

#include "../base/report.h"

static const char *const restart_names[] = {
	[RESTART_NO] = "no",
	[RESTART_ON_FAILURE] = "on-failure",
	[RESTART_ALWAYS] = "always",
	[RESTART_UNLESS_STOPPED] = "unless-stopped",
};

static const char *const volume_kinds[] = {
	[VOLUME_DIRECTORY] = "directory",
	[VOLUME_FILE] = "file",
	[VOLUME_DISK] = "disk",
};

static struct json_object *port_to_json(const struct port *port)
{
	struct json_object *object = json_object_new_object();

	json_put_text(object, "address", port->address);
	json_put_number(object, "host", port->host);
	json_put_number(object, "domain", port->domain);
	json_put_text(object, "protocol", port->udp ? "udp" : "tcp");
	return object;
}

static struct json_object *volume_to_json(const struct volume *volume)
{
	struct json_object *object = json_object_new_object();

	json_put_text(object, "kind", volume_kinds[volume->kind]);
	json_put_text(object, "source", volume->source);
	json_put_text(object, "target", volume->target);
	json_put_boolean(object, "read_only", volume->read_only);
	json_put_text(object, "format", volume->format);
	json_put_text(object, "type", volume->type);
	json_put_text(object, "device", volume->device);
	return object;
}

struct json_object *ports_to_json(const struct spec *spec)
{
	struct json_object *ports = json_object_new_array();

	for (size_t i = 0; i < spec->port_count; i++)
		json_object_array_add(ports, port_to_json(&spec->ports[i]));
	return ports;
}

static void put_lists(struct json_object *object, const struct spec *spec)
{
	struct json_object *volumes = json_object_new_array();

	for (size_t i = 0; i < spec->volume_count; i++)
		json_object_array_add(volumes, volume_to_json(&spec->volumes[i]));
	json_put(object, "ports", ports_to_json(spec));
	json_put(object, "volumes", volumes);
	json_put_texts(object, "extra", &spec->extra);
	json_put_text(object, "workplace", spec->workplace);
}

struct json_object *order_to_json(const struct order *order)
{
	struct json_object *object = json_object_new_object();
	const struct spec *spec = &order->spec;

	json_put_text(object, "id", spec->id);
	json_put_text(object, "name", spec->name);
	json_put_text(object, "host", order->host->name);
	json_put_text(object, "image", order->image);
	json_put_text(object, "image_digest", order->image_digest);
	json_put_text(object, "kernel", spec->kernel);
	json_put_text(object, "archive", spec->archive);
	json_put_text(object, "arguments", spec->arguments);
	json_put_number(object, "memory", (int64_t)spec->memory);
	json_put_number(object, "vcpus", spec->vcpus);
	json_put_boolean(object, "network", spec->network);
	json_put_boolean(object, "host_loopback", spec->host_loopback);
	json_put_text(object, "bridge", spec->bridge);
	json_put_boolean(object, "kvm", spec->kvm);
	json_put_text(object, "accelerator", spec->accelerator);
	put_lists(object, spec);
	json_put_text(object, "restart", restart_names[order->restart]);
	json_put_number(object, "restart_limit", order->restart_limit);
	json_put_boolean(object, "remove", order->remove);
	json_put_boolean(object, "interactive", order->interactive);
	json_put_boolean(object, "terminal", order->terminal);
	json_put(object, "settings", json_object_get(order->settings));
	json_put_text(object, "manifest", order->manifest);
	return object;
}

static char *get_copy(struct json_object *object, const char *path)
{
	return text_copy(json_get_text(object, path));
}

static void get_ports(struct json_object *object, struct spec *spec)
{
	struct json_object *list = json_get(object, "ports");

	spec->port_count = json_count(list);
	spec->ports = allocate(spec->port_count, sizeof(*spec->ports));
	for (size_t i = 0; i < spec->port_count; i++) {
		struct json_object *row = json_item(list, i);

		spec->ports[i] = (struct port){
			.address = get_copy(row, "address"),
			.host = (int)json_get_number(row, "host", 0),
			.domain = (int)json_get_number(row, "domain", 0),
			.udp = text_equal(json_get_text(row, "protocol"), "udp"),
		};
	}
}

/* What nobody knows is taken for a directory, which the host then fails to share. */
static enum volume_kind volume_kind_named(const char *name)
{
	for (int kind = VOLUME_DIRECTORY; kind <= VOLUME_DISK; kind++)
		if (text_equal(name, volume_kinds[kind]))
			return (enum volume_kind)kind;
	return VOLUME_DIRECTORY;
}

static void get_volumes(struct json_object *object, struct spec *spec)
{
	struct json_object *list = json_get(object, "volumes");

	spec->volume_count = json_count(list);
	spec->volumes = allocate(spec->volume_count, sizeof(*spec->volumes));
	for (size_t i = 0; i < spec->volume_count; i++) {
		struct json_object *row = json_item(list, i);

		spec->volumes[i] = (struct volume){
			.kind = volume_kind_named(json_get_text(row, "kind")),
			.source = get_copy(row, "source"),
			.target = get_copy(row, "target"),
			.read_only = json_get_boolean(row, "read_only", false),
			.format = get_copy(row, "format"),
			.type = get_copy(row, "type"),
			.device = get_copy(row, "device"),
		};
	}
}

static void get_spec(struct json_object *object, struct spec *spec, const char *directory)
{
	*spec = (struct spec){
		.id = get_copy(object, "id"),
		.name = get_copy(object, "name"),
		.directory = text_copy(directory),
		.kernel = get_copy(object, "kernel"),
		.archive = get_copy(object, "archive"),
		.arguments = get_copy(object, "arguments"),
		.memory = (uint64_t)json_get_number(object, "memory", 0),
		.vcpus = (int)json_get_number(object, "vcpus", 1),
		.network = json_get_boolean(object, "network", false),
		.host_loopback = json_get_boolean(object, "host_loopback", false),
		.bridge = get_copy(object, "bridge"),
		.kvm = json_get_boolean(object, "kvm", false),
		.accelerator = get_copy(object, "accelerator"),
		.workplace = get_copy(object, "workplace"),
	};
	get_ports(object, spec);
	get_volumes(object, spec);
	json_get_texts(object, "extra", &spec->extra);
}

static enum restart restart_named(const char *name)
{
	for (size_t i = 0; i < sizeof(restart_names) / sizeof(restart_names[0]); i++)
		if (text_equal(name, restart_names[i]))
			return (enum restart)i;
	return RESTART_NO;
}

struct order *order_from_json(struct json_object *object, const char *directory)
{
	struct order *order = allocate(1, sizeof(*order));
	const char *host = json_get_text(object, "host");

	order->host = host ? host_named(host) : NULL;
	if (!order->host || !json_object_is_type(json_get(object, "ports"), json_type_array) ||
	    !json_object_is_type(json_get(object, "volumes"), json_type_array))
		fail(STATUS_FORMAT, "%s/spec.json is damaged; roast rm -f takes the domain away",
		     directory);
	get_spec(object, &order->spec, directory);
	order->settings = json_object_get(json_get(object, "settings"));
	order->image = get_copy(object, "image");
	order->image_digest = get_copy(object, "image_digest");
	order->restart = restart_named(json_get_text(object, "restart"));
	order->restart_limit = (long)json_get_number(object, "restart_limit", 0);
	order->remove = json_get_boolean(object, "remove", false);
	order->interactive = json_get_boolean(object, "interactive", false);
	order->terminal = json_get_boolean(object, "terminal", false);
	order->manifest = get_copy(object, "manifest");
	return order;
}
