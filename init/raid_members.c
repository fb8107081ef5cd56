// SPDX-License-Identifier: GPL-2.0
/* The disks of an array. */
#include "raid_members.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../include/rumproast/exit.h"
#include "devices.h"
#include "json.h"
#include "loop.h"
#include "say.h"
#include "settings.h"
#include "tool.h"

#define POLL_NS 200000000

/* blkid(8): its exit status if a disk holds nothing it knows. */
#define BLKID_NOTHING 2

/* The value in a line "KEY=value" of text, cut to fit; false if there is no such line. */
static bool find_value(const char *text, const char *key, char *value, size_t size)
{
	size_t length = strlen(key);

	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, key, length) == 0 && line[length] == '=') {
			snprintf(value, size, "%.*s", (int)strcspn(line + length + 1, "\n"),
				 line + length + 1);
			return true;
		}
	}
	return false;
}

static void note_array(struct device *device, struct raid_members *members, const char *path,
		       const char *text)
{
	char uuid[40] = "", disks[16] = "", level[16] = "";

	find_value(text, "MD_UUID", uuid, sizeof(uuid));
	find_value(text, "MD_DEVICES", disks, sizeof(disks));
	find_value(text, "MD_LEVEL", level, sizeof(level));
	if (members->there && strcmp(uuid, members->uuid) != 0)
		fail(RUMPROAST_EXIT_STORAGE,
		     "%s: %s belongs to the array %s, and other members to %s", device->where, path,
		     uuid, members->uuid);
	members->there++;
	members->disks = strtol(disks, NULL, 10);
	snprintf(members->uuid, sizeof(members->uuid), "%s", uuid);
	snprintf(members->level, sizeof(members->level), "%s", level);
}

static void examine(struct device *device, struct raid_members *members, struct raid_member *member)
{
	struct tool tool;

	tool_begin(&tool, "mdadm");
	tool_word(&tool, "--examine");
	tool_word(&tool, "--export");
	tool_word(&tool, member->path);
	if (tool_run(&tool, device->where) && strstr(tool.output, "MD_UUID=")) {
		member->state = MEMBER_THERE;
		note_array(device, members, member->path, tool.output);
		return;
	}
	member->state = MEMBER_BLANK;
}

static struct raid_member *add_member(struct device *device, struct raid_members *members)
{
	if (members->count == RAID_MEMBERS_MAX)
		fail(RUMPROAST_EXIT_CONFIGURATION, "%s: more than %d members", device->where,
		     RAID_MEMBERS_MAX);
	return &members->list[members->count++];
}

static void find_listed(struct device *device, struct json *list, struct raid_members *members)
{
	size_t count = json_count(list);
	long wait = device->wait;

	for (size_t i = 0; i < count; i++) {
		const char *name = setting_element_text(list, i);
		struct raid_member *member = add_member(device, members);

		if (disk_find(device->where, name, wait, member->path)) {
			examine(device, members, member);
			continue;
		}
		wait = 0; /* the others have had that time, too */
		member->state = MEMBER_ABSENT;
		snprintf(member->path, sizeof(member->path), "%s", name);
	}
}

/* mdadm writes a UUID as four groups with colons; blkid as every other UUID. */
static void as_blkid(const char *uuid, char *tag, size_t size)
{
	static const int dashes[] = { 8, 12, 16, 20 };
	char digits[33];
	int count = 0;

	for (; *uuid && count < 32; uuid++)
		if (*uuid != ':' && *uuid != '-')
			digits[count++] = *uuid >= 'A' && *uuid <= 'F' ? (char)(*uuid + 32) : *uuid;
	digits[count] = 0;
	snprintf(tag, size, "UUID=%.*s-%.4s-%.4s-%.4s-%s", dashes[0], digits, digits + dashes[0],
		 digits + dashes[1], digits + dashes[2], digits + dashes[3]);
}

static void find_by_uuid(struct device *device, const char *tag, struct raid_members *members)
{
	struct tool tool;
	char *rest = tool.output, *line;

	memset(members, 0, sizeof(*members));
	tool_begin(&tool, "blkid");
	tool_option(&tool, "-c", "/dev/null");
	tool_option(&tool, "-o", "device");
	tool_option(&tool, "-t", tag);
	tool_run(&tool, device->where);
	while ((line = strsep(&rest, "\n")))
		if (*line) {
			struct raid_member *member = add_member(device, members);

			snprintf(member->path, sizeof(member->path), "%s", line);
			examine(device, members, member);
		}
}

static void wait_for_uuid(struct device *device, const char *uuid, struct raid_members *members)
{
	const struct timespec pause = { .tv_nsec = POLL_NS };
	uint64_t deadline = loop_now() + (uint64_t)device->wait * 1000;
	char tag[64];

	as_blkid(uuid, tag, sizeof(tag));
	for (;;) {
		find_by_uuid(device, tag, members);
		if ((members->there && members->there >= members->disks) || loop_now() >= deadline)
			break;
		nanosleep(&pause, NULL);
	}
	if (!members->there)
		fail(RUMPROAST_EXIT_DEVICE, "%s: no disk of the array %s appeared within %ld s",
		     device->where, uuid, device->wait);
}

void raid_find_members(struct device *device, struct raid_members *members)
{
	const char *uuid = setting_text(device->entry, "uuid", NULL);

	memset(members, 0, sizeof(*members));
	if (uuid)
		wait_for_uuid(device, uuid, members);
	else
		find_listed(device, json_at(device->entry, "members"), members);
}

void raid_require_blank(struct device *device, const char *disk)
{
	char type[64] = "something that blkid knows";
	struct tool tool;

	tool_begin(&tool, "blkid");
	tool_word(&tool, "-p");
	tool_option(&tool, "-o", "export");
	tool_word(&tool, disk);
	tool_run(&tool, device->where);
	if (tool.status == BLKID_NOTHING)
		return;
	if (!find_value(tool.output, "TYPE", type, sizeof(type)))
		find_value(tool.output, "PTTYPE", type, sizeof(type));
	fail(RUMPROAST_EXIT_STORAGE, "%s: %s is not empty: it holds %s; nothing was written",
	     device->where, disk, type);
}
