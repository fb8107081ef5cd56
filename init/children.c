// SPDX-License-Identifier: GPL-2.0
/* A pipe in which each write(2) stays one piece, so that lines of several processes do not mix. */
#include "children.h"

#include <fcntl.h>
#include <unistd.h>

#include "loop.h"
#include "say.h"

#define LINE_SIZE 1024

static struct loop_source lines = { .fd = -1 };
static int lines_in = -1;
static void (*take)(const char *text, size_t size);

static void ready(struct loop_source *source)
{
	char line[LINE_SIZE];
	ssize_t size;

	while ((size = read(source->fd, line, sizeof(line))) > 0)
		take(line, (size_t)size);
}

void children_open(void (*line)(const char *text, size_t size))
{
	int ends[2];

	if (pipe2(ends, O_DIRECT | O_CLOEXEC | O_NONBLOCK) < 0) {
		warn("there is no pipe for lines of processes that begin");
		return;
	}
	take = line;
	lines_in = ends[1];
	lines.fd = ends[0];
	lines.ready = ready;
	loop_add(&lines);
}

static bool write_line(const char *line, size_t size)
{
	return write(lines_in, line, size) >= 0;
}

void children_begin(void)
{
	if (lines_in >= 0)
		say_elsewhere = write_line;
}
