// SPDX-License-Identifier: GPL-2.0
/* What a domain on QEMU takes of this machine. */
#include "../common/process.h"
#include "qemu.h"
#include "qmp.h"

#define ASK_MS 5000

static uint64_t number(struct json_object *object, const char *path)
{
	int64_t count = json_get_number(object, path, 0);

	return count > 0 ? (uint64_t)count : 0;
}

static void add_disks(const char *monitor, struct usage *usage)
{
	struct qmp qmp;
	struct json_object *disks = NULL;

	if (qmp_open(&qmp, monitor, ASK_MS))
		disks = qmp_execute(&qmp, "query-blockstats", NULL, ASK_MS);
	qmp_close(&qmp);
	if (json_object_is_type(disks, json_type_array)) {
		usage->read = usage->written = 0;
		for (size_t i = 0; i < json_count(disks); i++) {
			struct json_object *disk = json_item(disks, i);

			usage->read += number(disk, "stats.rd_bytes");
			usage->written += number(disk, "stats.wr_bytes");
		}
	}
	json_object_put(disks);
}

/* QEMU's user network counts nothing. */
bool qemu_usage(const struct spec *spec, const struct running *running, struct usage *usage)
{
	(void)spec;
	if (process_has_ended(running->pid))
		return false;
	*usage = (struct usage){
		.memory = process_memory(running->pid),
		.cpu_ns = process_cpu_time(running->pid),
		.received = UINT64_MAX,
		.sent = UINT64_MAX,
		.read = UINT64_MAX,
		.written = UINT64_MAX,
	};
	if (running->qmp)
		add_disks(running->qmp, usage);
	return true;
}
