/* SPDX-License-Identifier: GPL-2.0 */
/* What the tests of the hosts share: tap.h and caught.h beside roast's headers, and a spec. */
#ifndef TESTS_ROAST_HOST_SPEC_H
#define TESTS_ROAST_HOST_SPEC_H

/* Both have a function of this name. */
#define note tap_note
#include "caught.h"
#undef note

#include "../../../roast/base/files.h"
#include "../../../roast/host/host.h"

/* A domain with names that have to be quoted; what its members point to is to be left alone. */
__attribute__((unused)) static struct spec strange_spec(void)
{
	static struct port ports[] = {
		{ .host = 8080, .domain = 80 },
		{ .address = (char *)"127.0.0.1", .host = 5353, .domain = 53, .udp = true },
		{ .address = (char *)"::1", .host = 0, .domain = 443 },
	};
	static struct volume volumes[] = {
		{ .kind = VOLUME_DIRECTORY,
		  .source = (char *)"/srv/it's, \"here\"",
		  .target = (char *)"/data" },
		{ .kind = VOLUME_DISK,
		  .source = (char *)"/disks/a,b $HOME \\n.img",
		  .target = (char *)"/var",
		  .format = (char *)"qcow2" },
		{ .kind = VOLUME_DISK,
		  .source = (char *)"/disks/two",
		  .target = (char *)"/two",
		  .format = (char *)"raw",
		  .read_only = true },
	};
	struct spec spec = {
		.id = (char *)"9ca7e4eaa6e8ae9c7d261167129184883644d07dfba7cbfbc4c8a2e08360d5bc",
		.name = (char *)"web",
		.directory = (char *)"/run/it",
		.kernel = (char *)"/boot/a kernel, \"mine\"",
		.archive = (char *)"/tmp/it's an archive",
		.arguments = (char *)"quiet rumproast.env.A=\"b c\" back\\slash $(id) `id`",
		.memory = 64,
		.vcpus = 1,
		.ports = ports,
		.port_count = 3,
		.volumes = volumes,
		.volume_count = 3,
		.network = true,
	};

	for (size_t i = 0; i < spec.volume_count; i++)
		volumes[i].device = NULL;
	return spec;
}

__attribute__((unused)) static void forget_devices(struct spec *spec)
{
	for (size_t i = 0; i < spec->volume_count; i++) {
		free(spec->volumes[i].device);
		spec->volumes[i].device = NULL;
	}
}

#endif
