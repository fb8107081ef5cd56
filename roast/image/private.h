/* SPDX-License-Identifier: GPL-2.0 */
/* What the parts of roast/image know of each other. */
#ifndef ROAST_IMAGE_PRIVATE_H
#define ROAST_IMAGE_PRIVATE_H

#include <stdio.h>
#include <sys/types.h>

#include "bundle.h"

/* The largest roast.json that is read, in bytes. */
#define MANIFEST_MAX (16 << 20)

/* ---- cache.c: directories of images, which appear whole or not at all */

/* A place where an image is put together; nobody else sees it. */
struct workplace {
	char *directory; /* in the cache, or in the store */
	char *parent;
	int lock;
};

const char *cache_folder(const char *name); /* below cache_directory(), made */
struct workplace workplace_new(const char *parent);
/*
 * The place, with kernel and archive in it, becomes parent/DIGEST with this text as roast.json.
 * If that is there already the place is dropped for it.
 */
struct bundle *workplace_finish(struct workplace *place, const char *manifest);
/* Gives up what was begun. */
void workplace_drop(struct workplace *place);
/* Removes what broken-off work has left in a folder; returns bytes. */
uint64_t workplaces_clean(const char *parent);

/* The image in a directory; null if there is none, or no whole one. */
struct bundle *bundle_open(const char *directory);
/* The same of the cache, by digest. */
struct bundle *bundle_cached(const char *digest);
/* Bytes of the files in a directory, and in those below it. */
uint64_t directory_bytes(const char *directory);
/* Removes parent/name if nobody holds it; returns bytes. */
uint64_t remove_unused(const char *parent, const char *name);

/* ---- manifest.c */

/* A copy with the members of every object sorted, but for "programs", which have an order. */
struct json_object *json_sorted(struct json_object *object);
/* The settings as the archive has them; the caller's. */
char *settings_text(struct json_object *settings);
/* The manifest's own text, which its digest is of; the caller's. */
char *manifest_text(struct json_object *manifest);
/* Parses roast.json; fails with STATUS_FORMAT, naming where it comes from. */
struct json_object *manifest_parse(const char *text, const char *from);
/* Whether file is what the manifest says of part, "kernel" or "archive". */
bool manifest_part_fits(struct json_object *manifest, const char *part, const char *file);
/* SHA-256 of a text, 64 hex digits; the caller's. */
char *text_digest(const char *text, size_t size);
/* A package of the image "packages" has; texts are the array's. */
void packages_to_json(struct json_object *manifest, const struct image *image);

/* ---- components.c */

struct component {
	char *name;
	char *summary;
	long cost; /* bytes in a kernel; -1: not measured */
	struct texts needs;
};

/* All that a kernel can be made of, sorted; a name of null ends them. Loaded once. */
const struct component *components_known(void);
/* The components and all they need, sorted; fails naming the known ones. */
void components_resolve(const struct texts *wanted, struct texts *resolved);
/* Those of the default kernel. */
void components_default(struct texts *components);
/* Those that no image can do without. */
void components_least(struct texts *components);

/* ---- kernels.c, kernel_build.c */

struct kernel {
	char *path;
	struct texts components; /* sorted; none if it is not known */
	char *package;		 /* "linux-source-6.12 6.12.1-1"; or null */
	uint64_t size;		 /* of what is loaded, in bytes */
};

struct kernels {
	struct kernel *kernels;
	size_t count;
};

/* Every kernel in the folder FOLDER/NAME/vmlinux is added, as far as its components are known. */
void kernels_in(struct kernels *kernels, const char *folder);
/* The smallest that has all of the components, resolved ones; exact: these and no other. */
const struct kernel *kernels_choose(const struct kernels *kernels, const struct texts *components,
				    bool exact);
