// SPDX-License-Identifier: GPL-2.0
/* Volume groups, as LVM has made them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../include/rumproast/exit.h"
#include "device_types.h"
#include "devices.h"
#include "json.h"
#include "loop.h"
#include "mapper.h"
#include "say.h"
#include "settings.h"
#include "tool.h"

#define POLL_NS 200000000

/* No udev, nobody who watches, and no history that a domain would keep. */
static const char options[] =
	"devices { obtain_device_list_from_udev=0 external_device_info_source=\"none\" "
	"use_devicesfile=0 } "
	"activation { udev_sync=0 udev_rules=0 monitoring=0 } "
	"backup { backup=0 archive=0 } "
	"global { use_lvmpolld=0 use_lvmlockd=0 event_activation=0 } "
	"log { silent=0 }";

static void begin(struct tool *tool, const char *command)
{
	tool_begin(tool, "lvm");
	tool_word(tool, command);
	tool_option(tool, "--config", options);
}

/* How many disks the group lacks; -1: there is no such group. */
static long count_missing(struct device *device, const char *group, struct tool *tool)
{
	begin(tool, "vgs");
	tool_word(tool, "--noheadings");
	tool_option(tool, "--options", "vg_missing_pv_count");
	tool_word(tool, group);
	return tool_run(tool, device->where) ? strtol(tool->output, NULL, 10) : -1;
}

static void wait_for_group(struct device *device, const char *group)
{
	const struct timespec pause = { .tv_nsec = POLL_NS };
	uint64_t deadline = loop_now() + (uint64_t)device->wait * 1000;
	bool may_lack = strcmp(setting_text(device->entry, "degraded", "refuse"), "start") == 0;
	struct tool tool;
	long missing;

	while ((missing = count_missing(device, group, &tool)) != 0 && loop_now() < deadline)
		nanosleep(&pause, NULL);
	if (missing < 0)
		fail(RUMPROAST_EXIT_DEVICE, "%s: no volume group %s appeared within %ld s",
		     device->where, group, device->wait);
	if (missing && !may_lack)
		fail(RUMPROAST_EXIT_DEVICE, "%s: the volume group %s lacks %ld of its disks",
		     device->where, group, missing);
	if (missing)
		warn("%s: the volume group %s lacks %ld of its disks", device->where, group,
		     missing);
}

static void activate(struct device *device, const char *command, const char *what)
{
	struct tool tool;

	begin(&tool, command);
	tool_option(&tool, "--activate", "y");
	tool_option(&tool, "--activationmode",
		    strcmp(setting_text(device->entry, "degraded", "refuse"), "start") == 0
			    ? "degraded"
			    : "complete");
	tool_word(&tool, what);
	if (!tool_run(&tool, device->where))
		fail(RUMPROAST_EXIT_STORAGE, "%s: %s cannot be activated: %s", device->where, what,
		     tool.said);
}

void lvm_make(struct device *device)
{
	const char *group = setting_text(device->entry, "group", "");
	struct json *volumes = json_at(device->entry, "volumes");
	size_t count = json_count(volumes);

	mapper_require(device);
	wait_for_group(device, group);
	if (!volumes)
		activate(device, "vgchange", group);
	for (size_t i = 0; i < count; i++) {
		char volume[300];

		snprintf(volume, sizeof(volume), "%s/%s", group, setting_element_text(volumes, i));
		activate(device, "lvchange", volume);
	}
}
