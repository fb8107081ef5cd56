// SPDX-License-Identifier: GPL-2.0
/* Whether QEMU can use KVM on this machine. */
#include "kvm.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/text.h"
#include "process.h"

#define DEVICE "/dev/kvm"
#define ASKING_MS 20000

/* An answer is good for this start of the machine, this QEMU and this device. */
static char *answer_key(void)
{
	char *boot = file_try_read("/proc/sys/kernel/random/boot_id", NULL);
	struct stat device = { 0 }, qemu = { 0 };
	char *key;

	stat(DEVICE, &device);
	stat("/usr/bin/qemu-system-x86_64", &qemu);
	key = text_format("%.36s %lld %lld", boot ? boot : "", (long long)device.st_ctime,
			  (long long)qemu.st_ctime);
	free(boot);
	return key;
}

/* A machine that never runs, and is asked to end when it has been made. */
static bool ask_qemu(void)
{
	static const char commands[] = "{\"execute\": \"qmp_capabilities\"}\n"
				       "{\"execute\": \"quit\"}\n";
	struct texts words = { 0 };
	int ends[2];
	pid_t qemu;
	int status = -1;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return false;
	if (write(ends[0], commands, strlen(commands)) == (ssize_t)strlen(commands)) {
		texts_split(&words,
			    "qemu-system-x86_64 -accel kvm -cpu host -machine pc -m 16 -nodefaults "
			    "-no-user-config -display none -S -mon chardev=qmp,mode=control",
			    " ");
		texts_add(&words, "-chardev");
		texts_add_format(&words, "socket,id=qmp,fd=%d", ends[1]);
		qemu = process_start(&words, "/", "/dev/null", &ends[1], 1);
		if (qemu > 0 && !process_wait(qemu, ASKING_MS, &status))
			process_kill(qemu);
	}
	close(ends[0]);
	close(ends[1]);
	texts_free(&words);
	return status == 0;
}

static bool works(void)
{
	char *file = text_format("%s/kvm", cache_directory());
	char *key = answer_key();
	char *known = file_try_read(file, NULL);
	bool answer;
	char *text;

	if (known && text_begins(known, key)) {
		answer = text_ends(known, " yes\n");
	} else {
		answer = ask_qemu();
		text = text_format("%s %s\n", key, answer ? "yes" : "no");
		/* Without a place to keep it the answer is asked for again. */
		file_try_write(file, text, strlen(text), 0644);
		free(text);
	}
	free(known);
	free(key);
	free(file);
	return answer;
}

bool kvm_usable(const char **why)
{
	int device = open(DEVICE, O_RDWR | O_CLOEXEC);

	if (device < 0) {
		*why = errno == EACCES ? DEVICE " is not for this user: add the user to the group "
						"kvm"
				       : "there is no usable " DEVICE " on this machine";
		return false;
	}
	close(device);
	*why = "QEMU cannot use " DEVICE " on this machine";
	return works();
}
