// SPDX-License-Identifier: GPL-2.0
/* QEMU's command line. */
#include "qemu.h"
#include "confine.h"

#include "../common/shares.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../../control/frame.h"

char *qemu_value(const char *text)
{
	char *value = allocate(2 * strlen(text) + 1, 1);
	char *end = value;

	for (; *text; text++) {
		*end++ = *text;
		if (*text == ',')
			*end++ = ',';
	}
	return value;
}

/* pc boots faster than q35, and microvm places PCI memory where this kernel does not reach it. */
static void add_machine(const struct spec *spec, struct texts *words)
{
	char *name = qemu_value(spec->name);

	texts_add(words, QEMU_PROGRAM);
	texts_add(words, "-name");
	texts_add_format(words, "guest=%s", name);
	texts_add(words, "-accel");
	texts_add(words, spec->kvm ? "kvm" : "tcg");
	texts_add(words, "-cpu");
	texts_add(words, spec->kvm ? "host" : "max");
	texts_add(words, "-machine");
	texts_add(words, "pc,vmport=off");
	texts_add(words, "-m");
	texts_add_format(words, "%llu", (unsigned long long)spec->memory);
	if (spec->vcpus > 1) {
		texts_add(words, "-smp");
		texts_add_format(words, "%d", spec->vcpus);
	}
	texts_add(words, "-nodefaults");
	texts_add(words, "-no-user-config");
	texts_add(words, "-no-reboot");
	texts_add(words, "-display");
	texts_add(words, "none");
	confine_words(spec, words);
	free(name);
}

static void add_kernel(const struct spec *spec, struct texts *words)
{
	const char *arguments = spec->arguments ? spec->arguments : "";

	texts_add(words, "-kernel");
	texts_add(words, spec->kernel);
	texts_add(words, "-initrd");
	texts_add(words, spec->archive);
	texts_add(words, "-append");
	texts_add_format(words, "console=hvc0 loglevel=4%s%s", *arguments ? " " : "", arguments);
}

static void add_device(struct texts *words, const char *device)
{
	texts_add(words, "-device");
	texts_add(words, device);
}

/* tcp:ADDRESS:PORT-:PORT, IPv6 addresses in brackets. */
static char *forward(const struct port *port)
{
	const char *address = port->address ? port->address : "";
	bool ipv6 = strchr(address, ':');

	return text_format(",hostfwd=%s:%s%s%s:%d-:%d", port->udp ? "udp" : "tcp", ipv6 ? "[" : "",
			   address, ipv6 ? "]" : "", port->host, port->domain);
}

/*
 * By hand QEMU's own user network does; roast has a process for it (network.h). Without its ROM
 * the firmware does not look for something to boot from on the network.
 */
static void add_network(const struct spec *spec, const struct qemu_doors *doors,
			struct texts *words)
{
	struct texts parts = { 0 };

	if (!spec->network)
		return;
	texts_add(words, "-netdev");
	if (doors) {
		texts_add_format(words, "dgram,id=net0,local.type=fd,local.str=%d", doors->card);
	} else {
		texts_add(&parts, "user,id=net0");
		for (size_t i = 0; i < spec->port_count; i++)
			texts_take(&parts, forward(&spec->ports[i]));
		texts_take(words, texts_join(&parts, ""));
	}
	add_device(words, "virtio-net-pci,netdev=net0,romfile=");
	texts_free(&parts);
}

/*
 * Root's files are root's in a domain, as in a container. A user's server makes every file that
 * user's, whoever made it in the domain.
 */
static void add_directory(const struct spec *spec, const struct volume *volume, const char *address,
			  struct texts *words)
{
	const struct shares shares = { spec, false };
	char *path = share_path(&shares, volume);
	char *source = qemu_value(path);

	texts_add(words, "-fsdev");
	texts_add_format(words, "local,id=%s,path=%s,security_model=%s,multidevs=remap%s",
			 volume->device, source, geteuid() ? "none" : "passthrough",
			 volume->read_only ? ",readonly=on" : "");
	texts_add(words, "-device");
	texts_add_format(words, "virtio-9p-pci,fsdev=%s,mount_tag=%s,%s", volume->device,
			 volume->device, address);
	free(source);
	free(path);
}

/*
 * What is to be opened is said in full, so that QEMU takes no name for a protocol ("nbd:...") and
 * opens no file that an image's header names.
 */
