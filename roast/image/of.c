// SPDX-License-Identifier: GPL-2.0
/* Whatever a person names, as an image. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/files.h"
#include "../base/report.h"
#include "private.h"

/* A folder that happens to have an image's name is not meant, without a slash. */
static bool is_path(const char *reference)
{
	return *reference == '/' || text_begins(reference, "./") || text_begins(reference, "../") ||
	       file_is_regular(reference);
}

/* "oci:DIRECTORY[:TAG]", if that holds what bundle_write_oci() wrote. */
static struct bundle *of_layout(const char *reference)
{
	char *directory = text_copy(reference + strlen("oci:"));
	char *colon = strrchr(directory, ':');
	struct bundle *bundle;
	char *tag = NULL;

	if (colon && !strchr(colon, '/') && !file_is_directory(directory)) {
		*colon = '\0';
		tag = colon + 1;
	}
	bundle = bundle_read_oci(directory, tag);
	free(directory);
	return bundle;
}

static struct bundle *built_before(const char *reference)
{
	if (text_begins(reference, "oci:"))
		return of_layout(reference);
	if (text_ends(reference, ".roast") || (file_is_regular(reference) && bundle_is(reference)))
		return bundle_read(reference);
	return is_path(reference) ? NULL : bundle_find(reference);
}

/* Files can be added where files are put together, and nowhere else. */
static void refuse_changes(const char *reference, const struct source_options *options)
{
	const char *flag = options->packages.count  ? "--package"
			   : options->files.count   ? "--file"
			   : options->include.count ? "--include"
			   : options->whole	    ? "--whole"
						    : NULL;

	if (flag)
		fail(STATUS_USAGE, "%s is built already: %s is for building it from its source",
		     reference, flag);
}

static struct bundle *build(const char *reference, const struct source_options *options,
			    const struct bundle_options *bundle_options)
{
	struct image *image = source_open(reference, options);
	struct bundle *bundle = bundle_build(image, bundle_options);

	image_free(image);
	return bundle;
}

struct bundle *bundle_of_source(const char *reference, const struct source_options *options,
				const struct bundle_options *bundle_options)
{
	struct key_text *text = package_key(reference, options, bundle_options);
	struct bundle *bundle;
	struct key key;

	if (!text)
		return build(reference, options, bundle_options);
	bundle = key_take(&key, text);
	if (!bundle)
		bundle = build(reference, options, bundle_options);
	key_release(&key, bundle);
	return bundle;
}

struct bundle *bundle_of(const char *reference, const struct source_options *options,
			 const struct bundle_options *bundle_options)
{
	struct bundle *bundle = built_before(reference);

	if (!bundle)
		return bundle_of_source(reference, options, bundle_options);
	refuse_changes(reference, options);
	return bundle;
}
