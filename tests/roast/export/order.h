/* SPDX-License-Identifier: GPL-2.0 */
/* What the tests of exports share: an order with a kernel and an archive, and stand-ins. */
#ifndef TESTS_ROAST_EXPORT_ORDER_H
#define TESTS_ROAST_EXPORT_ORDER_H

/* Both have a function of this name. */
#define note tap_note
#include "caught.h"
#undef note

#include "../../../roast/base/files.h"
#include "../../../roast/base/report.h"
#include "../../../roast/export/export.h"

/* What ends by fail() leaves its memory to the kernel. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}

static char *stand_in_plan(const struct spec *spec)
{
	return text_format("kernel %s\n", spec->kernel);
}

const struct host host_xen = { .plan = stand_in_plan };
const struct host host_qemu = { .plan = stand_in_plan };

void bundle_write_oci(const struct bundle *bundle, const char *directory, const char *tag)
{
	char *path = text_format("%s/%s", directory, tag);

	file_write(path, bundle->digest, strlen(bundle->digest), 0644);
	free(path);
}

/* A file of the temporary directory with this text; the caller's. */
__attribute__((unused)) static char *file_of(const char *name, const char *text)
{
	char *path = text_format("%s/%s", temporary_directory(), name);

	file_write(path, text, strlen(text), 0644);
	return path;
}

__attribute__((unused)) static char *content_of(const char *directory, const char *name)
{
	char *path = text_format("%s/%s", directory, name);
	char *text = file_try_read(path, NULL);

	free(path);
	return text;
}

__attribute__((unused)) static struct export_order an_order(const char *hypervisor)
{
	static struct bundle bundle;
	static struct port ports[2];
	struct export_order order = { .bundle = &bundle, .hypervisor = hypervisor };

	bundle.digest = (char *)"89abcdef";
	ports[0] = (struct port){ .host = 8080, .domain = 80 };
	ports[1] =
		(struct port){ .address = (char *)"::1", .host = 53, .domain = 5353, .udp = true };
	order.spec.name = (char *)"web";
	order.spec.id = (char *)"89abcdef";
	order.spec.kernel = file_of("kernel", "the kernel");
	order.spec.archive = file_of("archive", "the archive");
	order.spec.memory = 64;
	order.spec.vcpus = 1;
	order.spec.network = true;
	order.spec.ports = ports;
	return order;
}

__attribute__((unused)) static void free_order(struct export_order *order)
{
	free(order->spec.kernel);
	free(order->spec.archive);
}

__attribute__((unused)) static const struct export_format *format_named(const char *name)
{
	for (const struct export_format *format = export_formats; format->name; format++)
		if (strcmp(format->name, name) == 0)
			return format;
	return NULL;
}

#endif
