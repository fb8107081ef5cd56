// SPDX-License-Identifier: GPL-2.0
/* A guest that is run to its end, to see whether QEMU can run guests. */
#include "kvm_probe.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../common/clock.h"
#include "guest/guest.h"
#include "../common/process.h"
#include "qemu.h"
#include "events.h"

#define PROBE_MS 30000
#define LOOK_MS 20
#define END_MS 2000 /* from the last event to QEMU's end */

/* The linked guest: guest_image.S. */
extern const size_t roast_guest_size;
extern const char roast_guest[];

struct probing {
	int guest, log; /* in memory */
	int own, other; /* both ends of QEMU's monitor */
	pid_t qemu;
	struct qemu_events events;
	bool kvm, ended;
	int status; /* as wait(2) has it, once it has ended */
};

/* QEMU opens it by its name below /proc. */
static int guest_file(void)
{
	int file = memfd_create("guest", MFD_CLOEXEC);

	if (file >= 0 && write(file, roast_guest, roast_guest_size) != (ssize_t)roast_guest_size) {
		close(file);
		return -1;
	}
	return file;
}

static void words_of(const struct probing *probing, struct texts *words)
{
	texts_split(words,
		    QEMU_PROGRAM " -machine pc,vmport=off -m 32 -nodefaults -no-user-config "
				 "-display none -no-reboot "
				 "-device isa-debug-exit,iobase=0xf4,iosize=0x04 "
				 "-mon chardev=monitor,mode=control",
		    " ");
	texts_add(words, "-accel");
	texts_add(words, probing->kvm ? "kvm" : "tcg");
	texts_add(words, "-cpu");
	texts_add(words, probing->kvm ? "host" : "max");
	texts_add(words, "-chardev");
	texts_add_format(words, "socket,id=monitor,fd=%d", probing->other);
	texts_add(words, "-kernel");
	texts_add_format(words, "/proc/self/fd/%d", probing->guest);
}

static bool start(struct probing *probing)
{
	struct texts words = { 0 };
	char *log;
	int ends[2];

	probing->guest = guest_file();
	probing->log = memfd_create("log", MFD_CLOEXEC);
	if (probing->guest < 0 || probing->log < 0 ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return false;
	probing->own = ends[0];
	probing->other = ends[1];
	words_of(probing, &words);
	log = text_format("/proc/self/fd/%d", probing->log);
	probing->qemu =
		process_start(&words, "/", log, (const int[]){ probing->other, probing->guest }, 2);
	close(probing->other);
	probing->other = -1;
	texts_free(&words);
	free(log);
	return probing->qemu > 0;
}

/* Until the machine or QEMU has come to its end, or the time is up. */
static void watch(struct probing *probing)
{
	struct pollfd waits = { .fd = probing->own, .events = POLLIN };
	long until = clock_ms() + PROBE_MS;

	qemu_events_begin(&probing->events, probing->own);
	while (clock_left_ms(until) && probing->events.state == MACHINE_RUNS && !probing->ended) {
		poll(&waits, 1, LOOK_MS);
		/* A stream that has ended would be ready for ever. */
		if (!qemu_events_read(&probing->events))
			waits.fd = -1;
		probing->ended = process_wait(probing->qemu, 0, &probing->status);
	}
	/* One that reset or was told to end goes by itself, and says why. */
	if (!probing->ended && probing->events.state >= MACHINE_RESET)
		probing->ended = process_wait(probing->qemu, END_MS, &probing->status);
}

static char *what_happened(const struct probing *probing)
{
	int status = probing->status;

	if (probing->events.state == MACHINE_RESET)
		return text_copy("a guest resets itself");
	if (probing->events.state != MACHINE_RUNS)
		return text_copy("QEMU stops a guest");
	if (WIFSIGNALED(status))
		return text_format("QEMU dies of signal %d (SIG%s)", WTERMSIG(status),
				   sigabbrev_np(WTERMSIG(status)));
	if (WEXITSTATUS(status) & 1 && WEXITSTATUS(status) > 1)
		return text_format("step %d of a guest gives a wrong result",
				   WEXITSTATUS(status) >> 1);
	return text_copy("QEMU does not run a guest");
}

static enum probe judge(const struct probing *probing, char **reason)
{
	char *what, *log, *words;

	if (!probing->ended && probing->events.state == MACHINE_RUNS) {
		*reason = text_format("a guest of a few instructions does not end within %d s",
				      PROBE_MS / 1000);
		return PROBE_UNKNOWN;
	}
	if (probing->ended && WIFEXITED(probing->status) &&
	    WEXITSTATUS(probing->status) == (GUEST_WORKS << 1 | 1))
		return PROBE_WORKS;
	what = what_happened(probing);
	log = text_format("/proc/self/fd/%d", probing->log);
	words = qemu_last_words(log);
	*reason = text_format("%s%s%s", what, words ? ": " : "", words ? words : "");
	free(words);
	free(log);
	free(what);
	/* Somebody else's signal says nothing of the machine. */
	return probing->ended && WIFSIGNALED(probing->status) &&
			       (WTERMSIG(probing->status) == SIGKILL ||
				WTERMSIG(probing->status) == SIGTERM)
		       ? PROBE_UNKNOWN
		       : PROBE_FAILS;
}

static void close_one(int file)
{
	if (file >= 0)
		close(file);
}

enum probe kvm_probe(bool kvm, char **reason)
{
	struct probing probing = { .kvm = kvm, .own = -1, .other = -1, .qemu = -1 };
	enum probe answer = PROBE_UNKNOWN;

	if (start(&probing)) {
		watch(&probing);
		answer = judge(&probing, reason);
		if (!probing.ended)
			process_kill(probing.qemu);
	} else {
		*reason = text_format("a guest cannot be started: %s", strerror(errno));
	}
	close_one(probing.guest);
	close_one(probing.log);
	close_one(probing.own);
	close_one(probing.other);
	return answer;
}
