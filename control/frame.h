/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The control channel between the init of a domain and the machine outside.
 *
 * It is a stream of bytes in both directions: a virtio port of its own ("port"), or the console
 * ("console"), where text of the kernel may come between frames but not into one. The same frames
 * go between roast's monitor and its clients.
 *
 * A frame, all numbers little-endian:
 *   0   1  FRAME_START
 *   1   1  type (enum frame_type)
 *   2   2  session
 *   4   2  length of the payload, 0..FRAME_PAYLOAD_MAX
 *   6   4  CRC-32 (IEEE 802.3) of bytes 1..5 and the payload
 *   10     payload
 * On the way, of these bytes 0x0e and 0x0f are 0x0e followed by the byte XOR 0x40: Linux' console
 * driver takes 0x0f for the beginning of a system request. So a frame takes up to twice its size;
 * frame_write() and frame_next() see to it, and nobody else needs to know.
 * What is no frame is text. A reader that finds a wrong CRC, a type that is not 1..63, or too
 * great a length takes FRAME_START for text and looks on from the next byte.
 *
 * The domain says FRAME_HELLO each second until the host's comes; on a console the host waits for
 * it, because before it the terminal is not ready. What a domain cannot start for, such as a wrong
 * configuration, may come as text without any frame.
 *
 * Session 1 is the first program of the configuration; the others are commands that were asked
 * for by FRAME_EXEC, with numbers that the asking side chose. Each session has the streams of
 * enum frame_stream. Nobody sends more bytes of a stream than the other side has allowed by
 * FRAME_CREDIT, so that nothing is ever thrown away; before any credit it is none.
 *
 * Session 1 begins with FRAME_STARTED, and again each time its program is restarted; FRAME_EXIT is
 * the domain's end and has the domain's status, whichever program or mistake it is of. It comes
 * after FRAME_FAILED, too. The other sessions end with FRAME_EXIT or FRAME_FAILED, never both, and
 * their numbers may be used again then. Frames for a session that has ended are ignored.
 *
 * Functions here allocate nothing and may be called from anywhere but two threads at once on the
 * same reader.
 */
#ifndef CONTROL_FRAME_H
#define CONTROL_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CONTROL_VERSION 1
#define FRAME_START 0x01
#define FRAME_HEADER_SIZE 10
#define FRAME_PAYLOAD_MAX 4096
#define FRAME_SIZE_MAX (2 * (FRAME_HEADER_SIZE + FRAME_PAYLOAD_MAX)) /* on the way */

/* The name of the virtio port. */
#define CONTROL_PORT_NAME "org.rumproast.control"

enum frame_type {
	/* both ways */
	FRAME_HELLO = 1,  /* session 0: u16 version. First from each side; the domain's says that
			   * programs are about to start, the host's lets them, and may have
			   * behind the version u16 rows, u16 columns of session 1's terminal */
	FRAME_CREDIT = 2, /* u8 stream, u32 more bytes that may be sent */
	FRAME_END = 3,	  /* u8 stream: nothing more comes. For input of a terminal it is Ctrl-D,
			   * or nothing if there was no input. */
	/* to the domain */
	FRAME_INPUT = 16,  /* bytes for standard input */
	FRAME_RESIZE = 17, /* u16 rows, u16 columns */
	FRAME_SIGNAL = 18, /* u8 number, to the session's process */
	FRAME_EXEC = 19,   /* JSON: argv, env {}, workdir, user, cap_add [], cap_drop [], terminal,
			    * rows, columns, input; may be several frames, the last with an empty
			    * payload */
	FRAME_STOP = 20,   /* session 0: end the domain; u8 0 power off, 1 restart */
	FRAME_STATISTICS = 21, /* session 0, no payload: asks for FRAME_REPORT */
	FRAME_HANGUP = 22,     /* the session's user is gone: SIGHUP to its process group */
	FRAME_DONE = 23, /* session 1: FRAME_EXIT has come. The domain waits for it, up to 2 s,
			    * before it powers off, so that nothing is lost on the way. */
	/* from the domain */
	FRAME_OUTPUT = 32,  /* bytes of standard output, or of the terminal */
	FRAME_ERROR = 33,   /* bytes of standard error */
	FRAME_STARTED = 34, /* u32 process number, in the domain */
	FRAME_EXIT = 35,    /* u8 status as a shell counts it, u8 signal or 0; after all output. Of
			     * session 1 besides: u8 enum frame_cause, text */
	FRAME_FAILED = 36,  /* u8 status (126, 127, 125), text: why it could not be started */
	FRAME_LOG = 37,	    /* session 0: a line of the kernel or init, no newline */
	FRAME_ADDRESS = 38, /* session 0: text "eth0 192.0.2.5/24", when it is there */
	FRAME_REPORT = 39,  /* session 0: JSON: memory {total, free, available}, cpu {user, system,
			    * idle} ms, net {received, sent}, disks {read, written} bytes,
			    * processes, uptime ms; may be several, the last empty */
};

/* Why a domain ends. A host that does not know a number takes it for the first. */
enum frame_cause {
	CAUSE_PROGRAM = 0, /* its program ended, as the status says; text: its name, if it is one of
			    * several, or nothing */
	CAUSE_MEMORY = 1,  /* the kernel killed that program for want of memory; text: likewise */
	CAUSE_MEMORY_OTHER = 2, /* it killed another process, and then the program ended */
	CAUSE_SAID = 3,		/* init ends the domain; text: why, one line */
};

enum frame_stream { STREAM_INPUT = 0, STREAM_OUTPUT = 1, STREAM_ERROR = 2 };

struct frame {
	uint8_t type;
	uint16_t session;
	uint16_t length;
	const uint8_t *payload; /* the reader's; good until its next call */
};

/*
 * Writes header and payload (null if length is 0) to bytes, of which there have to be
 * 2 * (FRAME_HEADER_SIZE + length); how many it took. The payload may already be at
 * bytes + FRAME_HEADER_SIZE.
 */
size_t frame_write(uint8_t *bytes, uint8_t type, uint16_t session, const void *payload,
		   size_t length);

/* Little-endian numbers of a payload. */
uint16_t frame_u16(const uint8_t *bytes);
uint32_t frame_u32(const uint8_t *bytes);
void frame_put_u16(uint8_t *bytes, uint16_t number);
void frame_put_u32(uint8_t *bytes, uint32_t number);

/* What a stream of bytes consists of. Starts zeroed. */
struct frame_reader {
	uint8_t bytes[2 * FRAME_SIZE_MAX];
	size_t count;	 /* bytes held */
	size_t consumed; /* of these, until frame_room() makes room of them */
	uint8_t frame[FRAME_HEADER_SIZE + FRAME_PAYLOAD_MAX]; /* what has come of the next one */
	size_t framed;					      /* bytes there */
	size_t taken; /* bytes after the consumed ones that these were */
};

enum frame_found {
	FRAME_NONE, /* more bytes are needed */
	FRAME_FRAME,
	FRAME_TEXT, /* *frame has payload and length (up to FRAME_PAYLOAD_MAX) of plain text */
};

/* Room for the next bytes: where, and how many fit (never 0 when all has been taken). */
uint8_t *frame_room(struct frame_reader *reader, size_t *room);
/* count bytes have been put there. */
void frame_received(struct frame_reader *reader, size_t count);
/*
 * The next thing found; to be called until it says FRAME_NONE. An incomplete frame is waited for.
 */
enum frame_found frame_next(struct frame_reader *reader, struct frame *frame);

#endif
