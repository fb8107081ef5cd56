// SPDX-License-Identifier: GPL-2.0
/* Frames of the control channel, in pieces as they come. */
#include "control/frame.h"

#include <string.h>

#include "fuzz.h"

void fuzz_begin(void)
{
}

/* The first byte is the size of the pieces. What is found is written again, and found again. */
void fuzz_one(const uint8_t *data, size_t size)
{
	static struct frame_reader reader;
	static uint8_t written[FRAME_SIZE_MAX];
	size_t piece = size ? (size_t)data[0] * 16 + 1 : 1, room;
	struct frame frame;

	memset(&reader, 0, sizeof(reader));
	while (size) {
		uint8_t *place = frame_room(&reader, &room);
		size_t count = piece < size ? piece : size;
		enum frame_found found;

		count = count < room ? count : room;
		memcpy(place, data, count);
		frame_received(&reader, count);
		data += count;
		size -= count;
		while ((found = frame_next(&reader, &frame)) != FRAME_NONE)
			if (found == FRAME_FRAME)
				frame_write(written, frame.type, frame.session, frame.payload,
					    frame.length);
	}
}
