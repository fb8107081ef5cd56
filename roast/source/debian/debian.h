/* SPDX-License-Identifier: GPL-2.0 */
/* Debian packages, unpacked in memory, and what of them becomes part of an image. */
#ifndef ROAST_SOURCE_DEBIAN_H
#define ROAST_SOURCE_DEBIAN_H

#include "../common/private.h"
#include "../elf/closure.h"

enum keep {
	KEEP_ALL,      /* but documentation and the like */
	KEEP_REFERRED, /* what something that is kept refers to */
};

struct deb {
	char *file; /* of the package */
	char *name, *version, *architecture, *source, *priority;
	bool essential;
	bool named; /* by the person */
	enum keep keep;
	struct texts depends, provides; /* names; of alternatives all */
	struct tree *files;
	struct tree *control; /* maintainer scripts */
	const char *label;    /* "name=version", for nodes; lives as long as the process */
};

struct debs {
	struct deb *list; /* by name */
	size_t count;
	struct tree *all; /* all their files */
};

/* Downloads, with progress, the packages and what they depend on, and reads them. */
void debs_open(struct debs *debs, const struct texts *names, bool again);
void debs_free(struct debs *debs);
/* Reads a package's file; fails with STATUS_FORMAT if it is none. */
void deb_read(struct deb *deb, const char *file);
/* What its control file, "/control" in deb->control, says: name, version and so on. */
void deb_read_control(struct deb *deb);
/* "name=version"; lives as long as the process. */
const char *deb_label(const char *name, const char *version);
struct deb *debs_find(const struct debs *debs, const char *name);
struct deb *debs_owner(const struct debs *debs, const struct node *node);
/* Fails with STATUS_NOT_FOUND and names that are alike. */
void fail_no_package(const char *reference);

/* ---- what their maintainer scripts, tmpfiles.d and sysusers.d say, as far as it is simple */

struct maintainer {
	struct tree *files; /* owners, directories and links become its */
	struct accounts accounts;
	struct json_object *directories;  /* [{path, mode, user}], to be made at each start */
	struct json_object *capabilities; /* of files: {path: text as setcap(8) has it} */
	const char *label;		  /* of the package whose script it is */
};
/* Reads what the packages that are kept whole say, into debs->all. */
void maintainer_begin(struct maintainer *maintainer, const struct debs *debs);
/* One simple command of a script. */
void maintainer_command(struct maintainer *maintainer, const struct texts *words);
/* The commands of a shell script, with loops over words done, whatever conditions there are. */
void script_commands(struct maintainer *maintainer, const char *script, const char *package);
void maintainer_add_directory(struct maintainer *maintainer, const char *path, const char *mode,
			      const char *user, const char *group);
void maintainer_free(struct maintainer *maintainer);

/* A shell's variables, as far as they are set to plain words. */
struct variables {
	struct texts pairs;
};
const char *variable_get(const struct variables *variables, const char *name);
void variable_set(struct variables *variables, const char *name, const char *value);
/* A copy in which lines that end with a backslash go on with the next one; the caller's. */
char *joined_lines(const char *text);
/* NAME=VALUE lines. */
void variables_read(struct variables *variables, const char *text);
/*
 * The words of a line as a shell or systemd makes them: quotes, $NAME and ${NAME}; unknown
 * variables are empty. Ends at ; & | < > or a comment if shell is said.
 */
void words_of(struct texts *words, const char *line, const struct variables *variables, bool shell);

/* ---- the program */

/* Names that a program, a unit or a recipe for the package may have, the most likely first. */
void names_for(struct texts *names, const char *package, bool programs);
/* The recipe for a package, by its name; null if there is none. The caller's. */
struct json_object *recipe_of(const char *package);
/* What comes before the selection: files are added to debs->all, others omitted, users added. */
void recipe_prepare(struct json_object *recipe, const struct debs *debs,
		    struct maintainer *maintainer);
/* The files that were added. */
void recipe_bring(struct json_object *recipe, const struct debs *debs, struct tree *files);
/*
 * "links" of a recipe, {PROGRAM: [PATH, ...]}: further names of a program that is one of many, as
 * busybox, where the image has nothing of that name. A recipe of null has none.
 */
void recipe_link(struct json_object *recipe, struct tree *files);
/* The program's settings. */
void recipe_apply(struct json_object *recipe, struct image *image, const struct debs *debs);
/* Takes program.* from a systemd unit of the packages; false if there is none that fits. */
bool unit_apply(struct image *image, const struct debs *debs, const struct deb *deb,
		struct maintainer *maintainer);
/* A unit file: the values of a key in its section Service, in pairs of key and value. */
void unit_read(struct texts *pairs, const char *text);
/* The path of the program that the package is for; fails listing candidates if none stands out. */
char *program_of(const struct debs *debs, const struct deb *deb);

/* ---- what of the packages is kept */

/* Decides deb->keep of all. */
void debs_decide(const struct debs *debs, const struct source_options *options);
/* programs: paths, of which nothing may be missing. */
void debs_select(const struct debs *debs, struct tree *files, const struct texts *programs,
		 const struct source_options *options);
/* Everything of the package but ballast. */
void deb_bring(const struct debs *debs, const struct deb *deb, struct tree *files, bool ballast);

/*
 * Absolute paths in a file's bytes: calls found for each, with what ends it. Paths are at most
 * 255 bytes.
 */
void paths_in(const char *bytes, size_t size, void (*found)(void *context, const char *path),
	      void *context);
/* Words of a shell script that could be commands. */
void commands_in(const char *text, void (*found)(void *context, const char *word), void *context);

#endif
