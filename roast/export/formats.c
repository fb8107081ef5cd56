// SPDX-License-Identifier: GPL-2.0
/* Every format, in the order of --help. */
#include <stdlib.h>
#include <string.h>

#include "../base/report.h"
#include "export.h"

void export_oci(struct export_order *order, const char *output)
{
	bundle_write_oci(order->bundle, output, order->spec.name);
	note("skopeo copy oci:%s:%s docker://REGISTRY/%s puts it in a registry", order->output,
	     order->spec.name, order->spec.name);
}

/* clang-format off */
const struct export_format export_formats[] = {
	{ .name = "xl",  .directory = true, .volumes = true, .write = export_xl },
	{ .name = "libvirt",  .directory = true, .volumes = true, .ports = true, .write = export_libvirt },
	{ .name = "qemu",  .directory = true, .volumes = true, .ports = true, .write = export_qemu },
	{ .name = "raw",  .write = export_raw },
	{ .name = "qcow2",  .write = export_qcow2 },
	{ .name = "iso",  .write = export_iso },
	{ .name = "oci",  .directory = true, .as_built = true, .write = export_oci },
	{ .name = "nomad",  .directory = true, .ports = true, .write = export_nomad },
	{ .name = "kubevirt",  .directory = true, .ports = true, .write = export_kubevirt },
	{ 0 },
};
/* clang-format on */
