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

#define MACHINE (EXPORT_VOLUMES | EXPORT_PORTS)

const struct export_format export_formats[] = {
	{ "xl", EXPORT_DIRECTORY, EXPORT_VOLUMES | EXPORT_HOST_OPTIONS, NULL, export_xl },
	{ "libvirt", EXPORT_DIRECTORY, MACHINE, "kvm qemu xen", export_libvirt },
	{ "qemu", EXPORT_DIRECTORY, MACHINE | EXPORT_HOST_OPTIONS, "kvm qemu", export_qemu },
	{ "raw", EXPORT_FILE, EXPORT_SIZE, NULL, export_raw },
	{ "qcow2", EXPORT_FILE, EXPORT_SIZE, NULL, export_qcow2 },
	{ "iso", EXPORT_FILE, 0, NULL, export_iso },
	{ "oci", EXPORT_DIRECTORY, EXPORT_AS_BUILT, NULL, export_oci },
	{ "nomad", EXPORT_DIRECTORY, EXPORT_PORTS | EXPORT_ANY_PORT | EXPORT_REFERENCE, "kvm qemu",
	  export_nomad },
	{ "kubevirt", EXPORT_DIRECTORY, EXPORT_PORTS | EXPORT_ANY_PORT | EXPORT_REFERENCE, NULL,
	  export_kubevirt },
	{ 0 },
};
