// SPDX-License-Identifier: GPL-2.0
/* The configuration of a domain, for Firecracker. */
#include <stdlib.h>
#include <string.h>

#include "firecracker.h"

static void put_kernel(const struct spec *spec, struct json_object *object)
{
	const char *arguments = spec->arguments ? spec->arguments : "";
	char *line = text_format("console=hvc0 loglevel=4%s%s", *arguments ? " " : "", arguments);

	json_put_text(object, "boot-source.kernel_image_path", spec->kernel);
	json_put_text(object, "boot-source.initrd_path", spec->archive);
	json_put_text(object, "boot-source.boot_args", line);
	free(line);
}

static struct json_object *drive(const struct volume *volume)
{
	struct json_object *object = json_object_new_object();

	json_put_text(object, "drive_id", strrchr(volume->device, '/') + 1);
	json_put_text(object, "path_on_host", volume->source);
	json_put_boolean(object, "is_root_device", false);
	json_put_boolean(object, "is_read_only", volume->read_only);
	json_put_text(object, "cache_type", "Writeback");
	return object;
}

/* Firecracker wants the list even if it is empty. */
static void put_drives(const struct spec *spec, struct json_object *object)
{
	struct json_object *drives = json_object_new_array();

	for (size_t i = 0; i < spec->volume_count; i++)
		json_object_array_add(drives, drive(&spec->volumes[i]));
	json_put(object, "drives", drives);
}

static void put_network(const struct spec *spec, struct json_object *object)
{
	struct json_object *cards, *card;
	char *mac;

	if (!spec->network || !spec->bridge)
		return;
	/* 06 says that the address is administered locally. */
	mac = text_format("06:00:%.2s:%.2s:%.2s:%.2s", spec->id, spec->id + 2, spec->id + 4,
			  spec->id + 6);
	card = json_object_new_object();
	json_put_text(card, "iface_id", "eth0");
	json_put_text(card, "guest_mac", mac);
	json_put_text(card, "host_dev_name", spec->bridge);
	cards = json_object_new_array();
	json_object_array_add(cards, card);
	json_put(object, "network-interfaces", cards);
	free(mac);
}

char *firecracker_configuration(const struct spec *spec)
{
	struct json_object *object = json_object_new_object();
	char *text;

	put_kernel(spec, object);
	json_put_number(object, "machine-config.vcpu_count", spec->vcpus);
	json_put_number(object, "machine-config.mem_size_mib", (int64_t)spec->memory);
	put_drives(spec, object);
	put_network(spec, object);
	text = json_to_text(object);
	json_object_put(object);
	return text;
}
