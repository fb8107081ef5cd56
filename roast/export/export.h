/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An image in the form that something else takes: xl, libvirt, a disk, a cluster.
 *
 * Mistakes end through fail() with one line. An output is there as a whole or not at all.
 */
#ifndef ROAST_EXPORT_H
#define ROAST_EXPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "../host/host.h"
#include "../image/bundle.h"

struct export_order {
	const struct bundle *bundle;
	struct spec spec;	/* archive: with the settings of this export; directory: null */
	const char *output;	/* the file or directory that is made; absolute for the writers */
	const char *hypervisor; /* "kvm", "qemu", "xen"; never null */
	const char *reference;	/* kubevirt: the OCI image in a registry; nomad: the disk's URL */
	uint64_t size;		/* of a disk, in bytes; 0: as small as may be */
};

enum export_kind { EXPORT_FILE, EXPORT_DIRECTORY };

/* What a format has a place for. */
enum export_takes {
	EXPORT_VOLUMES = 1,
	EXPORT_PORTS = 2,
	EXPORT_ANY_PORT = 4, /* of the machine's: it need not be named */
	EXPORT_SIZE = 8,
	EXPORT_REFERENCE = 16,
	EXPORT_HOST_OPTIONS = 32,
	EXPORT_AS_BUILT = 64, /* for the image alone, no settings beside it */
};

struct export_format {
	const char *name;
	enum export_kind kind;
	unsigned int takes;	 /* enum export_takes */
	const char *hypervisors; /* that --hypervisor may name, with blanks between; or null */
	void (*write)(struct export_order *order, const char *output);
};

/* Ends with a row whose name is null. */
extern const struct export_format export_formats[];

/*
 * Writes order->output. For a file, what is there is replaced; a directory has to be new or empty.
 */
void export_write(const struct export_format *format, struct export_order *order);

/* The writers; output is what becomes order->output when they return. */
void export_xl(struct export_order *order, const char *output);
void export_qemu(struct export_order *order, const char *output);
void export_libvirt(struct export_order *order, const char *output);
void export_raw(struct export_order *order, const char *output);
void export_qcow2(struct export_order *order, const char *output);
void export_iso(struct export_order *order, const char *output);
void export_oci(struct export_order *order, const char *output);
void export_nomad(struct export_order *order, const char *output);
void export_kubevirt(struct export_order *order, const char *output);

/* Copies kernel and archive into the directory, under these names. */
void export_copy_parts(const struct export_order *order, const char *directory);
/* Writes DIRECTORY/NAME+SUFFIX. */
void export_write_text(const struct export_order *order, const char *directory, const char *suffix,
		       const char *text, mode_t mode);
void export_write_json(const struct export_order *order, const char *directory, const char *suffix,
		       struct json_object *object);
/* A name as clusters want it: small letters, digits and dashes, at most 63; the caller's. */
char *export_label(const char *name);
/* The kernel's command line on a machine of this kind; the caller's. */
char *export_command_line(const struct spec *spec);

#endif
