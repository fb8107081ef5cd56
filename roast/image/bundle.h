/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Images that are built: a kernel, an archive and what is known of them.
 *
 * In a file, NAME.roast, they are a tar archive with the members roast.json (first), kernel and
 * archive; docs/man/roast-image.5 is its format. In the store they are a directory of those
 * three. The same input gives the same bytes.
 */
#ifndef ROAST_BUNDLE_H
#define ROAST_BUNDLE_H

#include <stdint.h>

#include "../source/source.h"

#define BUNDLE_VERSION 1

/*
 * roast.json, as an object: "version", "name", "reference", "settings" (the configuration in
 * the archive), "components", "exposed", "volumes", "packages" [{name, version, architecture,
 * source}], "kernel" {"components", "linux", "size", "digest"}, "archive" {"size", "unpacked",
 * "files", "digest", "compression"}, "memory" (MB that it needs at least).
 */
struct bundle {
	char *directory;	/* has kernel and archive, ready to boot from */
	char *kernel, *archive; /* paths */
	char *digest;		/* sha256 of roast.json: the image's identity */
	struct json_object *manifest;
	char *label; /* "web:1": its name in the store, or the one that its file has; or null */
	int lock;    /* holds the directory against pruning, while this process or a child lives */
};

struct bundle_options {
	struct texts components; /* --component */
	const char *kernel;	 /* --kernel FILE: this vmlinux, no other; or null */
	bool trim;	 /* --trim: a kernel of exactly what is needed, built if there is none */
	int compression; /* enum tree_compression */
	/* What the person wants otherwise than the source has it. */
	struct json_object *settings;  /* laid over the source's; or null */
	const char *name;	       /* in place of the source's; or null */
	struct texts exposed, volumes; /* beside the source's */
};

/*
 * Makes the image ready in a directory of the cache: with init, the tools its
 * devices need, and the smallest kernel that has its components.
 */
struct bundle *bundle_build(struct image *image, const struct bundle_options *options);

/* Writes NAME.roast; reads one (STATUS_FORMAT when it is another version, cut off or damaged). */
void bundle_write(const struct bundle *bundle, const char *file);
struct bundle *bundle_read(const char *file);
/* Whether the file begins as bundle_write() makes it. */
bool bundle_is(const char *file);

/* The store, under a name ("web", "web:1.2"): null if there is none of that name or digest. */
struct bundle *bundle_find(const char *name);
void bundle_store(const struct bundle *bundle, const char *name);
/* "web" is "web:latest"; fails if it is no name of an image. The caller's. */
char *store_name(const char *name);

/*
 * Whatever reference names, built if it is not: a .roast file, a name in the store, or a source.
 * What was built of a source before, and would be the same, is not built again.
 */
struct bundle *bundle_of(const char *reference, const struct source_options *options,
			 const struct bundle_options *bundle_options);
void bundle_free(struct bundle *bundle);

/* The same of a source alone, whatever files and names in the store there are beside it. */
struct bundle *bundle_of_source(const char *reference, const struct source_options *options,
				const struct bundle_options *bundle_options);

/*
 * The directory, which is made, becomes an OCI layout with the image under tag: an artifact with
 * roast.json as its configuration and kernel and archive as its layers. docs/man/roast-image.5.
 */
void bundle_write_oci(const struct bundle *bundle, const char *directory, const char *tag);
/* Reads what bundle_write_oci() wrote; tag may be null. Null if the layout holds anything else. */
struct bundle *bundle_read_oci(const char *directory, const char *tag);

/* Fetches the image that a registry, or whatever else skopeo knows, has under reference. */
struct bundle *bundle_pull(const char *reference, const struct bundle_options *bundle_options);
void bundle_push(const struct bundle *bundle, const char *reference);

/*
 * Takes away what builds left in the cache and nobody uses, and what broke off in the middle.
 * Returns how many bytes that were.
 */
uint64_t bundle_prune(void);

/*
 * The archive that one run boots from: the image's, with settings in place of its
 * /etc/rumproast.json and with extra files, appended as one more cpio archive. Written to file.
 */
void bundle_run_archive(const struct bundle *bundle, struct json_object *settings,
			const struct tree *extra, const char *file);

/* Components the settings and volumes need: "9p" for a shared directory, "luks" ... */
void components_needed(struct json_object *settings, struct texts *components);
/*
 * The smallest kernel, installed or built before, that has these components: its path, and in
 * *have what it has. trim: of exactly these, which is built, with progress, if there is none.
 */
char *kernel_with(const struct texts *components, bool trim, struct texts *have);

#endif