static char *disk_node(const struct volume *volume)
{
	struct stat status;
	bool block = stat(volume->source, &status) == 0 && S_ISBLK(status.st_mode);
	const char *driver = block ? "host_device" : "file";
	char *source, *node, *text;
	struct json_object *image;

	if (strcmp(volume->format, "qcow2") != 0) {
		source = qemu_value(volume->source);
		node = text_format("format=%s,file.driver=%s,file.filename=%s", volume->format,
				   driver, source);
		free(source);
		return node;
	}
	image = json_object_new_object();
	json_put_text(image, "driver", "qcow2");
	json_put(image, "backing", NULL);
	json_put_text(image, "file.driver", driver);
	json_put_text(image, "file.filename", volume->source);
	text = text_format("json:%s",
			   json_object_to_json_string_ext(
				   image, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
	source = qemu_value(text);
	node = text_format("file=%s", source);
	json_object_put(image);
	free(text);
	free(source);
	return node;
}

/* Named as in the domain, without "/dev/". */
static void add_disk(const struct volume *volume, const char *address, struct texts *words)
{
	const char *name = strrchr(volume->device, '/') + 1;
	char *node = disk_node(volume);

	texts_add(words, "-drive");
	texts_add_format(words, "if=none,id=%s,discard=unmap,readonly=%s,%s", name,
			 volume->read_only ? "on" : "off", node);
	texts_add(words, "-device");
	texts_add_format(words, "virtio-blk-pci,drive=%s,%s", name, address);
	free(node);
}

/*
 * The bus has 32 slots, too few for a slot each, but a slot can have eight devices. Those from 16
 * on are the volumes'; QEMU gives the first free one to all others. Linux finds devices by slot, so
 * that disks have their order.
 */
static void add_volumes(const struct spec *spec, struct texts *words)
{
	for (size_t i = 0; i < spec->volume_count; i++) {
		char *address = text_format("addr=%zx.%zx,multifunction=on", 16 + i / 8, i % 8);

		if (volume_is_shared(&spec->volumes[i]))
			add_directory(spec, &spec->volumes[i], address, words);
		else
			add_disk(&spec->volumes[i], address, words);
		free(address);
	}
}

static void add_doors(const struct qemu_doors *doors, struct texts *words)
{
	texts_add(words, "-chardev");
	texts_add_format(words, "socket,id=console,fd=%d", doors->console);
	texts_add(words, "-serial");
	texts_add(words, "chardev:console");
	texts_add(words, "-chardev");
	texts_add_format(words, "socket,id=control,fd=%d", doors->control);
	add_device(words, "virtio-serial-pci");
	add_device(words, "virtserialport,chardev=control,name=" CONTROL_PORT_NAME);
	texts_add(words, "-chardev");
	texts_add_format(words, "socket,id=monitor,fd=%d,server=on,wait=off", doors->monitor);
	texts_add(words, "-mon");
	texts_add(words, "chardev=monitor,mode=control");
	texts_add(words, "-chardev");
	texts_add_format(words, "socket,id=events,fd=%d", doors->events);
	texts_add(words, "-mon");
	texts_add(words, "chardev=events,mode=control");
}

void qemu_words(const struct spec *spec, const struct qemu_doors *doors, struct texts *words)
{
	add_machine(spec, words);
	add_kernel(spec, words);
	if (doors) {
		add_doors(doors, words);
	} else {
		texts_add(words, "-serial");
		texts_add(words, "stdio");
	}
	add_device(words, "isa-debug-exit,iobase=0xf4,iosize=0x04");
	add_device(words, "virtio-rng-pci");
	add_network(spec, doors, words);
	add_volumes(spec, words);
	for (size_t i = 0; i < spec->extra.count; i++)
		texts_add(words, spec->extra.texts[i]);
}

char *qemu_plan(const struct spec *spec)
{
	struct texts words = { 0 }, lines = { 0 };
	char *word, *text, *whole;

	qemu_words(spec, NULL, &words);
	for (size_t i = 0; i < words.count; i++) {
		word = text_shell_word(words.texts[i]);
		if (i)
			texts_add(&lines, words.texts[i][0] == '-' ? " \\\n    " : " ");
		texts_take(&lines, word);
	}
	text = texts_join(&lines, "");
	whole = text_format("%s\n", text);
	free(text);
	texts_free(&lines);
	texts_free(&words);
	return whole;
}
