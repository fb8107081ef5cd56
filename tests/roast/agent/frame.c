// SPDX-License-Identifier: GPL-2.0
/* Frames: what was written is found again, however the stream is cut, and whatever is between. */
#include "../../../control/frame.h"

#include "tap.h"

#define STREAM_MAX (1 << 20)
#define PIECES 400

/* What a stream was made of: frames, and runs of text between them. */
struct piece {
	bool is_frame;
	uint8_t type;
	uint16_t session;
	size_t length, at; /* payload or text, in content */
};

static uint8_t stream[STREAM_MAX], content[STREAM_MAX], found_text[STREAM_MAX];
static struct piece pieces[PIECES];
static size_t stream_size, content_size;

static uint32_t crc_by_bits(const uint8_t *bytes, size_t count, uint32_t crc)
{
	while (count--) {
		crc ^= *bytes++;
		for (int bit = 0; bit < 8; bit++)
			crc = crc & 1 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
	}
	return crc;
}

/* Of the bytes that would begin a system request none is on the way. */
static void bytes_are_escaped(void)
{
	uint8_t bytes[FRAME_SIZE_MAX];
	size_t size = frame_write(bytes, 15, 0x0e0f, "\x0f\x0e\x0e", 3);

	check(memchr(bytes, 0x0f, size) == NULL, "there is no byte 0x0f in a frame");
	check(memcmp(bytes, "\x01\x0e\x4f\x0e\x4f\x0e\x4e\x03", 8) == 0, "escapes in the header");
	check(memcmp(bytes + size - 6, "\x0e\x4f\x0e\x4e\x0e\x4e", 6) == 0,
	      "escapes in the payload");
	memset(bytes + FRAME_HEADER_SIZE, 0x0f, FRAME_PAYLOAD_MAX);
	size = frame_write(bytes, 1, 1, bytes + FRAME_HEADER_SIZE, FRAME_PAYLOAD_MAX);
	check(size > 2 * FRAME_PAYLOAD_MAX && size <= sizeof(bytes), "the greatest size");
}

static void bytes_are_as_documented(void)
{
	uint8_t frame[FRAME_SIZE_MAX];
	uint32_t crc;

	check(frame_write(frame, FRAME_EXIT, 0x1234, "ab", 2) == FRAME_HEADER_SIZE + 2,
	      "the size of a frame");
	check(memcmp(frame, "\x01\x23\x34\x12\x02\x00", 6) == 0, "start, type, session, length");
	crc = ~crc_by_bits((const uint8_t *)"ab", 2, crc_by_bits(frame + 1, 5, 0xffffffff));
	check(frame_u32(frame + 6) == crc, "the CRC");
	check(memcmp(frame + 10, "ab", 2) == 0, "the payload");
	memcpy(frame + 10, "xy", 2);
	frame_write(frame, FRAME_EXIT, 7, frame + 10, 2);
	check(memcmp(frame + 10, "xy", 2) == 0, "a payload that is in its place");
}

/* Text must not look like a frame: FRAME_START is followed by a letter. */
static void add_text(struct piece *piece)
{
	piece->length = 1 + (size_t)(rand() % (rand() % 10 ? 80 : 9000));
	for (size_t i = 0; i < piece->length; i++)
		content[content_size + i] =
			i % 7 || i + 1 == piece->length ? 'a' + rand() % 26 : FRAME_START;
	memcpy(stream + stream_size, content + content_size, piece->length);
	stream_size += piece->length;
}

static void add_frame(struct piece *piece)
{
	piece->is_frame = true;
	piece->type = (uint8_t)(1 + rand() % 63);
	piece->session = (uint16_t)rand();
	piece->length = rand() % 4 ? (size_t)(rand() % 64) : (size_t)(rand() % 4097);
	for (size_t i = 0; i < piece->length; i++)
		content[content_size + i] =
			rand() % 3 ? (uint8_t)rand() : (uint8_t) "\x01\x0e\x0f\x4e"[rand() % 4];
	stream_size += frame_write(stream + stream_size, piece->type, piece->session,
				   content + content_size, piece->length);
}

static void make_stream(int count)
{
	stream_size = content_size = 0;
	memset(pieces, 0, sizeof(pieces));
	for (int i = 0; i < count; i++) {
		pieces[i].at = content_size;
		if (rand() % 3 == 0 && (i == 0 || pieces[i - 1].is_frame))
			add_text(&pieces[i]);
		else
			add_frame(&pieces[i]);
		content_size += pieces[i].length;
	}
}

static bool same_frame(const struct frame *frame, const struct piece *piece)
{
	return piece->is_frame && frame->type == piece->type && frame->session == piece->session &&
	       frame->length == piece->length &&
	       memcmp(frame->payload, content + piece->at, piece->length) == 0;
}

