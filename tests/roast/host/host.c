// SPDX-License-Identifier: GPL-2.0
/* What hosts find on this machine, and what they make of the words of others. */
#include "spec.h"

#include <fcntl.h>

#include "../../../roast/host/common/disks.h"
#include "../../../roast/host/common/process.h"
#include "../../../roast/host/qemu/qemu.h"
#include "../../../roast/host/xen/xen.h"

/* ---- choosing */

static void choose(const void *name)
{
	struct spec spec = { .vcpus = 1 };

	host_choose(name, &spec);
}

static void choose_two_processors(const void *name)
{
	struct spec spec = { .vcpus = 2 };

	host_choose(name, &spec);
}

static void choose_without_path(const void *name)
{
	setenv("PATH", temporary_directory(), 1);
	choose(name);
}

static void test_choose(void)
{
	struct caught caught = catch_fail(choose, "vmware");

	check(caught.status == STATUS_USAGE && strstr(caught.text, "xen, qemu, firecracker"),
	      "an unknown host is refused with those there are");
	caught = catch_fail(choose, "firecracker");
	check(caught.status == STATUS_TOOL && strstr(caught.text, "firecracker is missing"),
	      "Firecracker is missed");
	caught = catch_fail(choose, "qemu");
	check(caught.status == 0 && !*caught.text, "QEMU is there");
	caught = catch_fail(choose_two_processors, "qemu");
	check(caught.status == 0 && strstr(caught.text, "--cpus 2"),
	      "more than one vCPU is warned of");
	caught = catch_fail(choose_without_path, "qemu");
	check(caught.status == STATUS_TOOL && strstr(caught.text, "package qemu-system-x86"),
	      "without QEMU its package is named");
	caught = catch_fail(choose_without_path, NULL);
	check(caught.status == STATUS_TOOL && strstr(caught.text, "package qemu-system-x86"),
	      "also where nothing was asked for");
	if (!xen_is_dom0()) {
		caught = catch_fail(choose, "xen");
		check(caught.status == STATUS_TOOL && strstr(caught.text, "no Xen dom0"),
		      "what is no dom0 is told");
	}
	check(host_named("xen") == &host_xen && host_named("qemu") == &host_qemu &&
		      !host_named("vmware"),
	      "hosts have names");
}

/* ---- volumes */

static void test_disks(void)
{
	static struct volume volumes[30];
	struct spec spec = { .volumes = volumes, .volume_count = 30 };
	char *raw = text_format("%s/raw", temporary_directory());

	file_write(raw, "QFI\xfb\0\0\0\3", 8, 0600);
	for (size_t i = 0; i < 30; i++)
		volumes[i] = (struct volume){ .kind = i ? VOLUME_DISK : VOLUME_DIRECTORY,
					      .source = raw };
	volumes_name(&spec, "/dev/xvd");
	check(text_equal(volumes[0].device, "roast0") &&
		      text_equal(volumes[1].device, "/dev/xvda") &&
		      text_equal(volumes[26].device, "/dev/xvdz") &&
		      text_equal(volumes[27].device, "/dev/xvdaa"),
	      "disks are counted as Linux counts them");
	check(!volumes[0].format && text_equal(volumes[1].format, "raw"),
	      "what a disk's bytes look like is not its format");
	for (size_t i = 0; i < 30; i++) {
		free(volumes[i].device);
		free(volumes[i].format);
	}
	free(raw);
}

struct image {
	uint8_t bytes[104];
	const char *why; /* in the refusal; null: it is taken */
	mode_t mode;
};

static void name_image(const void *path)
{
	struct volume volume = {
		.kind = VOLUME_DISK,
		.source = (char *)path,
		.format = text_copy("qcow2"),
	};
	struct spec spec = { .volumes = &volume, .volume_count = 1 };

	volumes_name(&spec, "/dev/vd");
	free(volume.device);
	free(volume.format);
}

/* Images of qcow2 whose headers name other files, or are none. */
static void test_images(void)
{
	static const struct image images[] = {
		{ "QFI\xfb\0\0\0\2", NULL, 0600 },
		{ "QFI\xfb\0\0\0\3", NULL, 0600 },
		{ { 'Q', 'F', 'I', 0xfb, 0, 0, 0, 2, [15] = 104 }, "backing file", 0600 },
		{ { 'Q', 'F', 'I', 0xfb, 0, 0, 0, 3, [8] = 0x80 }, "backing file", 0600 },
		{ { 'Q', 'F', 'I', 0xfb, 0, 0, 0, 3, [79] = 4 }, "data in another", 0600 },
		{ "QFI\xfb\0\0\0\4", "no qcow2", 0600 },
		{ "KDMV", "no qcow2", 0600 },
	};
	char *path = text_format("%s/image", temporary_directory());

	for (size_t i = 0; i < sizeof(images) / sizeof(images[0]); i++) {
		struct caught caught;

		file_write(path, images[i].bytes, sizeof(images[i].bytes), images[i].mode);
		caught = catch_fail(name_image, path);
		check(images[i].why
			      ? caught.status == STATUS_FORMAT && strstr(caught.text, images[i].why)
			      : caught.status == STATUS_OK,
		      images[i].why ? images[i].why : "a plain image is taken");
	}
	free(path);
}

