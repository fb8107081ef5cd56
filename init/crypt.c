// SPDX-License-Identifier: GPL-2.0
/* Encrypted disks: LUKS, which has a header, and plain dm-crypt, which has none. */
#include <signal.h>
#include <stdio.h>

#include "../include/rumproast/exit.h"
#include "device_types.h"
#include "devices.h"
#include "disk_key.h"
#include "disk_name.h"
#include "json.h"
#include "luks_header.h"
#include "mapper.h"
#include "say.h"
#include "settings.h"
#include "tool.h"

/* cryptsetup(8): its exit status if the key does not fit, and if there is too little memory. */
#define STATUS_WRONG_KEY 2
#define STATUS_NO_MEMORY 3

static void try_key(struct device *device, const char *disk, struct tool *tool)
{
	struct json *source = json_at(device->entry, "key");
	char purpose[DISK_PATH_MAX + 192];
	struct disk_key key;

	snprintf(purpose, sizeof(purpose), "%s (%s)", device->name, disk);
	disk_key_get(source, device->where, purpose, &key);
	tool->input = key.bytes;
	tool->input_size = key.size;
	tool_run(tool, device->where);
	disk_key_wipe(&key);
}

static void __attribute__((noreturn))
open_failed(const struct device *device, const char *disk, const struct tool *tool)
{
	if (tool->status == STATUS_WRONG_KEY)
		fail(RUMPROAST_EXIT_KEY, "%s: the key does not open %s", device->where, disk);
	if (tool->status == STATUS_NO_MEMORY || tool->status == RUMPROAST_EXIT_SIGNAL + SIGKILL)
		fail(RUMPROAST_EXIT_STORAGE,
		     "%s: %s cannot be opened: its key takes more memory to derive than this "
		     "domain has; cryptsetup luksDump tells how much",
		     device->where, disk);
	fail(RUMPROAST_EXIT_STORAGE, "%s: %s cannot be opened: %s", device->where, disk,
	     tool->said[0] ? tool->said : "cryptsetup does not say why");
}

static void open_with_key(struct device *device, const char *disk, struct tool *tool)
{
	struct json *source = json_at(device->entry, "key");
	long tries = disk_key_tries(source);

	try_key(device, disk, tool);
	while (tool->status == STATUS_WRONG_KEY && --tries) {
		say("%s: the key does not open %s; once more", device->where, disk);
		try_key(device, disk, tool);
	}
	if (tool->status)
		open_failed(device, disk, tool);
	disk_key_done(source);
}

static void add_common_words(struct device *device, const char *type, const char *disk,
			     struct tool *tool)
{
	tool_begin(tool, "cryptsetup");
	tool_word(tool, "open");
	tool_word(tool, "--batch-mode");
	tool_option(tool, "--type", type);
	tool_option(tool, "--key-file", "-");
	if (setting_boolean(device->entry, "read_only", false))
		tool_word(tool, "--readonly");
	if (setting_boolean(device->entry, "discards", false))
		tool_word(tool, "--allow-discards");
	tool_word(tool, disk);
	tool_word(tool, device->name);
}

/* cryptsetup mends a header of which one copy is good, which would be writing. */
static void require_header(struct device *device, const char *path)
{
	const char *problem = luks_header_problem(path);

	if (problem)
		fail(RUMPROAST_EXIT_STORAGE, "%s: %s: %s", device->where, path, problem);
}

void luks_make(struct device *device)
{
	const char *header_name = setting_text(device->entry, "header", NULL);
	char disk[DISK_PATH_MAX], header[DISK_PATH_MAX];
	struct tool tool;

	mapper_disk(device, disk);
	if (header_name)
		disk_require(device->where, header_name, device->wait, header);
	require_header(device, header_name ? header : disk);
	add_common_words(device, "luks", disk, &tool);
	tool_option(&tool, "--header", header_name ? header : NULL);
	open_with_key(device, disk, &tool);
}

void plain_make(struct device *device)
{
	struct json *entry = device->entry;
	char disk[DISK_PATH_MAX];
	struct tool tool;

	mapper_disk(device, disk);
	add_common_words(device, "plain", disk, &tool);
	tool_option(&tool, "--cipher", setting_text(entry, "cipher", NULL));
	tool_option(&tool, "--key-size", setting_text(entry, "key_size", NULL));
	tool_option(&tool, "--hash", setting_text(entry, "hash", "plain"));
	tool_option(&tool, "--offset", setting_text(entry, "offset", NULL));
	tool_option(&tool, "--skip", setting_text(entry, "skip", NULL));
	tool_option(&tool, "--sector-size", setting_text(entry, "sector_size", NULL));
	open_with_key(device, disk, &tool);
}