/* How many of the pieces come out in order; text may come in parts. */
static int follow(struct frame_reader *reader, int next, int count, size_t *text)
{
	enum frame_found found;
	struct frame frame;

	while ((found = frame_next(reader, &frame)) != FRAME_NONE) {
		struct piece *piece = &pieces[next];

		if (next >= count)
			return -1;
		if (found == FRAME_FRAME && same_frame(&frame, piece)) {
			next++;
			continue;
		}
		if (found != FRAME_TEXT || piece->is_frame ||
		    frame.length > piece->length - *text ||
		    memcmp(frame.payload, content + piece->at + *text, frame.length) != 0)
			return -1;
		*text += frame.length;
		if (*text == piece->length) {
			*text = 0;
			next++;
		}
	}
	return next;
}

/* Hands the stream over in parts of up to most bytes. */
static int read_stream(int count, int most)
{
	struct frame_reader *reader = calloc(1, sizeof(*reader));
	size_t done = 0, text = 0;
	int next = 0;

	require(reader != NULL);
	while (done < stream_size && next >= 0) {
		size_t room;
		uint8_t *to = frame_room(reader, &room);
		size_t part = 1 + (size_t)(rand() % most);

		part = part < room ? part : room;
		part = part < stream_size - done ? part : stream_size - done;
		if (part == 0)
			break;
		memcpy(to, stream + done, part);
		frame_received(reader, part);
		done += part;
		next = follow(reader, next, count, &text);
	}
	free(reader);
	return next;
}

static void streams_come_back(void)
{
	int whole = 0;

	for (int round = 0; round < 60; round++) {
		make_stream(PIECES / 2);
		whole += read_stream(PIECES / 2, 1 + round * round * 3) == PIECES / 2;
	}
	check(whole == 60, "frames with text between them, cut anywhere, come back");
}

/* Everything the reader gives of the whole stream; the number of frames. */
static int read_all(struct frame_reader *reader, size_t *text)
{
	size_t done = 0;
	int frames = 0;

	*text = 0;
	while (done < stream_size) {
		enum frame_found found;
		struct frame frame;
		size_t room;
		uint8_t *to = frame_room(reader, &room);
		size_t part = room < stream_size - done ? room : stream_size - done;

		memcpy(to, stream + done, part);
		frame_received(reader, part);
		done += part;
		while ((found = frame_next(reader, &frame)) != FRAME_NONE) {
			frames += found == FRAME_FRAME;
			if (found == FRAME_FRAME)
				continue;
			memcpy(found_text + *text, frame.payload, frame.length);
			*text += frame.length;
		}
	}
	return frames;
}

/* A frame with one byte changed is text, and the frames around it are found. */
static void corruption_is_text(void)
{
	struct frame_reader *reader = calloc(1, sizeof(*reader));
	int good = 0;

	require(reader != NULL);
	for (int round = 0; round < 300; round++) {
		size_t first, second, text;

		stream_size = 0;
		first = stream_size = frame_write(stream, FRAME_OUTPUT, 1, "before", 6);
		second = frame_write(stream + first, FRAME_OUTPUT, 1, "in the middle", 13);
		stream_size += second;
		stream_size += frame_write(stream + stream_size, FRAME_EXIT, 1, "\0\0", 2);
		stream[first + (size_t)(rand() % (int)second)] ^= (uint8_t)(1 + rand() % 255);
		/* A length that was changed has the reader wait for more than the frame. */
		memset(stream + stream_size, '.', FRAME_SIZE_MAX);
		stream_size += FRAME_SIZE_MAX;
		memset(reader, 0, sizeof(*reader));
		good += read_all(reader, &text) == 2 && text == second + FRAME_SIZE_MAX &&
			memcmp(found_text, stream + first, second) == 0;
	}
	free(reader);
	check(good == 300, "a frame with a wrong byte is text, those around it are found");
}

/* Any bytes at all: nothing is lost, nothing goes out of bounds. */
static void noise_is_kept(void)
{
	struct frame_reader *reader = calloc(1, sizeof(*reader));
	bool kept = true;

	require(reader != NULL);
	for (int round = 0; round < 50; round++) {
		size_t text;

		stream_size = 20000;
		for (size_t i = 0; i < stream_size; i++)
			stream[i] = rand() % 4 ? (uint8_t)rand() : FRAME_START;
		memset(reader, 0, sizeof(*reader));
		kept = kept && read_all(reader, &text) == 0 && text <= stream_size &&
		       text + FRAME_SIZE_MAX > stream_size && memcmp(found_text, stream, text) == 0;
	}
	free(reader);
	check(kept, "noise is text, in its order, up to what may be a frame's beginning");
}

int main(void)
{
	srand(1);
	bytes_are_as_documented();
	bytes_are_escaped();
	streams_come_back();
	corruption_is_text();
	noise_is_kept();
	return finish();
}
