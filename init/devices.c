// SPDX-License-Identifier: GPL-2.0
/* The list of devices, from its first to its last. */
#include "devices.h"

#include <stdio.h>
#include <string.h>

#include "device_types.h"
#include "disk_name.h"
#include "json.h"
#include "mounts.h"
#include "settings.h"

static const struct {
	const char *type;
	void (*make)(struct device *device);
} types[] = {
	{ "raid", raid_make },		 { "luks", luks_make },	    { "plain", plain_make },
	{ "integrity", integrity_make }, { "verity", verity_make }, { "lvm", lvm_make },
};

static void describe(struct json *entry, size_t index, struct device *device)
{
	const char *group = setting_text(entry, "group", "");

	device->entry = entry;
	device->name = setting_text(entry, "name", NULL);
	device->wait = setting_number(entry, "wait", DISK_WAIT_SECONDS);
	snprintf(device->where, sizeof(device->where), "devices[%zu] %s", index,
		 device->name ? device->name : group);
}

/* The tools keep locks and lists here. */
static void make_scratch(void)
{
	make_directories("/run/lock", 0755);
}

void devices_make(struct json *list)
{
	size_t count = json_count(list);

	if (count)
		make_scratch();
	for (size_t i = 0; i < count; i++) {
		struct device device;

		describe(json_element(list, i), i, &device);
		for (size_t type = 0; type < sizeof(types) / sizeof(types[0]); type++)
			if (strcmp(types[type].type, setting_text(device.entry, "type", "")) == 0)
				types[type].make(&device);
	}
}
