// SPDX-License-Identifier: GPL-2.0
/* Frames of the control channel: writing one, finding the next in a stream. */
#include "frame.h"

#include <string.h>

#define CRC_OFFSET 6
#define ESCAPE 0x0e
#define IS_ESCAPED(byte) (((byte) | 1) == 0x0f)
#define FLIP 0x40
#define TYPE_MAX 63 /* what follows FRAME_START in text is most likely a letter */

/* The remainders of the 16 nibbles by the reflected polynomial of IEEE 802.3. */
static const uint32_t remainders[16] = {
	0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
	0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
	0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
};

static uint32_t crc_add(uint32_t crc, const uint8_t *bytes, size_t count)
{
	while (count--) {
		crc ^= *bytes++;
		crc = (crc >> 4) ^ remainders[crc & 15];
		crc = (crc >> 4) ^ remainders[crc & 15];
	}
	return crc;
}

static uint32_t frame_crc(const uint8_t *bytes, size_t length)
{
	uint32_t crc = crc_add(0xffffffff, bytes + 1, CRC_OFFSET - 1);

	return ~crc_add(crc, bytes + FRAME_HEADER_SIZE, length);
}

uint16_t frame_u16(const uint8_t *bytes)
{
	return (uint16_t)(bytes[0] | bytes[1] << 8);
}

uint32_t frame_u32(const uint8_t *bytes)
{
	return frame_u16(bytes) | (uint32_t)frame_u16(bytes + 2) << 16;
}

void frame_put_u16(uint8_t *bytes, uint16_t number)
{
	bytes[0] = (uint8_t)number;
	bytes[1] = (uint8_t)(number >> 8);
}

void frame_put_u32(uint8_t *bytes, uint32_t number)
{
	frame_put_u16(bytes, (uint16_t)number);
	frame_put_u16(bytes + 2, (uint16_t)(number >> 16));
}

/* From the end to the beginning, so that each byte has been moved when its place is needed. */
static size_t escape(uint8_t *bytes, size_t size)
{
	size_t escaped = size;

	for (size_t i = 0; i < size; i++)
		escaped += IS_ESCAPED(bytes[i]);
	for (size_t from = size, to = escaped; from < to;) {
		uint8_t byte = bytes[--from];

		if (IS_ESCAPED(byte)) {
			bytes[--to] = byte ^ FLIP;
			byte = ESCAPE;
		}
		bytes[--to] = byte;
	}
	return escaped;
}

size_t frame_write(uint8_t *bytes, uint8_t type, uint16_t session, const void *payload,
		   size_t length)
{
	bytes[0] = FRAME_START;
	bytes[1] = type;
	frame_put_u16(bytes + 2, session);
	frame_put_u16(bytes + 4, (uint16_t)length);
	if (length && payload != bytes + FRAME_HEADER_SIZE)
		memcpy(bytes + FRAME_HEADER_SIZE, payload, length);
	frame_put_u32(bytes + CRC_OFFSET, frame_crc(bytes, length));
	return escape(bytes, FRAME_HEADER_SIZE + length);
}

uint8_t *frame_room(struct frame_reader *reader, size_t *room)
{
	reader->count -= reader->consumed;
	memmove(reader->bytes, reader->bytes + reader->consumed, reader->count);
	reader->consumed = 0;
	*room = sizeof(reader->bytes) - reader->count;
	return reader->bytes + reader->count;
}

void frame_received(struct frame_reader *reader, size_t count)
{
	reader->count += count;
}

/* How many bytes of the frame are needed to know more; 0 if it cannot be one. */
static size_t frame_needs(const uint8_t *frame, size_t framed)
{
	if (framed < 2)
		return 2;
	if (frame[1] == 0 || frame[1] > TYPE_MAX)
		return 0;
	if (framed < FRAME_HEADER_SIZE)
		return FRAME_HEADER_SIZE;
	if (frame_u16(frame + 4) > FRAME_PAYLOAD_MAX)
		return 0;
	return FRAME_HEADER_SIZE + (size_t)frame_u16(frame + 4);
}

/* Takes bytes until the frame has as many as it needs; false if it has to wait for them. */
static bool take_bytes(struct frame_reader *reader, size_t needed)
{
	const uint8_t *bytes = reader->bytes + reader->consumed;
	size_t count = reader->count - reader->consumed;

	while (reader->framed < needed) {
		size_t size = 1;
		uint8_t byte;

		if (reader->taken == count)
			return false;
		byte = bytes[reader->taken];
		if (byte == ESCAPE) {
			if (reader->taken + 1 == count)
				return false;
			byte = bytes[reader->taken + 1] ^ FLIP;
			size = 2;
		}
		reader->frame[reader->framed++] = byte;
		reader->taken += size;
	}
	return true;
}

/* What the bytes from FRAME_START on are; FRAME_TEXT: no frame. */
static enum frame_found take_frame(struct frame_reader *reader)
{
	size_t needed;

	do {
		needed = frame_needs(reader->frame, reader->framed);
		if (needed == 0)
			return FRAME_TEXT;
		if (!take_bytes(reader, needed))
			return FRAME_NONE;
	} while (frame_needs(reader->frame, reader->framed) != needed);
	if (frame_crc(reader->frame, needed - FRAME_HEADER_SIZE) !=
	    frame_u32(reader->frame + CRC_OFFSET))
		return FRAME_TEXT;
	return FRAME_FRAME;
}

/* The text before the next FRAME_START; first bytes of it are known to be text. */
static enum frame_found take_text(struct frame_reader *reader, size_t first, struct frame *frame)
{
	const uint8_t *bytes = reader->bytes + reader->consumed;
	size_t count = reader->count - reader->consumed;
	const uint8_t *start = memchr(bytes + first, FRAME_START, count - first);
	size_t length = start ? (size_t)(start - bytes) : count;

	if (length > FRAME_PAYLOAD_MAX)
		length = FRAME_PAYLOAD_MAX;
	reader->consumed += length;
	*frame = (struct frame){ .length = (uint16_t)length, .payload = bytes };
	return FRAME_TEXT;
}

enum frame_found frame_next(struct frame_reader *reader, struct frame *frame)
{
	enum frame_found found;
	size_t taken;

	if (reader->consumed == reader->count)
		return FRAME_NONE;
	if (reader->bytes[reader->consumed] != FRAME_START)
		return take_text(reader, 0, frame);
	found = take_frame(reader);
	if (found == FRAME_NONE)
		return FRAME_NONE;
	taken = reader->taken;
	reader->framed = reader->taken = 0;
	if (found == FRAME_TEXT)
		return take_text(reader, 1, frame);
	reader->consumed += taken;
	*frame = (struct frame){
		.type = reader->frame[1],
		.session = frame_u16(reader->frame + 2),
		.length = frame_u16(reader->frame + 4),
		.payload = reader->frame + FRAME_HEADER_SIZE,
	};
	return FRAME_FRAME;
}
