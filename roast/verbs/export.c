// SPDX-License-Identifier: GPL-2.0
/* roast export: an image in the form that something else takes. */
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/files.h"
#include "../base/report.h"
#include "../export/export.h"
#include "../host/qemu/kvm.h"
#include "../run/rows.h"
#include "../run/run.h"
#include "../verbs.h"

/* As run has it: what a program gets that says nothing, beyond what its archive takes. */
#define MEMORY_DEFAULT_MB 192
#define MEMORY_LEAST_MB 8

static struct source_options source;
static struct bundle_options image;
static struct machine_flags machine;
static struct program_flags program;
static char *format_name, *output, *name, *hypervisor, *size, *reference;

static const struct option_row options[] = {
	{ 'f', "format", OPTION_TEXT, "FORMAT",
	  "xl, libvirt, qemu, raw, qcow2, iso, oci, nomad or kubevirt", &format_name },
	{ 'o', "output", OPTION_TEXT, "PATH", "the file or directory to make", &output },
	{ 0, "name", OPTION_TEXT, "NAME", "the domain's name (default: the image's)", &name },
	MACHINE_ROWS(machine),
	PROGRAM_ROWS(program),
	{ 0, "hypervisor", OPTION_TEXT, "NAME",
	  "libvirt, qemu, nomad: kvm, qemu or xen (default: what this machine has)", &hypervisor },
	{ 0, "size", OPTION_TEXT, "SIZE", "raw, qcow2: of the disk (default: as needed)", &size },
	{ 0, "reference", OPTION_TEXT, "TEXT",
	  "kubevirt: the image's name in a registry; nomad: the disk's URL", &reference },
	KERNEL_ROWS(image),
	{ 0 },
};

static const struct export_format *take_format(void)
{
	const struct export_format *format = export_formats;
	struct texts names = { 0 };

	for (; format->name; format++) {
		if (text_equal(format->name, format_name))
			return format;
		texts_add(&names, format->name);
	}
	if (!format_name)
		fail(STATUS_USAGE, "export: --format is missing; it is one of %s",
		     texts_join(&names, ", "));
	fail(STATUS_USAGE, "--format %s: not one of %s", format_name, texts_join(&names, ", "));
}

/* A flag that a format has no place for is refused, not forgotten. */
static void refuse(const struct export_format *format, bool given, const char *flag)
{
	if (given)
		fail(STATUS_USAGE, "%s: the format %s has no place for it", flag, format->name);
}

static void check_flags(const struct export_format *format, const struct texts *arguments)
{
	if (!output)
		fail(STATUS_USAGE, "export: -o is missing: the file or directory to make");
	refuse(format, machine.volumes.count && !(format->takes & EXPORT_VOLUMES), "-v");
	refuse(format, machine.ports.count && !(format->takes & EXPORT_PORTS), "-p");
	refuse(format, hypervisor && !format->hypervisors, "--hypervisor");
	refuse(format, reference && !(format->takes & EXPORT_REFERENCE), "--reference");
	refuse(format, size && !(format->takes & EXPORT_SIZE), "--size");
	refuse(format, machine.host_options.count && !(format->takes & EXPORT_HOST_OPTIONS),
	       "--host-option");
	if (!(format->takes & EXPORT_AS_BUILT))
		return;
	refuse(format, program.environment.count || program.environment_files.count, "-e");
	refuse(format, arguments->count > 1, "arguments");
	refuse(format, machine.memory != NULL, "-M");
	refuse(format, machine.cpus != NULL, "--cpus");
	refuse(format, program.configurations.count, "--config");
	refuse(format, machine.network || machine.bridge, "--network");
	refuse(format, machine.kernel_arguments != NULL, "--kernel-arguments");
}

static void take_hypervisor(struct export_order *order, const struct export_format *format)
{
	struct texts known = { 0 };
	const char *why;

	order->hypervisor = hypervisor;
	if (!hypervisor)
		order->hypervisor = format->hypervisors && kvm_usable(&why) ? "kvm" : "qemu";
	order->spec.kvm = strcmp(order->hypervisor, "kvm") == 0;
	if (!hypervisor)
		return;
	texts_split(&known, format->hypervisors, " ");
	if (!texts_have(&known, hypervisor))
		fail(STATUS_USAGE, "--hypervisor %s: %s knows %s", hypervisor, format->name,
		     format->hypervisors);
	texts_free(&known);
}

static void take_name(struct spec *spec, const struct bundle *bundle)
{
	const char *of_image = json_get_text(bundle->manifest, "name");

	spec->name = text_copy(name ? name : of_image ? of_image : "domain");
	for (const char *at = spec->name; *at; at++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-",
			    *at) ||
		    *spec->name == '.' || *spec->name == '-')
			fail(STATUS_USAGE,
			     "--name %s: letters, digits, _ . - only, and not . or - "
			     "first",
			     spec->name);
}

