// SPDX-License-Identifier: GPL-2.0
/* What hosts ask of volumes. */
#include "disks.h"

#include "shares.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *disk_format(const char *path)
{
	static const char qcow2[4] = { 'Q', 'F', 'I', (char)0xfb };
	char begin[sizeof(qcow2)] = { 0 };
	int file = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t count;

	if (file < 0)
		fail_errno("the disk %s cannot be read", path);
	count = read(file, begin, sizeof(begin));
	close(file);
	return count == sizeof(begin) && memcmp(begin, qcow2, sizeof(begin)) == 0 ? "qcow2" : "raw";
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
			volume->format = text_copy(disk_format(volume->source));
	}
}
