// SPDX-License-Identifier: GPL-2.0
/* Disks that tell when they no longer hold what was written: dm-integrity and dm-verity. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../include/rumproast/exit.h"
#include "device_types.h"
#include "devices.h"
#include "disk_key.h"
#include "disk_name.h"
#include "json.h"
#include "mapper.h"
#include "root_hash_signature.h"
#include "say.h"
#include "settings.h"
#include "tool.h"

#define STANDARD_INPUT "/proc/self/fd/0"

static void __attribute__((noreturn))
open_failed(const struct device *device, const char *disk, const struct tool *tool)
{
	fail(RUMPROAST_EXIT_STORAGE, "%s: %s cannot be opened: %s", device->where, disk,
	     tool->said[0] ? tool->said : "the tool does not say why");
}

void integrity_make(struct device *device)
{
	struct json *source = json_at(device->entry, "key");
	char disk[DISK_PATH_MAX], size[16];
	struct disk_key key = { NULL, 0 };
	struct tool tool;

	mapper_disk(device, disk);
	tool_begin(&tool, "integritysetup");
	tool_word(&tool, "open");
	tool_word(&tool, "--batch-mode");
	tool_option(&tool, "--integrity", setting_text(device->entry, "integrity", NULL));
	if (source) {
		disk_key_get(source, device->where, device->name, &key);
		snprintf(size, sizeof(size), "%zu", key.size);
		tool_option(&tool, "--integrity-key-file", STANDARD_INPUT);
		tool_option(&tool, "--integrity-key-size", size);
		tool.input = key.bytes;
		tool.input_size = key.size;
	}
	tool_word(&tool, disk);
	tool_word(&tool, device->name);
	if (!tool_run(&tool, device->where))
		open_failed(device, disk, &tool);
	if (source) {
		disk_key_wipe(&key);
		disk_key_done(source);
	}
}

static void add_verity_words(struct device *device, const char *disk, const char *hashes,
			     const char *signature, struct tool *tool)
{
	const char *reaction = setting_text(device->entry, "on_corruption", "error");

	tool_begin(tool, "veritysetup");
	tool_word(tool, "open");
	tool_option(tool, "--hash-offset", setting_text(device->entry, "hash_offset", NULL));
	tool_option(tool, "--root-hash-signature", signature);
	if (strcmp(reaction, "restart") == 0)
		tool_word(tool, "--restart-on-corruption");
	if (strcmp(reaction, "panic") == 0)
		tool_word(tool, "--panic-on-corruption");
	tool_word(tool, disk);
	tool_word(tool, device->name);
	tool_word(tool, hashes);
	tool_word(tool, setting_text(device->entry, "root_hash", ""));
}

/* Hashes are compared when something is read, and a wrong root hash fits nothing. */
static bool can_read(const char *name)
{
	char path[DISK_PATH_MAX], byte;
	ssize_t got;
	int fd;

	snprintf(path, sizeof(path), MAPPER_FOLDER "%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	got = read(fd, &byte, sizeof(byte));
	close(fd);
	return got == sizeof(byte);
}

static void open_sealed(struct device *device, const char *disk, const char *hashes)
{
	const char *signature = setting_text(device->entry, "root_hash_signature", NULL);
	const char *problem;
	struct tool tool;

	root_hash_signature_check(device, signature);
	add_verity_words(device, disk, hashes, signature, &tool);
	if (tool_run(&tool, device->where))
		return;
	problem = signature ? root_hash_signature_problem(tool.said) : NULL;
	if (problem)
		fail(RUMPROAST_EXIT_STORAGE,
		     "%s: %s: the signature of its root hash is not accepted: %s", device->where,
		     disk, problem);
	open_failed(device, disk, &tool);
}

void verity_make(struct device *device)
{
	const char *hash_name = setting_text(device->entry, "hash_device", NULL);
	char disk[DISK_PATH_MAX], hashes[DISK_PATH_MAX];

	mapper_disk(device, disk);
	disk_require(device->where, hash_name ? hash_name : disk, device->wait, hashes);
	open_sealed(device, disk, hashes);
	if (can_read(device->name))
		return;
	mapper_remove(device->name);
	fail(RUMPROAST_EXIT_STORAGE,
	     "%s: %s does not fit the root hash: one is wrong, or the disk "
	     "was changed",
	     device->where, disk);
}
