// SPDX-License-Identifier: GPL-2.0
/* What libvirt, Nomad, KubeVirt, xl and shells are given. */
#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <sys/stat.h>

#include "order.h"

static char *folder;

/* ---- libvirt */

/* What an XPath expression finds in the written file, as text; the caller's. */
static char *found(const char *expression)
{
	char *path = text_format("%s/web.xml", folder);
	xmlDoc *document = xmlReadFile(path, NULL, XML_PARSE_NONET);
	xmlXPathContext *context = xmlXPathNewContext(document);
	xmlXPathObject *object;
	char *text;

	require(document && context);
	xmlXPathRegisterNs(context, BAD_CAST "qemu",
			   BAD_CAST "http://libvirt.org/schemas/domain/qemu/1.0");
	object = xmlXPathEvalExpression((const xmlChar *)expression, context);
	require(object != NULL);
	text = (char *)xmlXPathCastToString(object);
	xmlXPathFreeObject(object);
	xmlXPathFreeContext(context);
	xmlFreeDoc(document);
	free(path);
	return text;
}

static bool says(const char *expression, const char *expected)
{
	char *text = found(expression);
	bool same = strcmp(text, expected) == 0;

	if (!same)
		tap_note("%s is %s", expression, text);
	xmlFree(text);
	return same;
}

static void export_as(const char *format, struct export_order *order)
{
	order->output = folder;
	directory_remove(folder);
	export_write(format_named(format), order);
}

static void test_libvirt_kvm(void)
{
	struct export_order order = an_order("kvm");

	order.spec.arguments = (char *)"a=<&\">";
	export_as("libvirt", &order);
	check(says("/domain/@type", "kvm") && says("/domain/os/type", "hvm"), "a machine of KVM's");
	check(says("/domain/memory[@unit='MiB']", "64") && says("/domain/vcpu", "1"), "its size");
	check(says("/domain/os/cmdline", "console=hvc0 loglevel=4 a=<&\">"),
	      "arguments come through as they are");
	check(says("starts-with(/domain/os/kernel, '/')", "true"), "the kernel's path is whole");
	check(says("/domain/devices/interface/@type", "user"), "a network card");
	order.spec.port_count = 2;
	export_as("libvirt", &order);
	check(says("//qemu:arg[2]/@value",
		   "user,id=roast,hostfwd=tcp::8080-:80,hostfwd=udp:[::1]:53-:5353"),
	      "ports are QEMU's to forward");
	check(says("count(/domain/devices/interface)", "0"), "by one card, not two");
	order.spec.port_count = 0;
	order.spec.network = false;
	export_as("libvirt", &order);
	check(says("count(//interface | //qemu:arg)", "0"), "no network where none is wanted");
	free_order(&order);
}

static void export_libvirt_xen(const void *order)
{
	struct export_order copy = *(const struct export_order *)order;

	export_as("libvirt", &copy);
}

static void test_libvirt_xen(void)
{
	struct export_order order = an_order("xen");
	struct volume volumes[] = {
		{ .source = (char *)"/disks/<a>",
		  .target = (char *)"/a",
		  .device = (char *)"/dev/xvda",
		  .kind = VOLUME_DISK,
		  .read_only = true },
		{ .source = (char *)"/srv",
		  .target = (char *)"/b",
		  .device = (char *)"share0",
		  .kind = VOLUME_DIRECTORY },
	};
	struct caught caught;

	order.spec.volumes = volumes;
	order.spec.volume_count = 1;
	export_as("libvirt", &order);
	check(says("/domain/os/type[@machine='xenpvh']", "xenpvh"), "a PVH domain of Xen's");
	check(says("//disk/source/@file", "/disks/<a>") && says("//disk/target/@dev", "xvda") &&
		      says("count(//disk/readonly)", "1"),
	      "its disk");
	check(says("//interface/source/@bridge", "xenbr0"), "its bridge");
	order.spec.volume_count = 2;
	caught = catch_fail(export_libvirt_xen, &order);
	check(caught.status == STATUS_USAGE && strstr(caught.text, "/srv"),
	      "libvirt shares no directories on Xen");
	order.spec.volume_count = 0;
	order.spec.port_count = 1;
	caught = catch_fail(export_libvirt_xen, &order);
	check(caught.status == STATUS_USAGE && strstr(caught.text, "-p"), "and forwards no ports");
	free_order(&order);
}

/* ---- clusters */

static struct json_object *written(void)
{
	char *path = text_format("%s/web.json", folder);
	struct json_object *object = json_read(path);

	free(path);
	return object;
}

static void export_kubevirt_of(const void *order)
{
	struct export_order copy = *(const struct export_order *)order;

	export_as("kubevirt", &copy);
}

static void test_kubevirt(void)
{
	struct export_order order = an_order("qemu");
	struct json_object *machine, *domain;
	struct caught caught = catch_fail(export_kubevirt_of, &order);

	check(caught.status == STATUS_USAGE && strstr(caught.text, "--reference"),
	      "the cluster has to be told where the image is");
	order.reference = "registry.example.org/web:1";
	order.spec.port_count = 1;
	caught = catch_fail(export_kubevirt_of, &order);
	check(caught.status == STATUS_USAGE, "it takes no ports of machines");
	order.spec.ports[0].host = 0;
	export_as("kubevirt", &order);
	machine = written();
	check(text_equal(json_get_text(machine, "kind"), "VirtualMachine") &&
		      text_equal(json_get_text(machine, "metadata.name"), "web"),
	      "a virtual machine");
	domain = json_get(machine, "spec.template.spec.domain");
	check(text_equal(json_get_text(domain, "firmware.kernelBoot.container.image"),
			 "registry.example.org/web:1") &&
		      text_equal(json_get_text(domain, "memory.guest"), "64Mi"),
	      "that starts the kernel of the image");
	check(json_object_array_length(json_get(domain, "devices.interfaces")) == 1,
	      "with a network card");
	json_object_put(machine);
	free_order(&order);
}

static void test_plans(void)
{
	struct export_order order = an_order("qemu");
	struct stat status;
	char *text, *path;

	export_as("xl", &order);
	text = content_of(folder, "web.cfg");
	path = text_format("kernel %s/kernel\n", folder);
	check(text_equal(text, path), "xl is told where the kernel will be");
	free(text);
	free(path);
	text = content_of(folder, "archive");
	check(text_equal(text, "the archive"), "the archive is beside it");
	free(text);
	export_as("qemu", &order);
	text = content_of(folder, "web.sh");
	check(text && text_begins(text, "#!/bin/sh\n") && text_ends(text, "kernel kernel \"$@\"\n"),
	      "the script finds the kernel beside itself");
	free(text);
	path = text_format("%s/web.sh", folder);
	check(stat(path, &status) == 0 && (status.st_mode & 0111), "and can be run");
	free(path);
	export_as("oci", &order);
	text = content_of(folder, "web");
	check(text_equal(text, "89abcdef"), "an artifact has the name as its tag");
	free(text);
	free_order(&order);
}

int main(void)
{
	report_settings.quiet = true;
	folder = text_format("%s/output", temporary_directory());
	test_libvirt_kvm();
	test_libvirt_xen();
	test_kubevirt();
	test_plans();
	free(folder);
	xmlCleanupParser();
	return finish();
}