/* ---- QEMU's words */

static void test_ports(void)
{
	static const char text[] = "Hub -1 (net0):\r\n"
				   "  Protocol[State]    FD  Source Address  Port   Dest. Address  "
				   "Port RecvQ SendQ\r\n"
				   "  TCP[ESTABLISHED]   14       127.0.0.1  1234       10.0.2.15  "
				   "  80     0     0\r\n"
				   "  UDP[HOST_FORWARD]  13               *  4321       10.0.2.15  "
				   "  53     0     0\r\n"
				   "  TCP[HOST_FORWARD]  12               *  8080       10.0.2.15  "
				   "  80     0     0\r\n"
				   "  TCP[HOST_FORWARD]  11       127.0.0.1 46585       10.0.2.15  "
				   "  80     0     0\r\n"
				   "  TCP[HOST_FORWARD]  10               * 99999       10.0.2.15  "
				   "  80     0     0\r\n"
				   "  TCP[HOST_FORWARD]  nonsense\r\n";
	struct port ports[] = {
		{ .host = 8080, .domain = 80 },
		{ .domain = 80 },
		{ .domain = 53, .udp = true },
		{ .domain = 443 },
	};
	struct spec spec = { .ports = ports, .port_count = 4 };

	qemu_take_ports(&spec, text);
	check(ports[0].host == 8080 && ports[1].host == 46585, "a free port is told");
	check(ports[2].host == 4321, "of UDP too");
	check(ports[3].host == 0, "one that is not there stays unknown");
	qemu_take_ports(&spec, "");
	check(ports[3].host == 0, "nothing said is nothing known");
}

static char *qemu_says(const struct spec *spec, const char *text, enum status *status)
{
	char *log = text_format("%s/log", temporary_directory());
	char *line;

	*status = STATUS_FAILED;
	file_write(log, text, strlen(text), 0600);
	line = qemu_complaint(spec, log, status);
	free(log);
	return line;
}

static void expect(const struct spec *spec, const char *text, enum status status, const char *line)
{
	enum status found;
	char *said = qemu_says(spec, text, &found);

	check(text_equal(said, line), "QEMU's words become: %s", line);
	check(found == status, "with status %d", (int)status);
	free(said);
}

static void test_qemu_complaints(void)
{
	struct spec spec = { .memory = 64 };

	expect(&spec,
	       "qemu-system-x86_64: warning: something\n"
	       "qemu-system-x86_64: -drive if=none,file=/x: Could not open '/x': No such file or "
	       "directory\n",
	       STATUS_FAILED,
	       "QEMU: -drive if=none,file=/x: Could not open '/x': No such file or directory");
	expect(&spec,
	       "qemu-system-x86_64: -device virtio-blk-pci,drive=vda: Failed to get \"write\" "
	       "lock\n"
	       "Is another process using the image [/d/a [1].img]?\n",
	       STATUS_IN_USE, "the disk /d/a [1].img is in use by another domain or program");
	expect(&spec,
	       "qemu-system-x86_64: cannot set up guest memory 'pc.ram': Cannot allocate memory\n",
	       STATUS_RESOURCES, "not enough memory for a domain of 64 MB; choose less: -M");
	expect(&spec, "", STATUS_FAILED, "QEMU: it ended and did not say why");
}

/* ---- xl's words */

