// SPDX-License-Identifier: GPL-2.0
/* Plans: a shell reads QEMU's as it was meant, xl's own parser xl's, whatever names there are. */
#include "spec.h"

#include <libxlutil.h>

#include "../../../roast/host/qemu/qemu.h"
#include "../../../roast/host/xen/xen.h"

/* ---- QEMU */

/* What a shell makes of the plan: its words, with a zero behind each, in text. */
static size_t shell_words(const char *plan, char *text, size_t size)
{
	int ends[2];
	size_t used = 0;
	ssize_t got;
	pid_t pid;
	char *begin = strchr(plan, ' ');
	char *script;

	require(begin != NULL);
	script = text_format("printf '%%s\\0' " QEMU_PROGRAM "%s", begin);
	require(pipe(ends) == 0);
	pid = fork();
	require(pid >= 0);
	if (!pid) {
		dup2(ends[1], STDOUT_FILENO);
		execl("/bin/sh", "sh", "-c", script, (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	while ((got = read(ends[0], text + used, size - used)) > 0)
		used += (size_t)got;
	close(ends[0]);
	free(script);
	require(status_of(pid) == 0);
	return used;
}

static bool same_words(const char *text, size_t size, const struct texts *words)
{
	const char *at = text;

	for (size_t i = 0; i < words->count; i++) {
		if (at >= text + size || strcmp(at, words->texts[i]) != 0)
			return false;
		at += strlen(at) + 1;
	}
	return at == text + size;
}

static bool option_is(const struct texts *words, const char *option, const char *value)
{
	for (size_t i = 0; i + 1 < words->count; i++)
		if (strcmp(words->texts[i], option) == 0 && strcmp(words->texts[i + 1], value) == 0)
			return true;
	return false;
}

static void test_qemu_words(const struct texts *words)
{
	check(option_is(words, "-accel", "tcg") && option_is(words, "-cpu", "max"),
	      "without KVM QEMU emulates");
	check(option_is(words, "-m", "64"), "the memory is in megabytes");
	check(option_is(words, "-kernel", "/boot/a kernel, \"mine\""), "a file's name is as it is");
	check(option_is(words, "-append",
			"console=hvc0 loglevel=4 quiet rumproast.env.A=\"b c\" back\\slash $(id) "
			"`id`"),
	      "the kernel's words are behind the host's");
	check(option_is(words, "-netdev",
			"user,id=net0,hostfwd=tcp::8080-:80,hostfwd=udp:127.0.0.1:5353-:53,"
			"hostfwd=tcp:[::1]:0-:443"),
	      "ports are forwarded");
	check(option_is(words, "-drive",
			"if=none,id=vda,discard=unmap,readonly=off,"
			"file=json:{\"driver\":\"qcow2\",,\"backing\":null,,\"file\":"
			"{\"driver\":\"file\",,\"filename\":\"/disks/a,,b $HOME \\\\n.img\"}}"),
	      "a qcow2 image has no backing file, and a comma in a disk's name is doubled");
	check(option_is(words, "-drive",
			"if=none,id=vdb,discard=unmap,readonly=on,format=raw,file.driver=file,"
			"file.filename=/disks/two"),
	      "a disk can be read-only, and its name is no protocol");
	check(option_is(words, "-device",
			"virtio-9p-pci,fsdev=roast0,mount_tag=roast0,addr=10.0,multifunction=on"),
	      "a directory is shared by its tag");
	check(option_is(words, "-serial", "stdio") && !texts_have(words, "-mon"),
	      "the plan's console is the terminal");
	check(option_is(words, "-one", "two words"), "words of one's own come last");
}

static void test_qemu(void)
{
	static char text[16384];
	struct spec spec = strange_spec();
	struct texts words = { 0 };
	size_t size;
	char *plan;

	texts_add(&spec.extra, "-one");
	texts_add(&spec.extra, "two words");
	host_qemu.devices(&spec);
	check(strcmp(spec.volumes[1].device, "/dev/vda") == 0 &&
		      strcmp(spec.volumes[2].device, "/dev/vdb") == 0,
	      "QEMU's disks are vda, vdb");
	qemu_words(&spec, NULL, &words);
	plan = host_qemu.plan(&spec);
	size = shell_words(plan, text, sizeof(text));
	check(same_words(text, size, &words), "a shell reads the plan as it was meant");
	check(strstr(plan, " \\\n    -m 64 \\\n") != NULL, "each option is on its own line");
	check(text_ends(plan, "\n") && !text_ends(plan, "\\\n"), "the plan has an end");
	test_qemu_words(&words);
	free(plan);
	texts_free(&words);
	texts_free(&spec.extra);
	forget_devices(&spec);
}

static void test_qemu_started(void)
{
	const struct qemu_doors doors = { .control = 11, .console = 12, .monitor = 13 };
	struct spec spec = strange_spec();
	struct texts words = { 0 };

	spec.kvm = true;
	spec.vcpus = 2;
	spec.network = false;
	spec.port_count = spec.volume_count = 0;
	qemu_words(&spec, &doors, &words);
	check(option_is(&words, "-accel", "kvm") && option_is(&words, "-cpu", "host"),
	      "with KVM QEMU gives the processor as it is");
	check(option_is(&words, "-smp", "2"), "vCPUs are given");
	check(!texts_have(&words, "-netdev"), "no network is none");
	check(option_is(&words, "-chardev", "socket,id=control,fd=11") &&
		      option_is(&words, "-device",
				"virtserialport,chardev=control,name=org.rumproast.control"),
	      "the control channel is a port of its own");
	check(option_is(&words, "-serial", "chardev:console") &&
		      option_is(&words, "-mon", "chardev=monitor,mode=control"),
	      "console and monitor are roast's");
	texts_free(&words);
}

/* ---- Xen */

static bool xl_has(const XLU_Config *parsed, const char *key, const char *value)
{
	const char *found;

	return xlu_cfg_get_string(parsed, key, &found, 1) == 0 && strcmp(found, value) == 0;
}

static const char *xl_element(const XLU_Config *parsed, const char *key, int number)
{
	XLU_ConfigList *list;
	int count;

	if (xlu_cfg_get_list(parsed, key, &list, &count, 1) || number >= count)
		return "";
	return xlu_cfg_get_listitem(list, number);
}

static XLU_Config *parse(const char *text)
{
	XLU_Config *parsed = xlu_cfg_init(stderr, "plan");

	require(parsed != NULL);
	if (xlu_cfg_readdata(parsed, text, (int)strlen(text)) == 0)
		return parsed;
	xlu_cfg_destroy(parsed);
	return NULL;
}

static void test_xl_disk(const XLU_Config *parsed)
{
	const char *spec = xl_element(parsed, "disk", 0);
	XLU_Config *config = xlu_cfg_init(stderr, "disk");
	libxl_device_disk disk;

	libxl_device_disk_init(&disk);
	check(xlu_disk_parse(config, 1, &spec, &disk) == 0, "xl takes the disk");
	check(strcmp(disk.vdev, "xvda") == 0 && disk.format == LIBXL_DISK_FORMAT_QCOW2 &&
		      disk.readwrite,
	      "its name, format and access are right");
	check(strcmp(disk.pdev_path, "/disks/a,b $HOME \\n.img") == 0,
	      "and so is its file, commas and all");
	libxl_device_disk_dispose(&disk);
	xlu_cfg_destroy(config);
}

static void test_xl_values(const XLU_Config *parsed)
{
	long memory = 0;

	check(xl_has(parsed, "name", "web") && xl_has(parsed, "type", "pvh"),
	      "name and type are there");
	check(xl_has(parsed, "kernel", "/boot/a kernel, \"mine\"") &&
		      xl_has(parsed, "ramdisk", "/tmp/it's an archive"),
	      "files with quotes are as they are");
	check(xl_has(parsed, "cmdline",
		     "console=hvc0 loglevel=4 quiet rumproast.env.A=\"b c\" back\\slash $(id) "
		     "`id`"),
	      "so are the kernel's words");
	check(xlu_cfg_get_long(parsed, "memory", &memory, 1) == 0 && memory == 64,
	      "the memory is a number");
	check(strcmp(xl_element(parsed, "vif", 0), "mac=00:16:3e:1c:a7:e4,bridge=br0") == 0,
	      "the card has an address of Xen's and a bridge");
	check(strcmp(xl_element(parsed, "disk", 1),
		     "format=raw,vdev=xvdb,access=ro,target=/disks/two") == 0,
	      "the second disk is xvdb");
	check(xl_has(parsed, "uuid", "9ca7e4ea-a6e8-4e9c-8d26-116712918488"),
	      "the domain's id is its UUID");
}

static void test_xl(void)
{
	struct spec spec = strange_spec();
	XLU_Config *parsed;
	char *plan, *kept;

	spec.bridge = (char *)"br0";
	spec.volumes[0].source = (char *)"/srv/it's \"here\"";
	texts_add(&spec.extra, "on_soft_reset = \"destroy\"");
	host_xen.devices(&spec);
	plan = host_xen.plan(&spec);
	parsed = parse(plan);
	check(parsed != NULL, "xl's parser takes the plan");
	if (parsed) {
		test_xl_values(parsed);
		test_xl_disk(parsed);
		check(strcmp(xl_element(parsed, "p9", 0),
			     "tag=roast0,security_model=none,path=/srv/it's \"here\"") == 0,
		      "a directory is shared by its tag on Xen");
		check(xl_has(parsed, "on_poweroff", "destroy") &&
			      xl_has(parsed, "on_soft_reset", "destroy"),
		      "by hand Xen takes a domain away that has ended; lines of one's own are "
		      "last");
		xlu_cfg_destroy(parsed);
	}
	kept = xen_configuration(&spec, true);
	check(strstr(kept, "on_crash = \"preserve\"\n") &&
		      strstr(kept, "on_reboot = \"preserve\"\n"),
	      "what roast starts is kept for roast to look at");
	check(strstr(kept, "path=/srv/it's") != NULL, "a directory to write is where it is");
	free(kept);
	spec.volumes[0].read_only = true;
	spec.directory = (char *)"/domains/web";
	kept = xen_configuration(&spec, true);
	check(strstr(kept, "tag=roast0,security_model=none,path=/domains/web/shared-roast0\"") !=
		      NULL,
	      "one to read has a place of its own");
	free(kept);
	free(plan);
	texts_free(&spec.extra);
	spec.volumes[0].source = (char *)"/srv/it's, \"here\"";
	forget_devices(&spec);
}

static void refuse_comma(const void *nothing)
{
	struct spec spec = strange_spec();

	(void)nothing;
	host_xen.devices(&spec);
}

/* ---- Firecracker */

static void test_firecracker(void)
{
	struct volume *all;
	struct spec spec = strange_spec();
	struct json_object *object, *drive;
	char *plan;

	all = spec.volumes;
	spec.volumes += 2;
	spec.volume_count = 1;
	spec.port_count = 0;
	spec.bridge = (char *)"tap0";
	host_firecracker.devices(&spec);
	plan = host_firecracker.plan(&spec);
	object = json_from_text(plan);
	check(text_equal(json_get_text(object, "boot-source.kernel_image_path"), spec.kernel) &&
		      text_equal(json_get_text(object, "boot-source.initrd_path"), spec.archive),
	      "Firecracker gets kernel and archive");
	check(json_get_number(object, "machine-config.mem_size_mib", 0) == 64, "and the memory");
	drive = json_object_array_get_idx(json_get(object, "drives"), 0);
	check(text_equal(json_get_text(drive, "path_on_host"), "/disks/two") &&
		      json_get_boolean(drive, "is_read_only", false) &&
		      !json_get_boolean(drive, "is_root_device", true),
	      "and the disk");
	drive = json_object_array_get_idx(json_get(object, "network-interfaces"), 0);
	check(text_equal(json_get_text(drive, "host_dev_name"), "tap0") &&
		      text_equal(json_get_text(drive, "guest_mac"), "06:00:9c:a7:e4:ea"),
	      "and the card");
	json_object_put(object);
	free(plan);
	forget_devices(&spec);
	spec.volumes = all;
}

static void refuse_firecracker(const void *which)
{
	struct spec spec = strange_spec();

	if (*(const int *)which == 0)
		spec.volumes += 2;
	else
		spec.volumes += *(const int *)which - 1;
	spec.volume_count = 1;
	host_firecracker.devices(&spec);
}

static void test_refusals(void)
{
	struct caught caught = catch_fail(refuse_comma, NULL);
	int which = 0;

	check(caught.status == STATUS_USAGE && strstr(caught.text, "comma"),
	      "Xen shares no directory with a comma");
	caught = catch_fail(refuse_firecracker, &which);
	check(caught.status == STATUS_USAGE && strstr(caught.text, "--bridge"),
	      "ports on Firecracker take a tap device");
	which = 1;
	caught = catch_fail(refuse_firecracker, &which);
	check(caught.status == STATUS_USAGE && strstr(caught.text, "shares no directories"),
	      "Firecracker shares no directories");
	which = 2;
	caught = catch_fail(refuse_firecracker, &which);
	check(caught.status == STATUS_USAGE && strstr(caught.text, "qemu-img"),
	      "Firecracker takes raw disks");
}

int main(void)
{
	test_qemu();
	test_qemu_started();
	test_xl();
	test_firecracker();
	test_refusals();
	return finish();
}
