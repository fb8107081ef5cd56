// SPDX-License-Identifier: GPL-2.0
/* What a domain of Xen takes, as dom0 counts it. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../base/files.h"
#include "xen.h"

#define SECTOR 512
#define BACKENDS "/sys/bus/xen-backend/devices"

/* False if there is no such file. */
static bool read_count(const char *path, uint64_t *count)
{
	char *text = file_try_read(path, NULL);
	bool there = text;

	*count = text ? strtoull(text, NULL, 10) : 0;
	free(text);
	return there;
}

static uint64_t card_count(int domid, const char *counter)
{
	char *path = text_format("/sys/class/net/vif%d.0/statistics/%s", domid, counter);
	uint64_t count;

	if (!read_count(path, &count))
		count = UINT64_MAX;
	free(path);
	return count;
}

static void add_disk(const char *name, struct usage *usage)
{
	char *read = text_format(BACKENDS "/%s/statistics/rd_sect", name);
	char *written = text_format(BACKENDS "/%s/statistics/wr_sect", name);
	uint64_t sectors;

	if (read_count(read, &sectors))
		usage->read += sectors * SECTOR;
	if (read_count(written, &sectors))
		usage->written += sectors * SECTOR;
	free(read);
	free(written);
}

static void add_disks(int domid, struct usage *usage)
{
	DIR *backends = opendir(BACKENDS);
	char *mine = text_format("vbd-%d-", domid);
	struct dirent *entry;

	while (backends && (entry = readdir(backends)))
		if (text_begins(entry->d_name, mine))
			add_disk(entry->d_name, usage);
	if (backends)
		closedir(backends);
	free(mine);
}

/* What dom0's end of the card sends is what the domain receives. */
bool xen_usage(const struct spec *spec, const struct running *running, struct usage *usage)
{
	struct xen_domain domain;

	(void)spec;
	if (!xen_look(running->domid, running->qmp, &domain) || domain.ended)
		return false;
	*usage = (struct usage){
		.memory = domain.memory,
		.cpu_ns = domain.cpu_ns,
		.received = card_count(running->domid, "tx_bytes"),
		.sent = card_count(running->domid, "rx_bytes"),
	};
	add_disks(running->domid, usage);
	return true;
}