static void test_xl_complaints(void)
{
	struct volume volume = { .kind = VOLUME_DIRECTORY, .source = (char *)"/srv" };
	struct spec spec = { .name = (char *)"web", .memory = 64 };
	enum status status = STATUS_FAILED;
	char *line;

	check(xen_domain_made("Parsing config from /x\n") == -1, "xl at work has made nothing");
	check(xen_domain_made(
		      "Parsing\nWaiting for domain a (domid 3) b (domid 17) to die [pid 9]\n"
		      "Domain (domid 4)\n") == 17,
	      "the domain's number is told when it waits for its end");
	check(xen_domain_made("Waiting for domain web (domid 3) to die") == -1,
	      "half a line is none");
	line = xen_complaint(
		&spec,
		"Parsing config from /x\n"
		"libxl: error: libxl_device.c:1111:device_backend_callback: Domain 7:unable "
		"to add device\nlibxl: error: libxl_domain.c:1: x: Domain 7:Failed\n",
		&status);
	check(text_equal(line, "xl: unable to add device"), "the first error is xl's reason");
	free(line);
	line = xen_complaint(&spec,
			     "libxl: error: x.c:1:y: failed to free memory\nfailed to free memory "
			     "for the domain\n",
			     &status);
	check(status == STATUS_RESOURCES && strstr(line, "64 MB"), "want of memory is told");
	free(line);
	spec.volumes = &volume;
	spec.volume_count = 1;
	line = xen_complaint(&spec,
			     "libxl: error: a.c:1:b: Domain 3:device model "
			     "/usr/libexec/xen-qemu-system-i386 is not executable\n",
			     &status);
	check(status == STATUS_TOOL && strstr(line, "qemu-system-xen") && strstr(line, "/srv"),
	      "a directory that cannot be shared names the package");
	free(line);
	line = xen_complaint(&spec, "libxl: error: a.c:1:b: Domain 3:device model did not start\n",
			     &status);
	check(status == STATUS_TOOL && strstr(line, "qemu-dm-web.log") && strstr(line, "/srv"),
	      "a QEMU that does not start has a log");
	free(line);
	line = xen_complaint(&spec, "roast: /srv cannot be shared read-only: no\nmore\n", &status);
	check(text_equal(line, "/srv cannot be shared read-only: no"),
	      "what went wrong before xl is told as it is");
	free(line);
}

/* ---- processes */

static pid_t start_shell(const char *script, const char *log, const int *keep, size_t count)
{
	struct texts words = { 0 };
	pid_t pid;

	texts_add(&words, "sh");
	texts_add(&words, "-c");
	texts_add(&words, script);
	pid = process_start(&words, "/", log, keep, count);
	texts_free(&words);
	return pid;
}

static void test_process(void)
{
	char *log = text_format("%s/process.log", temporary_directory());
	int ends[2], status, other;
	char *text;
	pid_t pid;

	file_write(log, "old", 3, 0600);
	require(pipe2(ends, O_CLOEXEC) == 0);
	other = open("/dev/null", O_RDONLY);
	require(other >= 0);
	text = text_format(
		"pwd; echo kept >&%d; echo wrong >&2; cat; [ ! -e /proc/self/fd/%d ] && exit 3",
		ends[1], other);
	pid = start_shell(text, log, &ends[1], 1);
	free(text);
	close(other);
	check(process_wait(pid, 30000, &status) && WEXITSTATUS(status) == 3,
	      "it ends with a status, and had no other descriptor");
	text = file_read(log, NULL);
	check(strcmp(text, "/\nwrong\n") == 0, "its words are in the log, from its folder");
	free(text);
	close(ends[1]);
	text = allocate(16, 1);
	check(read(ends[0], text, 15) == 5 && strcmp(text, "kept\n") == 0,
	      "a descriptor is handed on");
	free(text);
	close(ends[0]);
	pid = start_shell("exec sleep 1000", log, NULL, 0);
	check(!process_has_ended(pid) && !process_wait(pid, 20, &status),
	      "one that runs has not ended");
	check(process_memory(pid) > 0, "it takes memory");
	process_end(pid);
	check(process_has_ended(pid), "it ends when it is told to");
	check(process_wait(pid, 1000, &status) && WTERMSIG(status) == SIGTERM,
	      "and its status is there to be waited for");
	check(process_has_ended(pid), "one that is no more has ended");
	free(log);
}

static void test_process_missing(void)
{
	struct texts words = { 0 };
	char *log = text_format("%s/missing.log", temporary_directory());
	int status;
	char *text;
	pid_t pid;

	texts_add(&words, "/nowhere/program");
	pid = process_start(&words, "/", log, NULL, 0);
	check(process_wait(pid, 30000, &status) && WEXITSTATUS(status) == 127,
	      "a program that is not there is 127");
	text = file_read(log, NULL);
	check(strstr(text, "/nowhere/program: No such file") != NULL, "and named in the log");
	free(text);
	free(log);
	texts_free(&words);
}

/* As of a monitor that is killed: what it started ends. */
static void test_orphan(void)
{
	int ends[2];
	char byte;
	pid_t parent;

	require(pipe2(ends, O_CLOEXEC) == 0);
	parent = fork();
	require(parent >= 0);
	if (!parent) {
		start_shell("exec sleep 1000", "/dev/null", &ends[1], 1);
		_exit(0);
	}
	close(ends[1]);
	require(waitpid(parent, NULL, 0) == parent);
	check(read(ends[0], &byte, 1) == 0, "what a dead process started ends as well");
	close(ends[0]);
}

int main(void)
{
	test_choose();
	test_disks();
	test_images();
	test_ports();
	test_qemu_complaints();
	test_xl_complaints();
	test_process();
	test_process_missing();
	test_orphan();
	return finish();
}
