/* SPDX-License-Identifier: GPL-2.0 */
/* What the kinds of sources share. */
#ifndef ROAST_SOURCE_PRIVATE_H
#define ROAST_SOURCE_PRIVATE_H

#include "../source.h"
#include "origin.h"

/* An image without files; name is made of text, as far as it can be one. */
struct image *image_new(const char *reference, const char *name);
/* Directories and devices that programs expect, where they are missing. */
void image_add_skeleton(struct image *image);
/* /bin and its like as links into /usr, as all of Debian's packages can bear. */
void image_add_top_links(struct image *image);
/* /etc/nsswitch.conf, accounts and names of services, where they are missing. */
void image_add_system_files(struct image *image, const struct tree *from);
/* program.argv: program, then arguments of the options or else these. */
void image_set_argv(struct image *image, const struct source_options *options,
		    const struct texts *program, const struct texts *arguments);
struct package *image_add_package(struct image *image, const char *name, const char *version);
/* By name; a package is there once. */
void image_sort_packages(struct image *image);

/* Each kind of source. */
struct image *source_program(const char *reference, const struct source_options *options);
struct image *source_directory(const char *reference, const struct source_options *options);
struct image *source_archive(const char *reference, const struct source_options *options);
struct image *source_oci(const char *reference, const struct source_options *options);
struct image *source_package(const char *reference, const struct source_options *options);

/* An image of a root file system that is in files: its program, by options or configuration. */
struct image *image_of_root(const char *reference, const char *name, struct tree *files,
			    const struct source_options *options);
/* What the configuration of an OCI or docker image says. */
void image_take_oci_config(struct image *image, struct json_object *config,
			   const struct source_options *options);
/* What an OCI layout in a directory says; tag may be null. */
struct image *image_of_layout(const char *reference, const char *directory, const char *tag,
			      const struct source_options *options);
/* An archive of blobs and manifests, which files has and which it frees. */
struct image *image_of_saved(const char *reference, struct tree *files,
			     const struct source_options *options);
/* --package, for sources that are no packages themselves. */
void image_add_options_packages(struct image *image, const struct source_options *options);

/* The packages of this machine that the files in the image are from. */
void image_name_machine_packages(struct image *image);
/* All files of the Debian packages that an interpreter of this machine comes with. */
void image_add_interpreter(struct image *image, const char *program);

/* Documentation and the like, which no program reads while it runs. */
bool path_is_ballast(const char *path);

/* Users and groups of an image, in its /etc/passwd and /etc/group. */
struct accounts {
	struct texts users, groups; /* lines */
};
void accounts_read(struct accounts *accounts, const struct tree *tree);
void accounts_write(const struct accounts *accounts, struct tree *tree);
/* Numbers, or -1; of a name or a number. */
long accounts_user(const struct accounts *accounts, const char *name);
long accounts_group(const struct accounts *accounts, const char *name);
long accounts_group_of(const struct accounts *accounts, const char *user); /* its own */
/* Adds what is not there yet, with number or, if it is -1, the first free one from 100. */
void accounts_add_group(struct accounts *accounts, const char *name, long number);
void accounts_add_user(struct accounts *accounts, const char *name, long number, const char *group,
		       const char *home);
void accounts_add_member(struct accounts *accounts, const char *group, const char *user);
void accounts_free(struct accounts *accounts);

/* Text of a file in a tree, following links; null if there is none. The caller's. */
char *text_of(const struct tree *tree, const char *path);

#endif
