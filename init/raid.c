// SPDX-License-Identifier: GPL-2.0
/* Arrays of Linux' md, by mdadm. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../include/rumproast/exit.h"
#include "device_types.h"
#include "devices.h"
#include "files.h"
#include "json.h"
#include "raid_members.h"
#include "say.h"
#include "settings.h"
#include "tool.h"

/* The array as the configuration names it, and as the kernel does. */
struct array {
	struct device *device;
	char path[DISK_PATH_MAX];	/* /dev/md/NAME */
	char sysfs[DISK_PATH_MAX + 32]; /* /sys/block/md127/md */
};

static struct raid_members members;

static void require_kernel(const struct device *device)
{
	if (access("/proc/mdstat", F_OK) < 0)
		fail(RUMPROAST_EXIT_CONFIGURATION,
		     "%s: this kernel has no RAID; its component is \"raid\"", device->where);
}

static bool may_start_degraded(const struct device *device)
{
	return strcmp(setting_text(device->entry, "degraded", "refuse"), "start") == 0;
}

static void find_sysfs(struct array *array)
{
	char node[PATH_MAX];

	if (!realpath(array->path, node))
		fail(RUMPROAST_EXIT_STORAGE, "%s: mdadm made no %s", array->device->where,
		     array->path);
	snprintf(array->sysfs, sizeof(array->sysfs), "/sys/block/%s/md", strrchr(node, '/') + 1);
}

static long read_number(const struct array *array, const char *name)
{
	char path[sizeof(array->sysfs) + 32], line[32];

	snprintf(path, sizeof(path), "%s/%s", array->sysfs, name);
	return file_read_line(path, line, sizeof(line)) ? strtol(line, NULL, 10) : 0;
}

static bool run_mdadm(const struct array *array, const char *option, const char *disk,
		      struct tool *tool)
{
	tool_begin(tool, "mdadm");
	if (disk)
		tool_word(tool, array->path);
	tool_word(tool, option);
	tool_word(tool, disk ? disk : array->path);
	return tool_run(tool, array->device->where);
}

static void __attribute__((noreturn)) start_failed(const struct array *array, const char *reason)
{
	struct tool tool;
	char copy[sizeof(tool.said)];

	snprintf(copy, sizeof(copy), "%s", reason);
	run_mdadm(array, "--stop", NULL, &tool);
	fail(RUMPROAST_EXIT_STORAGE, "%s: the array cannot be started: %s", array->device->where,
	     copy);
}

/* The first member of the list in that state, or null. */
static const char *first_member(enum raid_member_state state)
{
	for (int i = 0; i < members.count; i++)
		if (members.list[i].state == state)
			return members.list[i].path;
	return NULL;
}

static void refuse_missing(const struct device *device)
{
	const char *absent = first_member(MEMBER_ABSENT);
	const char *blank = first_member(MEMBER_BLANK);

	if (members.there >= members.disks || may_start_degraded(device))
		return;
	if (absent)
		fail(RUMPROAST_EXIT_DEVICE,
		     "%s: disk %s did not appear within %ld s; the array would be degraded, which "
		     "\"degraded\": \"start\" allows",
		     device->where, absent, device->wait);
	fail(RUMPROAST_EXIT_STORAGE,
	     "%s: %d of %ld members are there%s%s; the array would be degraded, which "
	     "\"degraded\": \"start\" allows",
	     device->where, members.there, members.disks, blank ? ", and no part of it is on " : "",
	     blank ? blank : "");
}

/* Read-only at first: nothing is written before it is clear that the array may be used. */
static void start_read_only(struct array *array)
{
	struct tool tool;

	tool_begin(&tool, "mdadm");
	tool_word(&tool, "--assemble");
	tool_word(&tool, "--run");
	tool_word(&tool, "--readonly");
	tool_word(&tool, array->path);
	for (int i = 0; i < members.count; i++)
		if (members.list[i].state == MEMBER_THERE)
			tool_word(&tool, members.list[i].path);
	if (!tool_run(&tool, array->device->where))
		start_failed(array, tool.said);
}

/* Places of the array that no disk has; one that is being rebuilt has its place. */
static long count_missing(const struct array *array)
{
	long disks = read_number(array, "raid_disks"), missing = 0;

	for (long place = 0; place < disks; place++) {
		char path[sizeof(array->sysfs) + 32];

		snprintf(path, sizeof(path), "%s/rd%ld", array->sysfs, place);
		missing += access(path, F_OK) < 0;
	}
	return missing;
}

static void judge(struct array *array)
{
	long missing = count_missing(array);
	long disks = read_number(array, "raid_disks");
	char reason[160];

	if (!missing)
		return;
	snprintf(reason, sizeof(reason),
		 "%ld of its %ld members are missing or out of date, which \"degraded\": "
		 "\"start\" allows",
		 missing, disks);
	if (!may_start_degraded(array->device))
		start_failed(array, reason);
	warn("%s: the array is degraded: %ld of its %ld members are missing or out of date",
	     array->device->where, missing, disks);
}

