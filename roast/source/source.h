/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From what a person names to what a domain runs: files, settings, components.
 *
 * Mistakes end through fail() with one line.
 */
#ifndef ROAST_SOURCE_H
#define ROAST_SOURCE_H

#include <stdbool.h>

#include "../base/json.h"
#include "../base/text.h"
#include "../tree/tree.h"

/* A package whose files are in an image, for inspect and sbom. */
struct package {
	char *name, *version, *architecture;
	char *source;	 /* Debian's source package, or null */
	char *file_name; /* name_version_arch.deb as apt downloads it, or null */
};

/*
 * What is to run, without init and without a kernel.
 *
 * settings is a configuration as docs/man/rumproast.json.5 describes it, with at least
 * program.argv; program.env, program.workdir, program.user, program.stop_signal, mounts, net ...
 * as far as they are known. Besides, exposed has ports ("80/tcp") and volumes has paths the
 * source says it wants; both may be empty.
 */
struct image {
	char *name;	    /* short, for domains made of it: "nginx" */
	char *reference;    /* as the person named it */
	struct tree *files; /* with /etc/passwd and all else a program expects */
	struct json_object *settings;
	size_t entry; /* words of program.argv that stay when other arguments are given */
	struct texts components; /* beyond those of the default kernel: "btrfs", "9p" */
	struct texts exposed, volumes;
	struct package *packages;
	size_t package_count;
};

struct source_options {
	struct texts packages;	/* --package: further Debian packages whose files are added */
	struct texts files;	/* --file SRC:DST: further files of this machine, with libraries */
	struct texts include;	/* --include PATH: keep this of a package, if trimming would not */
	const char *entrypoint; /* --entrypoint: the program, in place of the found one; or null */
	/*
	 * Behind the program's name, in place of the source's own. Given, but none here: whoever
	 * runs the image adds his (settings_take() of roast/run).
	 */
	struct texts arguments;
	bool arguments_given;
	bool whole; /* --whole: nothing of packages is left out */
	bool pull;  /* --pull: ask apt again, even if what is needed is there */
};

/*
 * What reference names: an ELF program or script (a path with a slash, or existing file), a
 * directory that is a root file system, a tar archive of one, "oci:DIRECTORY[:TAG]", else a
 * Debian package. ("*.roast" files and images of the store are roast/image/bundle.h's.)
 */
struct image *source_open(const char *reference, const struct source_options *options);
void image_free(struct image *image);

/*
 * Adds what the ELF files and scripts of the tree need and lacks, from this machine's file
 * system or from another tree; fails naming each missing library with the package that has it.
 * from: null for this machine.
 */
void closure_add(struct tree *tree, const struct texts *programs, const struct tree *from);

#endif
