// SPDX-License-Identifier: GPL-2.0
/* Whether QEMU can use KVM on this machine: asked once, and kept. */
#include "kvm.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "../../base/child.h"
#include "../../base/files.h"
#include "kvm_probe.h"
#include "qemu.h"

#define DEVICE "/dev/kvm"
#define ASK_AGAIN_SECONDS 600
#define FAILURES_MOST 65536 /* bytes of the list */

static char *identity_of(const char *path)
{
	struct stat status = { 0 };

	if (!path || stat(path, &status))
		return text_copy("none");
	return text_format("%llu:%llu:%lld:%lld.%09ld", (unsigned long long)status.st_dev,
			   (unsigned long long)status.st_ino, (long long)status.st_size,
			   (long long)status.st_ctim.tv_sec, status.st_ctim.tv_nsec);
}

/* What an answer is good for: this start of the machine, QEMU, device, and release of roast. */
static char *answer_key(void)
{
	char *boot = file_try_read("/proc/sys/kernel/random/boot_id", NULL);
	char *program = child_path(QEMU_PROGRAM);
	char *qemu = identity_of(program);
	struct stat device = { 0 };
	char *key;

	stat(DEVICE, &device);
	key = text_format("%.36s %s %s %u:%u:%lld " ROAST_VERSION, boot ? boot : "",
			  program ? program : "", qemu, major(device.st_rdev),
			  minor(device.st_rdev), (long long)device.st_ctime);
	free(qemu);
	free(program);
	free(boot);
	return key;
}

/* The answer behind the key: "yes", "no REASON", "unknown TIME REASON"; null if it is no good. */
static const char *kept_answer(const char *kept, const char *key)
{
	const char *answer;
	char *end;

	if (!kept || !text_begins(kept, key) || kept[strlen(key)] != '\n')
		return NULL;
	answer = kept + strlen(key) + 1;
	if (text_begins(answer, "unknown ")) {
		long long asked = strtoll(answer + strlen("unknown "), &end, 10);
		long long now = time(NULL);

		return now < asked || now - asked >= ASK_AGAIN_SECONDS ? NULL : answer;
	}
	return answer;
}

/* Without a place to keep it the answer is asked for again. */
static char *ask(const char *file, const char *key)
{
	char *reason = NULL, *answer, *text;

	switch (kvm_probe(true, &reason)) {
	case PROBE_WORKS:
		answer = text_copy("yes");
		break;
	case PROBE_FAILS:
		answer = text_format("no %s", reason);
		break;
	default:
		answer = text_format("unknown %lld %s", (long long)time(NULL), reason);
		break;
	}
	text = text_format("%s\n%s\n", key, answer);
	file_try_write(file, text, strlen(text), 0644);
	/* For people; others ask roast ps or inspect. */
	if (reason && isatty(STDERR_FILENO))
		note(DEVICE " is there, but does not run domains, which are emulated: %s", reason);
	free(text);
	free(reason);
	return answer;
}

static char *answer_now(void)
{
	char *file = text_format("%s/kvm", cache_directory());
	char *key = answer_key();
	char *kept = file_try_read(file, NULL);
	const char *known = kept_answer(kept, key);
	char *answer = known ? text_copy(known) : ask(file, key);

	answer[strcspn(answer, "\n")] = '\0';
	free(kept);
	free(key);
	free(file);
	return answer;
}

bool kvm_opens(const char **why)
{
	int device = open(DEVICE, O_RDWR | O_CLOEXEC);

	if (device < 0) {
		*why = errno == EACCES ? DEVICE " is not for this user: add the user to the group "
						"kvm"
				       : "there is no usable " DEVICE " on this machine";
		return false;
	}
	close(device);
	return true;
}

bool kvm_usable(const char **why)
{
	static char *answer, *line;

	if (!kvm_opens(why))
		return false;
	if (!answer)
		answer = answer_now();
	free(line);
	line = text_format("QEMU cannot use " DEVICE " on this machine: %s",
			   answer + strcspn(answer, " ") + (strchr(answer, ' ') != NULL));
	*why = line;
	return text_equal(answer, "yes");
}

/* ---- kernels that did not run */

static char *failures_file(void)
{
	return text_format("%s/kvm-failures", cache_directory());
}

static char *failure_line(const struct spec *spec)
{
	char *key = answer_key();
	char *kernel = identity_of(spec->kernel);
	char *line = text_format("%s %s\n", key, kernel);

	free(kernel);
	free(key);
	return line;
}

void kvm_remember_failure(const struct spec *spec)
{
	char *file = failures_file();
	char *kept = file_try_read(file, NULL);
	char *line = failure_line(spec);
	char *text;

	if (!kept || !strstr(kept, line)) {
		/* Too many are of earlier starts, or nobody's friend: the list begins anew. */
		text = text_format("%s%s", kept && strlen(kept) < FAILURES_MOST ? kept : "", line);
		file_try_write(file, text, strlen(text), 0644);
		free(text);
	}
	free(line);
	free(kept);
	free(file);
}

bool kvm_has_failed(const struct spec *spec)
{
	char *file = failures_file();
	char *kept = file_try_read(file, NULL);
	char *line = failure_line(spec);
	bool has = kept && strstr(kept, line);

	free(line);
	free(kept);
	free(file);
	return has;
}
