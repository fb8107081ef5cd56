// SPDX-License-Identifier: GPL-2.0
/* The guest that tells whether KVM works, and what QEMU tells by itself. */
#include "spec.h"

#include <sys/socket.h>
#include <unistd.h>

#include "../../../roast/host/qemu/kvm_probe.h"
#include "../../../roast/host/qemu/events.h"

/* QEMU's emulation does all that a kernel does, so every step holds. */
static void test_guest(void)
{
	char *reason = NULL;
	enum probe answer = kvm_probe(false, &reason);

	check(answer == PROBE_WORKS && !reason, "the guest runs emulated: %s",
	      reason ? reason : "to its end");
	free(reason);
}

struct lines {
	const char *name, *text;
	enum machine state;
};

static const struct lines lines[] = {
	{ "nothing", "{\"QMP\": {}}\n{\"return\": {}}\n", MACHINE_RUNS },
	{ "a pause", "{\"event\": \"STOP\"}\n{\"return\": {\"status\": \"paused\"}}\n",
	  MACHINE_RUNS },
	{ "a debugger", "{\"return\": {\"status\": \"debug\"}}\n", MACHINE_RUNS },
	{ "an internal error", "{\"return\": {\"status\": \"internal-error\"}}\n",
	  MACHINE_STOPPED },
	{ "a panic", "{\"event\": \"GUEST_PANICKED\"}\n", MACHINE_PANICKED },
	{ "a reset", "{\"event\": \"SHUTDOWN\", \"data\": {\"reason\": \"guest-reset\"}}\n",
	  MACHINE_RESET },
	{ "a power off", "{\"event\": \"SHUTDOWN\", \"data\": {\"reason\": \"guest-shutdown\"}}\n",
	  MACHINE_RUNS },
	{ "a signal", "{\"event\": \"SHUTDOWN\", \"data\": {\"reason\": \"host-signal\"}}\n",
	  MACHINE_SIGNALLED },
	{ "a full disk",
	  "{\"event\": \"BLOCK_IO_ERROR\", \"data\": {\"nospace\": true}}\n"
	  "{\"return\": {\"status\": \"io-error\"}}\n",
	  MACHINE_DISK_FULL },
	{ "a broken disk",
	  "{\"event\": \"BLOCK_IO_ERROR\", \"data\": {\"nospace\": false}}\n"
	  "{\"return\": {\"status\": \"io-error\"}}\n",
	  MACHINE_DISK_FAILED },
	{ "what is no JSON", "STOP\n[1]\n\n{\"event\": 7}\n", MACHINE_RUNS },
	{ "the first of two",
	  "{\"return\": {\"status\": \"internal-error\"}}\n"
	  "{\"event\": \"SHUTDOWN\", \"data\": {\"reason\": \"host-signal\"}}\n",
	  MACHINE_STOPPED },
};

static enum machine state_after(const char *text, size_t size)
{
	static struct qemu_events events;
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
		return MACHINE_SILENT;
	qemu_events_begin(&events, ends[0]);
	/* In pieces, as a stream may come. */
	for (size_t sent = 0, piece; sent < size; sent += piece) {
		piece = size - sent < 7 ? size - sent : 7;
		if (write(ends[1], text + sent, piece) != (ssize_t)piece)
			break;
		qemu_events_read(&events);
	}
	close(ends[1]);
	check(!qemu_events_read(&events), "the end of the stream is told");
	close(ends[0]);
	return events.state;
}

static void test_events(void)
{
	char *longest = allocate(40000, 1);

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		check(state_after(lines[i].text, strlen(lines[i].text)) == lines[i].state,
		      "%s is understood", lines[i].name);
	memset(longest, ' ', 39000);
	strcpy(longest + 39000, "\n{\"event\": \"GUEST_PANICKED\"}\n");
	check(state_after(longest, strlen(longest)) == MACHINE_PANICKED,
	      "a line without end is dropped, and the next one counts");
	free(longest);
}

static void test_words(void)
{
	static const char text[] = "qemu-system-x86_64: warning: host lacks something\n"
				   "KVM internal error. Suberror: 1\nemulation failure\n"
				   "EAX=00000000 EBX=0\nCode=1 2 3\n";
	char *log = text_format("%s/log", temporary_directory());
	char *words;

	file_write(log, text, strlen(text), 0600);
	words = qemu_last_words(log);
	check(text_equal(words, "KVM internal error. Suberror: 1; emulation failure"),
	      "QEMU's words are told without its registers");
	free(words);
	file_write(log, "", 0, 0600);
	check(!qemu_last_words(log), "who says nothing has no words");
	free(log);
}

int main(void)
{
	test_guest();
	test_events();
	test_words();
	return finish();
}
