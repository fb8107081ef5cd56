// SPDX-License-Identifier: GPL-2.0
/* What hosts ask of volumes. */
#include "disks.h"

#include "shares.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The header of qcow2, in big-endian numbers: docs/interop/qcow2.txt of QEMU. */
#define QCOW2_MAGIC 0x514649fbU
#define QCOW2_BACKING 8	    /* u64: where the backing file's name is; 0: there is none */
#define QCOW2_FEATURES 72   /* u64, from version 3 on: what a reader has to know */
#define QCOW2_EXTERNAL 0x4U /* the data are in another file */
#define QCOW2_HEADER 104

static uint64_t number_at(const uint8_t *bytes, size_t size)
{
	uint64_t number = 0;

	for (size_t i = 0; i < size; i++)
		number = number << 8 | bytes[i];
	return number;
}

/* Why this header is not to be opened, or null. */
static const char *header_complaint(const uint8_t *header)
{
	uint64_t version = number_at(header + 4, 4);

	if (number_at(header, 4) != QCOW2_MAGIC || version < 2 || version > 3)
		return "it is no qcow2 image";
	if (number_at(header + QCOW2_BACKING, 8))
		return "it names a backing file";
	if (version == 3 && (number_at(header + QCOW2_FEATURES, 8) & QCOW2_EXTERNAL))
		return "it keeps its data in another file";
	return NULL;
}

/* Whoever may write to it could exchange its header between the check and QEMU's look at it. */
static bool is_anothers(const struct stat *status)
{
	return (status->st_uid != geteuid() && status->st_uid != 0) ||
	       (geteuid() == 0 && (status->st_mode & (S_IWGRP | S_IWOTH)) &&
		!S_ISBLK(status->st_mode));
}

static const char *qcow2_complaint(const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	uint8_t header[QCOW2_HEADER] = { 0 };
	struct stat status;
	const char *complaint = NULL;

	/* What is missing the host itself tells. */
	if (file < 0)
		return errno == ENOENT ? NULL : strerror(errno);
	if (fstat(file, &status) || pread(file, header, sizeof(header), 0) < 72)
		complaint = "it is no qcow2 image";
	else if (is_anothers(&status))
		complaint = "another user can write to it";
	else
		complaint = header_complaint(header);
	close(file);
	return complaint;
}

bool disks_are_safe(const struct spec *spec, char **why)
{
	for (size_t i = 0; i < spec->volume_count; i++) {
		const struct volume *volume = &spec->volumes[i];
		const char *complaint;

		if (volume_is_shared(volume) || !text_equal(volume->format, "qcow2"))
			continue;
		complaint = qcow2_complaint(volume->source);
		if (!complaint)
			continue;
		*why = text_format("-v %s: %s; make one image of it that names no other file: "
				   "qemu-img convert -f FORMAT -O raw",
				   volume->source, complaint);
		return false;
	}
	return true;
}

/* As Linux counts disks: a to z, aa to zz. */
static char *disk_name(const char *prefix, unsigned int number)
{
	if (number < 26)
		return text_format("%s%c", prefix, 'a' + number);
	return text_format("%s%c%c", prefix, 'a' + number / 26 - 1, 'a' + number % 26);
}

void volumes_name(struct spec *spec, const char *prefix)
{
	unsigned int disks = 0, directories = 0;
	char *why;

	for (size_t i = 0; i < spec->volume_count; i++) {
		struct volume *volume = &spec->volumes[i];

		free(volume->device);
		if (volume_is_shared(volume)) {
			volume->device = text_format("roast%u", directories++);
			continue;
		}
		if (disks == 26 * 27)
			fail(STATUS_USAGE, "-v: more than %u disks", disks);
		volume->device = disk_name(prefix, disks++);
		if (!volume->format)
			volume->format = text_copy("raw");
	}
	if (!disks_are_safe(spec, &why))
		fail(STATUS_FORMAT, "%s", why);
}
