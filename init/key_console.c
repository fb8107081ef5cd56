// SPDX-License-Identifier: GPL-2.0
/* A line of the console that is not shown. */
#include "key_console.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "../include/rumproast/exit.h"
#include "disk_key.h"
#include "loop.h"
#include "say.h"

/* A terminal takes lines of up to 4095 bytes. */
#define LINE_SIZE 4096

enum { READING, GOT_LINE, ENDED };

static char line[LINE_SIZE];
static ssize_t line_size;
static int state;

static void read_line(struct loop_source *source)
{
	line_size = read(source->fd, line, sizeof(line));
	state = line_size > 0 ? GOT_LINE : ENDED;
}

static void show_input(bool shown, const struct termios *before)
{
	struct termios silent = *before;

	silent.c_lflag &= (tcflag_t) ~(ECHO | ECHOE | ECHOK | ECHONL);
	silent.c_lflag |= ICANON;
	tcsetattr(STDIN_FILENO, TCSADRAIN, shown ? before : &silent);
}

static void prompt(const char *purpose)
{
	char text[256];
	int size = snprintf(text, sizeof(text), "rumproast: passphrase for %s: ", purpose);

	if (size >= (int)sizeof(text))
		size = sizeof(text) - 1;
	if (write(STDERR_FILENO, text, (size_t)size) < 0)
		errno = 0; /* without a console there is nobody to ask; reading will tell */
}

void key_console_read(const char *where, const char *purpose, struct disk_key *key)
{
	struct loop_source source = { .fd = STDIN_FILENO, .ready = read_line };
	struct termios before;
	bool terminal = tcgetattr(STDIN_FILENO, &before) == 0;

	if (terminal)
		show_input(false, &before);
	prompt(purpose);
	state = READING;
	loop_add(&source);
	while (state == READING)
		loop_once();
	loop_remove(&source);
	if (terminal)
		show_input(true, &before);
	if (write(STDERR_FILENO, "\n", 1) < 0)
		errno = 0;
	if (state == ENDED)
		fail(RUMPROAST_EXIT_KEY, "%s: no key can be read from the console", where);
	if (line[line_size - 1] == '\n')
		line_size--;
	key->size = (size_t)line_size;
	key->bytes = malloc(key->size + 1);
	if (!key->bytes)
		fail(RUMPROAST_EXIT_START, "%s: no memory for the key", where);
	memcpy(key->bytes, line, key->size);
	explicit_bzero(line, sizeof(line));
}
