// SPDX-License-Identifier: GPL-2.0
/* roast build: an image of a program, a package, a directory, an archive or an OCI layout. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/files.h"
#include "../base/report.h"
#include "../image/bundle.h"
#include "../run/rows.h"
#include "../run/run.h"
#include "../verbs.h"

static struct source_options source;
static struct bundle_options image;
static struct texts names;
static struct program_flags program;
static char *output, *compress, *user, *workdir, *stop_signal;

static const struct option_row options[] = {
	{ 'o', "output", OPTION_TEXT, "FILE", "write the image to this file, NAME.roast", &output },
	{ 't', "tag", OPTION_TEXTS, "NAME[:TAG]", "keep the image here under this name", &names },
	KERNEL_ROWS(image),
	{ 0, "trim", OPTION_SWITCH, NULL,
	  "a kernel of what is needed and nothing else; building one takes minutes", &image.trim },
	{ 0, "compress", OPTION_TEXT, "FORM", "of the archive: none (default), gzip or zstd",
	  &compress },
	PROGRAM_ROWS(program),
	SOURCE_ROWS(source),
	{ 0, "name", OPTION_TEXT, "NAME", "what the image calls itself", &image.name },
	{ 'u', "user", OPTION_TEXT, "USER[:GROUP]", "who the program runs as", &user },
	{ 'w', "workdir", OPTION_TEXT, "PATH", "where the program starts", &workdir },
	{ 0, "stop-signal", OPTION_TEXT, "SIGNAL", "what asks the program to end", &stop_signal },
	{ 0, "volume", OPTION_TEXTS, "PATH", "a path that wants a volume", &image.volumes },
	{ 0, "expose", OPTION_TEXTS, "PORT[/udp]", "a port that the program listens on",
	  &image.exposed },
	{ 0 },
};

static void check_ports(void)
{
	for (size_t i = 0; i < image.exposed.count; i++) {
		char *text = image.exposed.texts[i];
		char *slash = strchr(text, '/');
		char *number = text_format("%.*s", (int)strcspn(text, "/"), text);
		long port;

		if (!text_number(number, 1, 65535, &port) ||
		    (slash && strcmp(slash, "/tcp") != 0 && strcmp(slash, "/udp") != 0))
			fail(STATUS_USAGE, "--expose %s: not PORT, PORT/tcp or PORT/udp", text);
		image.exposed.texts[i] = text_format("%ld%s", port, slash ? slash : "/tcp");
		free(number);
		free(text);
	}
}

static void check_paths(void)
{
	for (size_t i = 0; i < image.volumes.count; i++)
		if (*image.volumes.texts[i] != '/')
			fail(STATUS_USAGE, "--volume %s: not an absolute path in the domain",
			     image.volumes.texts[i]);
	if (workdir && *workdir != '/')
		fail(STATUS_USAGE, "--workdir %s: not an absolute path in the domain", workdir);
}

static enum tree_compression compression(void)
{
	if (!compress || strcmp(compress, "none") == 0)
		return TREE_PLAIN;
	if (strcmp(compress, "gzip") == 0)
		return TREE_GZIP;
	if (strcmp(compress, "zstd") == 0)
		return TREE_ZSTD;
	fail(STATUS_USAGE, "--compress %s: not none, gzip or zstd", compress);
}

static struct json_object *settings(void)
{
	struct json_object *all = json_object_new_object();

	program_put(all, &program);
	json_put_text(all, "program.user", user);
	json_put_text(all, "program.workdir", workdir);
	json_put_text(all, "program.stop_signal", stop_signal);
	return all;
}

static void print_json(const struct bundle *bundle)
{
	struct json_object *object = json_object_new_object();
	char *text;

	json_put_text(object, "digest", bundle->digest);
	json_put_text(object, "file", output);
	json_put_texts(object, "names", &names);
	text = json_to_text(object);
	fputs(text, stdout);
	free(text);
	json_object_put(object);
}

static void print_result(const struct bundle *bundle)
{
	if (report_settings.json)
		print_json(bundle);
	else if (output)
		printf("%s\n", output);
	else
		printf("sha256:%s\n", bundle->digest);
}

static int run_build(struct texts *arguments)
{
	struct bundle *bundle;

	if (!arguments->count)
		fail(STATUS_USAGE,
		     "build: name a program, package, directory, archive or oci:LAYOUT");
	if (!output && !names.count)
		fail(STATUS_USAGE, "build: where does the image go? -o FILE, -t NAME, or both");
	for (size_t i = 0; i < names.count; i++)
		free(store_name(names.texts[i]));
	check_ports();
	check_paths();
	for (size_t i = 1; i < arguments->count; i++)
		texts_add(&source.arguments, arguments->texts[i]);
	source.arguments_given = arguments->count > 1;
	image.compression = compression();
	image.settings = settings();
	bundle = bundle_of_source(arguments->texts[0], &source, &image);
	if (output && names.count && !bundle->label)
		bundle->label = store_name(names.texts[0]);
	if (output)
		bundle_write(bundle, output);
	for (size_t i = 0; i < names.count; i++)
		bundle_store(bundle, names.texts[i]);
	print_result(bundle);
	bundle_free(bundle);
	return STATUS_OK;
}

const struct verb verb_build = {
	.name = "build",
	.usage = "-o FILE|-t NAME [FLAG]... PROGRAM|PACKAGE|DIRECTORY|ARCHIVE|oci:LAYOUT "
		 "[-- ARGUMENT...]",
	.summary = "Make an image of a program and all it needs",
	.details = "The same input gives the same bytes. What is named is a program (a path), a "
		   "Debian package,\n"
		   "a directory or tar archive with a root file system, or an OCI layout.\n",
	.options = options,
	.run = run_build,
};