void kernels_free(struct kernels *kernels);
/* kernel_with(), with all that is known of it. */
struct kernel *kernel_find(const struct texts *components, bool trim);
/* The kernel in a file, without its symbols; folder: where that is kept then. */
struct kernel *kernel_into(const char *path, const char *folder);
/* The same, of a file that a person names. */
struct kernel *kernel_of_file(const char *path);
/* The folder of the kernels that roast built itself. */
const char *kernels_built(void);
void kernel_free(struct kernel *kernel);
/* The version that a kernel tells of itself: "6.12.1"; the caller's. */
char *kernel_version(const char *path);
/* Bytes that are loaded, of an ELF file for x86-64; 0 if it is none. */
uint64_t kernel_loaded_bytes(const char *path);
/* Builds a kernel of these components, resolved ones, and puts it into the cache. */
struct kernel *kernel_build(const struct texts *components);

/* ---- files.c of an image: skeleton.c, tools.c */

/* What a domain needs to start at all, where the tree has nothing in its place. */
void skeleton_add(struct tree *tree);
/* Debian's tools for the devices of the settings, where the tree lacks them. */
void tools_add(struct image *image);
/* The tools that settings need: "mdadm", "blkid". */
void tools_needed(struct json_object *settings, struct texts *tools);

/* ---- changes.c */

/* What options say otherwise than the source. */
void image_change(struct image *image, const struct bundle_options *options);
/* Ends through fail() with init's own line if it would not take the settings. */
void settings_check(struct json_object *settings, const char *name);

/* ---- roast_file.c */

void bundle_write_to(const struct bundle *bundle, int file, const char *name);

/* ---- store.c */

struct stored {
	char *name, *tag, *digest, *directory;
	int64_t time; /* when it was stored, seconds since 1970 */
	uint64_t size;
};

/* Every name of the store, sorted; name of null ends them. */
struct stored *store_list(void);
void store_free(struct stored *list);
/* Whether it can be a name of the store: "web", "web:1", "registry:5000/web:1". */
bool store_name_is_valid(const char *name);
/* Takes a name away; the image with it, if it has no other. Fails if there is none. */
void store_remove(const char *name);
/* Images without a name are taken away, and what broke off; returns bytes. */
uint64_t store_prune(void);

/* ---- key.c */

/* The text that a key is the digest of. */
struct key_text {
	FILE *file;
	char *data;
	size_t size;
};

struct key_text *key_text_new(void);
char *key_text_end(struct key_text *text);	       /* its digest; the caller's */
void key_describe_text(FILE *text, const char *value); /* may be null */
void key_describe_file(FILE *text, const char *path);  /* by what stat(2) tells of it */
void key_describe_texts(FILE *text, const char *title, const struct texts *list);
/* Everything that an image is made of. */
struct key_text *key_of_image(const struct image *image, const struct kernel *kernel,
			      int compression);

/* What was built of the same before, under a lock that others with the same wait for. */
struct key {
	char *path;
	int file;
};
struct bundle *key_take(struct key *key, struct key_text *text); /* ends the text */
/* Notes what came of it; null: nothing. */
void key_release(struct key *key, const struct bundle *bundle);

/* ---- package_key.c: what packages are made into, without looking into them again */

/* Null if that cannot be told of what reference names. */
struct key_text *package_key(const char *reference, const struct source_options *options,
			     const struct bundle_options *bundle_options);

/* ---- build.c */

/* How an image tells what it was made of, wherever that was; the caller's. */
char *told_reference(const char *reference);

/* ---- entries.c */

struct entry {
	char *path;
	mode_t mode;
	uid_t uid;
	gid_t gid;
	uint64_t size;
	char *link;
	char *sha1, *sha256; /* of regular files, if they were asked for */
};

struct entries {
	struct entry *entries;
	size_t count;
};

/* What a cpio archive consists of, in its order. */
struct entries archive_entries(const char *archive, bool digests);
void entries_free(struct entries *entries);

/* ---- sbom.c, show.c */

char *sbom_text(const struct bundle *bundle, bool files); /* the caller's */
struct json_object *bundle_describe(const struct bundle *bundle, bool files);
void bundle_show(const struct bundle *bundle, bool files);
void bundle_show_files(const struct bundle *bundle);

/* ---- small things */

char *size_text(uint64_t bytes); /* "5.1 MB"; the caller's */

#endif