/* Of image and name: the same export has the same, so that its network card keeps its address. */
static char *id_of(const struct bundle *bundle, const char *domain)
{
	char *both = text_format("%s/%s", bundle->digest, domain);
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int length = 0;
	char *id;

	if (!EVP_Digest(both, strlen(both), digest, &length, EVP_sha256(), NULL))
		fail(STATUS_FAILED, "cannot compute a digest");
	id = allocate(2 * length + 1, 1);
	for (unsigned int i = 0; i < length; i++)
		snprintf(id + (size_t)2 * i, 3, "%02x", digest[i]);
	free(both);
	return id;
}

/* A cluster finds a port of its own; what is written down for one machine names it. */
static void check_ports(const struct export_format *format, const struct spec *spec)
{
	for (size_t i = 0; i < spec->port_count; i++)
		if (!spec->ports[i].host && !(format->takes & EXPORT_ANY_PORT))
			fail(STATUS_USAGE, "-p %d: the port of the machine is missing: -p 8080:%d",
			     spec->ports[i].domain, spec->ports[i].domain);
}

static const struct host *host_of(const struct export_format *format,
				  const struct export_order *order)
{
	if (strcmp(format->name, "xl") == 0 ||
	    (strcmp(format->name, "libvirt") == 0 && strcmp(order->hypervisor, "xen") == 0))
		return &host_xen;
	return &host_qemu;
}

static struct json_object *settings_of(const struct bundle *bundle, const struct spec *spec,
				       const struct host *host)
{
	struct json_object *settings = settings_take(bundle, &program, &source);

	hostname_put(settings, spec->name);
	if (!spec->network && !json_get(settings, "net"))
		json_put(settings, "net", json_object_new_object());
	volumes_mount(spec, host->name, settings);
	return settings;
}

static void make_archive(struct export_order *order, const struct host *host)
{
	struct json_object *settings;

	host->devices(&order->spec);
	settings = settings_of(order->bundle, &order->spec, host);
	order->spec.archive = text_format("%s/archive", temporary_directory());
	bundle_run_archive(order->bundle, settings, NULL, order->spec.archive);
	json_object_put(settings);
}

static int run_export(struct texts *arguments)
{
	const struct export_format *format = take_format();
	struct export_order order = { .output = output, .reference = reference };
	const struct host *host;

	arguments_take("export", arguments, &source);
	check_flags(format, arguments);
	take_hypervisor(&order, format);
	machine_take(&order.spec, &machine);
	check_ports(format, &order.spec);
	if (!(format->takes & EXPORT_ANY_PORT))
		ports_listen_locally(&order.spec);
	order.size = size ? size_take("--size", size) : 0;
	host = host_of(format, &order);
	volumes_take(&order.spec, &machine.volumes, host);
	volumes_refuse_files(&order.spec, "an export");
	volumes_components(&order.spec, host->name, &image.components);
	order.bundle = bundle_for_run(arguments->texts[0], &source, &image);
	take_name(&order.spec, order.bundle);
	order.spec.id = id_of(order.bundle, order.spec.name);
	order.spec.memory = memory_take(order.bundle, machine.memory);
	order.spec.kernel = text_copy(order.bundle->kernel);
	volumes_make(&order.spec, order.bundle->archive);
	if (!(format->takes & EXPORT_AS_BUILT))
		make_archive(&order, host);
	export_write(format, &order);
	return STATUS_OK;
}

const struct verb verb_export = {
	.name = "export",
	.usage = "--format FORMAT -o PATH [FLAG]... IMAGE [--] [ARGUMENT]...",
	.summary = "Write an image for xl, libvirt, QEMU, as a disk, or for a cluster",
	.details =
		"    xl         a directory with NAME.cfg for xl create\n"
		"    libvirt    a directory with NAME.xml for virsh define\n"
		"    qemu       a directory with NAME.sh, which starts QEMU\n"
		"    raw        a disk that starts by GRUB, on a BIOS or as a Xen domain\n"
		"    qcow2      the same disk, for QEMU\n"
		"    iso        a CD or USB stick that starts by GRUB\n"
		"    oci        a directory, an OCI layout, for registries\n"
		"    nomad      a directory with a job and a disk for Nomad's driver qemu\n"
		"    kubevirt   a directory with a VirtualMachine and its container image\n\n"
		"IMAGE is whatever roast run takes; what is behind it are the program's arguments. "
		"A file\n"
		"PATH is replaced, a directory must be new or empty.",
	.options = options,
	.options_first = true,
	.run = run_export,
};
