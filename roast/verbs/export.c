// SPDX-License-Identifier: GPL-2.0
/* roast export: an image in the form that something else takes. */
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/files.h"
#include "../base/report.h"
#include "../export/export.h"
#include "../host/kvm.h"
#include "../run/run.h"
#include "../verbs.h"

/* As run has it: what a program gets that says nothing, beyond what its archive takes. */
#define MEMORY_DEFAULT_MB 192
#define MEMORY_LEAST_MB 8

static struct source_options source;
static struct bundle_options image;
static struct texts ports, volumes, environment, environment_files, host_options;
static char *format_name, *output, *name, *memory, *cpus, *hypervisor, *size, *reference;
static char *network, *bridge, *config, *arguments_of_kernel;

static const struct option_row options[] = {
	{ 'f', "format", OPTION_TEXT, "FORMAT",
	  "xl, libvirt, qemu, raw, qcow2, iso, oci, nomad or kubevirt", &format_name },
	{ 'o', "output", OPTION_TEXT, "PATH", "the file or directory to make", &output },
	{ 0, "name", OPTION_TEXT, "NAME", "the domain's name (default: the image's)", &name },
	{ 'M', "memory", OPTION_TEXT, "SIZE", "64M, 1G: the domain's memory", &memory },
	{ 0, "cpus", OPTION_TEXT, "NUMBER", "virtual processors (kernels use one today)", &cpus },
	{ 'p', "publish", OPTION_TEXTS, "[ADDRESS:][HOST:]DOMAIN[/udp]",
	  "a port of the machine that leads to one of the domain", &ports },
	{ 'v', "volume", OPTION_TEXTS, "SOURCE:TARGET[:ro]",
	  "a directory or disk of the machine at a path in the domain", &volumes },
	{ 'e', "env", OPTION_TEXTS, "NAME=VALUE", "an environment variable", &environment },
	{ 0, "env-file", OPTION_TEXTS, "FILE", "environment variables, one a line",
	  &environment_files },
	{ 0, "hypervisor", OPTION_TEXT, "NAME",
	  "libvirt, qemu, nomad: kvm, qemu or xen (default: what this machine has)", &hypervisor },
	{ 0, "size", OPTION_TEXT, "SIZE", "raw, qcow2: of the disk (default: as needed)", &size },
	{ 0, "reference", OPTION_TEXT, "TEXT",
	  "kubevirt: the image's name in a registry; nomad: the disk's URL", &reference },
	{ 0, "network", OPTION_TEXT, "MODE", "none, or default", &network },
	{ 0, "bridge", OPTION_TEXT, "NAME", "on Xen: the bridge of the domain's interface",
	  &bridge },
	{ 0, "component", OPTION_TEXTS, "NAME", "of the kernel, beyond what is needed",
	  &image.components },
	{ 0, "kernel", OPTION_TEXT, "FILE", "this kernel", &image.kernel },
	{ 0, "kernel-arguments", OPTION_TEXT, "WORDS", "for the kernel's command line",
	  &arguments_of_kernel },
	{ 0, "config", OPTION_TEXT, "FILE",
	  "settings as in rumproast.json(5), laid over the image's", &config },
	{ 0, "host-option", OPTION_TEXTS, "TEXT", "qemu: a word for QEMU; xl: a line",
	  &host_options },
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
	refuse(format, volumes.count && !(format->takes & EXPORT_VOLUMES), "-v");
	refuse(format, ports.count && !(format->takes & EXPORT_PORTS), "-p");
	refuse(format, hypervisor && !format->hypervisors, "--hypervisor");
	refuse(format, reference && !(format->takes & EXPORT_REFERENCE), "--reference");
	refuse(format, size && !(format->takes & EXPORT_SIZE), "--size");
	refuse(format, host_options.count && !(format->takes & EXPORT_HOST_OPTIONS),
	       "--host-option");
	if (!(format->takes & EXPORT_AS_BUILT))
		return;
	refuse(format, environment.count || environment_files.count, "-e");
	refuse(format, arguments->count > 1, "arguments");
	refuse(format, memory != NULL, "-M");
	refuse(format, cpus != NULL, "--cpus");
	refuse(format, config != NULL, "--config");
	refuse(format, network || bridge, "--network");
	refuse(format, arguments_of_kernel != NULL, "--kernel-arguments");
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

static uint64_t take_size(const char *flag, const char *text)
{
	unsigned long long bytes;

	if (!text_size(text, 1, &bytes))
		fail(STATUS_USAGE, "%s %s: not a size such as 64M or 1G", flag, text);
	return bytes;
}

static uint64_t memory_of(const struct bundle *bundle)
{
	int64_t least = json_get_number(bundle->manifest, "memory", 0);
	int64_t unpacked = json_get_number(bundle->manifest, "archive.unpacked", 0) >> 20;
	uint64_t bytes;

	if (!memory)
		return (uint64_t)(least + unpacked + MEMORY_DEFAULT_MB);
	bytes = take_size("-M", memory);
	if (bytes >> 20 < MEMORY_LEAST_MB)
		fail(STATUS_USAGE, "-M %s: a domain takes at least %dM", memory, MEMORY_LEAST_MB);
	return bytes >> 20;
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

static void take_spec(struct spec *spec)
{
	long number = 1;

	if (cpus && !text_number(cpus, 1, 512, &number))
		fail(STATUS_USAGE, "--cpus %s: not a whole number from 1 to 512", cpus);
	if (network && strcmp(network, "none") && strcmp(network, "default"))
		fail(STATUS_USAGE, "--network %s: not one of none, default", network);
	spec->vcpus = (int)number;
	spec->network = !network || strcmp(network, "none") != 0;
	spec->bridge = bridge;
	spec->arguments = arguments_of_kernel;
	spec->extra = host_options;
	ports_take(spec, &ports);
	if (spec->port_count && !spec->network)
		fail(STATUS_USAGE, "--network none leaves no network for -p");
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
	struct json_object *settings = json_object_new_object();
	struct json_object *built = json_get(bundle->manifest, "settings"), *over;

	if (built)
		json_merge(settings, built);
	if (config) {
		over = json_read(config);
		json_merge(settings, over);
		json_object_put(over);
	}
	over = json_object_new_object();
	json_put(over, "program.env", environment_take(&environment, &environment_files));
	json_merge(settings, over);
	json_object_put(over);
	if (!json_get_text(settings, "hostname"))
		json_put_text(settings, "hostname", spec->name);
	if (!spec->network && !json_get(settings, "net"))
		json_put(settings, "net", json_object_new_object());
	volumes_mount(spec, host->name, settings);
	return settings;
}

/* What is behind the image's name takes the place of its arguments. */
static void put_arguments(struct json_object *settings)
{
	struct texts argv = { 0 }, given = { 0 };

	if (!source.arguments_given)
		return;
	json_get_texts(settings, "program.argv", &argv);
	if (argv.count)
		texts_add(&given, argv.texts[0]);
	for (size_t i = 0; i < source.arguments.count; i++)
		texts_add(&given, source.arguments.texts[i]);
	json_put_texts(settings, "program.argv", &given);
	texts_free(&argv);
	texts_free(&given);
}

static void make_archive(struct export_order *order, const struct host *host)
{
	struct json_object *settings;

	host->devices(&order->spec);
	settings = settings_of(order->bundle, &order->spec, host);
	put_arguments(settings);
	order->spec.archive = text_format("%s/archive", temporary_directory());
	bundle_run_archive(order->bundle, settings, NULL, order->spec.archive);
	json_object_put(settings);
}

static void take_arguments(const struct texts *arguments)
{
	size_t first = 1;

	if (!arguments->count)
		fail(STATUS_USAGE,
		     "export: what? an image, or what run takes; roast export --help");
	if (arguments->count > 1 && strcmp(arguments->texts[1], "--") == 0)
		first = 2;
	for (size_t i = first; i < arguments->count; i++)
		texts_add(&source.arguments, arguments->texts[i]);
	source.arguments_given = arguments->count > first;
}

static int run_export(struct texts *arguments)
{
	const struct export_format *format = take_format();
	struct export_order order = { .output = output, .reference = reference };
	const struct host *host;

	take_arguments(arguments);
	check_flags(format, arguments);
	take_hypervisor(&order, format);
	take_spec(&order.spec);
	check_ports(format, &order.spec);
	order.size = size ? take_size("--size", size) : 0;
	host = host_of(format, &order);
	volumes_take(&order.spec, &volumes);
	volumes_components(&order.spec, host->name, &image.components);
	order.bundle = bundle_of(arguments->texts[0], &source, &image);
	take_name(&order.spec, order.bundle);
	order.spec.id = id_of(order.bundle, order.spec.name);
	order.spec.memory = memory_of(order.bundle);
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