static void allow_writing(struct array *array)
{
	struct tool tool;

	if (!run_mdadm(array, "--readwrite", NULL, &tool))
		start_failed(array, tool.said);
}

static bool is_used(const struct array *array, const char *disk)
{
	char path[PATH_MAX], node[PATH_MAX];

	if (!realpath(disk, node))
		return false;
	snprintf(path, sizeof(path), "%s/dev-%s", array->sysfs, strrchr(node, '/') + 1);
	return access(path, F_OK) == 0;
}

/* Disks of the list that are not part of the running array take the places that are free. */
static void replace_missing(struct array *array)
{
	struct tool tool;

	if (!setting_boolean(array->device->entry, "replace", false) || !count_missing(array))
		return;
	for (int i = 0; i < members.count; i++) {
		const struct raid_member *member = &members.list[i];

		if (member->state == MEMBER_ABSENT || is_used(array, member->path))
			continue;
		if (member->state == MEMBER_BLANK)
			raid_require_blank(array->device, member->path);
		if (run_mdadm(array, "--add", member->path, &tool))
			say("%s: %s takes the place of a missing member and is being rebuilt",
			    array->device->where, member->path);
		else
			warn("%s: %s cannot be added: %s", array->device->where, member->path,
			     tool.said);
	}
}

static void assemble(struct array *array)
{
	refuse_missing(array->device);
	start_read_only(array);
	find_sysfs(array);
	judge(array);
	allow_writing(array);
	replace_missing(array);
}

static void require_all_blank(struct device *device)
{
	const char *absent = first_member(MEMBER_ABSENT);

	if (absent)
		fail(RUMPROAST_EXIT_DEVICE, "%s: disk %s did not appear within %ld s",
		     device->where, absent, device->wait);
	for (int i = 0; i < members.count; i++)
		raid_require_blank(device, members.list[i].path);
}

/*
 * mdadm makes an array with one parity as one that lacks a member, and rebuilds that; it would
 * be refused if the domain ended before. This way it is complete, and its parity computed.
 */
static bool has_one_parity(const char *level)
{
	return strcmp(level, "4") == 0 || strcmp(level, "5") == 0 || strcmp(level, "raid4") == 0 ||
	       strcmp(level, "raid5") == 0;
}

static void create(struct array *array, struct json *how)
{
	char disks[16], spares[16];
	long spare_count = setting_number(how, "spares", 0);
	struct tool tool;

	snprintf(disks, sizeof(disks), "%ld", members.count - spare_count);
	snprintf(spares, sizeof(spares), "%ld", spare_count);
	tool_begin(&tool, "mdadm");
	tool_word(&tool, "--create");
	tool_word(&tool, array->path);
	tool_word(&tool, "--run");
	tool_option(&tool, "--homehost", "any");
	tool_option(&tool, "--name", array->device->name);
	tool_option(&tool, "--level", setting_text(how, "level", NULL));
	if (has_one_parity(setting_text(how, "level", "")))
		tool_word(&tool, "--force");
	tool_option(&tool, "--raid-devices", disks);
	tool_option(&tool, "--spare-devices", spare_count ? spares : NULL);
	tool_option(&tool, "--chunk", setting_text(how, "chunk", NULL));
	tool_option(&tool, "--layout", setting_text(how, "layout", NULL));
	tool_option(&tool, "--metadata", setting_text(how, "metadata", "1.2"));
	tool_option(&tool, "--bitmap", setting_text(how, "bitmap", NULL));
	for (int i = 0; i < members.count; i++)
		tool_word(&tool, members.list[i].path);
	if (!tool_run(&tool, array->device->where))
		fail(RUMPROAST_EXIT_STORAGE, "%s: the array cannot be created: %s",
		     array->device->where, tool.said);
	find_sysfs(array);
}

void raid_make(struct device *device)
{
	struct array array = { .device = device };
	struct json *how = json_at(device->entry, "create");

	require_kernel(device);
	snprintf(array.path, sizeof(array.path), "/dev/md/%s", device->name);
	raid_find_members(device, &members);
	if (members.there) {
		assemble(&array);
	} else if (how) {
		require_all_blank(device);
		create(&array, how);
	} else {
		const char *blank = first_member(MEMBER_BLANK);

		if (!blank)
			fail(RUMPROAST_EXIT_DEVICE, "%s: disk %s did not appear within %ld s",
			     device->where, members.list[0].path, device->wait);
		fail(RUMPROAST_EXIT_STORAGE,
		     "%s: no member has a part of an array, %s neither; \"create\" makes one",
		     device->where, blank);
	}
}
