// SPDX-License-Identifier: GPL-2.0
/* Keys of encrypted disks: their sources, the part that counts, and their encoding. */
#include "disk_key.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../include/rumproast/exit.h"
#include "encoding.h"
#include "fw_cfg.h"
#include "json.h"
#include "key_console.h"
#include "key_disk.h"
#include "say.h"
#include "settings.h"
#include "smbios.h"
#include "xenstore.h"

#define TRIES 3

static void from_xenstore(const char *path, const char *where, struct disk_key *key)
{
	struct xenstore store;

	if (!xenstore_open(&store))
		fail(RUMPROAST_EXIT_KEY, "%s: the key is to come from xenstore, and there is none",
		     where);
	key->bytes = xenstore_read(&store, path, &key->size);
	if (!key->bytes)
		fail(RUMPROAST_EXIT_KEY, "%s: there is no key in xenstore %s: %s", where, path,
		     strerror(errno));
	xenstore_close(&store);
}

static void from_fw_cfg(const char *name, const char *where, struct disk_key *key)
{
	key->bytes = fw_cfg_read(name, DISK_KEY_MAX, &key->size);
	if (!key->bytes)
		fail(RUMPROAST_EXIT_KEY, "%s: there is no key in fw_cfg %s: %s", where, name,
		     errno == ENODEV ? "this host has no fw_cfg" : strerror(errno));
}

static void from_smbios(const char *prefix, const char *where, struct disk_key *key)
{
	key->bytes = smbios_oem_string(prefix);
	if (!key->bytes)
		fail(RUMPROAST_EXIT_KEY, "%s: no OEM string of SMBIOS begins with %s: %s", where,
		     prefix, errno == ENODEV ? "this host has no SMBIOS tables" : "it has others");
	key->size = strlen(key->bytes);
}

static const char *const sources[] = { "xenstore", "fw_cfg", "smbios", "file", "console" };

void disk_key_check(struct json *source, const char *where)
{
	bool slice = json_at(source, "device") && !json_at(source, "file");
	int count = slice;

	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++)
		count += json_at(source, sources[i]) != NULL;
	if (count != 1)
		fail(RUMPROAST_EXIT_CONFIGURATION,
		     "%s.key: needs one of xenstore, fw_cfg, smbios, file, device and console",
		     where);
	if (json_at(source, "console") && !setting_boolean(source, "console", false))
		fail(RUMPROAST_EXIT_CONFIGURATION, "%s.key: console can only be true", where);
	if (slice && !json_at(source, "size"))
		fail(RUMPROAST_EXIT_CONFIGURATION,
		     "%s.key: needs \"size\": how many bytes of the device are the key", where);
}

static void read_source(struct json *source, const char *where, const char *purpose,
			struct disk_key *key)
{
	const char *value;

	if ((value = setting_text(source, "xenstore", NULL)))
		from_xenstore(value, where, key);
	else if ((value = setting_text(source, "fw_cfg", NULL)))
		from_fw_cfg(value, where, key);
	else if ((value = setting_text(source, "smbios", NULL)))
		from_smbios(value, where, key);
	else if (json_at(source, "console"))
		key_console_read(where, purpose, key);
	else
		key_disk_read(source, where, key);
}

/* Keeps the bytes from "offset" on, "size" of them; a disk was read only there. */
static void take_part(struct json *source, const char *where, struct disk_key *key)
{
	size_t offset = (size_t)setting_number(source, "offset", 0);
	size_t size = (size_t)setting_number(source, "size", DISK_KEY_MAX);
	bool whole = json_at(source, "file") || json_at(source, "device");

	if (whole)
		offset = 0;
	if (offset > key->size || (json_at(source, "size") && key->size - offset < size))
		fail(RUMPROAST_EXIT_KEY, "%s: the key ends before the %s bytes that \"size\" wants",
		     where, setting_text(source, "size", "0"));
	key->size = key->size - offset < size ? key->size - offset : size;
	memmove(key->bytes, key->bytes + offset, key->size);
}

static void decode(struct json *source, const char *where, struct disk_key *key)
{
	const char *encoding = setting_text(source, "encoding", "raw");

	if (!decode_bytes(encoding, key->bytes, &key->size))
		fail(RUMPROAST_EXIT_KEY, "%s: the key is not in the encoding %s", where, encoding);
	if (key->size == 0)
		fail(RUMPROAST_EXIT_KEY, "%s: the key is empty", where);
}

void disk_key_get(struct json *source, const char *where, const char *purpose, struct disk_key *key)
{
	read_source(source, where, purpose, key);
	take_part(source, where, key);
	decode(source, where, key);
}

void disk_key_wipe(struct disk_key *key)
{
	explicit_bzero(key->bytes, key->size);
	free(key->bytes);
	key->bytes = NULL;
	key->size = 0;
}

long disk_key_tries(struct json *source)
{
	return json_at(source, "console") ? setting_number(source, "tries", TRIES) : 1;
}

void disk_key_done(struct json *source)
{
	const char *path = setting_text(source, "xenstore", NULL);
	struct xenstore store;

	if (!path || !xenstore_open(&store))
		return;
	/* Most hosts let a domain only read such a node; removing it is then theirs to do. */
	xenstore_remove(&store, path);
	xenstore_close(&store);
}
