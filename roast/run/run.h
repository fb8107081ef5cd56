/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the flags of `roast run` (and build, and export) mean. Mistakes end through fail() with
 * STATUS_USAGE and the flag's text.
 */
#ifndef ROAST_RUN_H
#define ROAST_RUN_H

#include <stddef.h>

#include "../records/domain.h"
#include "../image/bundle.h"

/* What the flags of MACHINE_ROWS (rows.h) were given. */
struct machine_flags {
	struct texts ports, volumes, host_options;
	char *memory, *cpus, *network, *bridge, *kernel_arguments;
};

/*
 * Fails if a port listens where the host cannot forward from:
 * QEMU's own network has IPv4 alone.
 */
void ports_check(const struct spec *spec, const struct host *host);

/* All of them but volumes and memory, which want to know more. */
void machine_take(struct spec *spec, const struct machine_flags *flags);

/* In MB: as -M says, or what the image needs and something for the program. */
uint64_t memory_take(const struct bundle *bundle, const char *flag);

/* "64M" as bytes; flag: its name, for the line when it is no size. */
uint64_t size_take(const char *flag, const char *text);

/* What the flags of PROGRAM_ROWS were given. */
struct program_flags {
	struct texts environment, environment_files, configurations;
	struct texts added, dropped; /* capabilities */
};

/*
 * Puts the lists of --cap-add and --cap-drop, if not empty, at these two paths; a name that is none
 * ends with STATUS_USAGE.
 */
void capabilities_put(struct json_object *settings, const char *add, const struct texts *added,
		      const char *drop, const struct texts *dropped);

/* Lays them over settings; a configuration that is none ends with STATUS_FORMAT. */
void program_put(struct json_object *settings, const struct program_flags *flags);

/*
 * As bundle_of(), for a run: its arguments are no part of the image, so that one image serves for
 * all of them.
 */
struct bundle *bundle_for_run(const char *reference, const struct source_options *source,
			      const struct bundle_options *options);

/*
 * The image's settings with the flags' laid over, and the arguments behind its name, if any were
 * given, in place of the program's. The caller's.
 */
struct json_object *settings_take(const struct bundle *bundle, const struct program_flags *flags,
				  const struct source_options *source);

/* The name of the domain as a host name, if the settings have none. */
void hostname_put(struct json_object *settings, const char *domain);

/* IMAGE [--] [ARGUMENT]...: the arguments of a verb; image is arguments->texts[0] then. */
void arguments_take(const char *verb, const struct texts *arguments, struct source_options *source);

/* -p [ADDRESS:][HOST:]DOMAIN[/tcp|/udp], ranges A-B:C-D; IPv6 addresses in brackets. */
void ports_take(struct spec *spec, const struct texts *flags);
/* Where ports listen for which -p names no address: on this machine's loopback address. */
#define PORT_ADDRESS "127.0.0.1"
void ports_listen_locally(struct spec *spec);

/*
 * -v SOURCE:TARGET[:OPTIONS]: SOURCE is a directory, a file, a block device, or else the name of a
 * volume. OPTIONS: ro, rw, and of a disk type=FILESYSTEM and format=raw|qcow2. A file is a disk
 * with one of these, or if its name ends with .img, .raw, .qcow2 or .iso, but not with the option
 * file. A disk is raw unless format= or its name's end says qcow2. Fails if the host has no room
 * for all.
 */
void volumes_take(struct spec *spec, const struct texts *flags, const struct host *host);

/*
 * Symbolic links for the archive of the run, which lead to single files; null if there are none.
 * The caller's, for tree_free().
 */
struct tree *volumes_links(const struct spec *spec, struct json_object *settings);

/* Fails if a single file is among them, which what (a plan, an export) cannot have. */
void volumes_refuse_files(const struct spec *spec, const char *what);

/*
 * Makes the named volumes that are not there. archive: an image's, where the owner of a new
 * volume's root is looked up, by TARGET.
 */
void volumes_make(const struct spec *spec, const char *archive);

/* -e NAME=VALUE, -e NAME (this process's), --env-file: an object of names and values. */
struct json_object *environment_take(const struct texts *flags, const struct texts *files);

/* no, on-failure[:LIMIT], always, unless-stopped. */
void restart_take(struct order *order, const char *flag);

/* One "mounts" element per volume whose device is known. */
void volumes_mount(const struct spec *spec, const char *host, struct json_object *settings);

/* Components that the volumes take: 9P, and the file systems of disks. */
void volumes_components(const struct spec *spec, const char *host, struct texts *components);

#endif
