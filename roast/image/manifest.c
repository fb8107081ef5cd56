// SPDX-License-Identifier: GPL-2.0
/* roast.json: texts that are the same whenever they mean the same. */
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/files.h"
#include "../base/report.h"
#include "private.h"

static struct json_object *sorted_array(struct json_object *array)
{
	struct json_object *copy = json_object_new_array();

	for (size_t i = 0; i < json_count(array); i++)
		json_object_array_add(copy, json_sorted(json_item(array, i)));
	return copy;
}

static struct json_object *copy_members(struct json_object *object, bool sort)
{
	struct json_object *copy = json_object_new_object();
	struct texts names = { 0 };

	json_names(object, &names);
	if (sort)
		texts_sort(&names);
	for (size_t i = 0; i < names.count; i++) {
		struct json_object *value = json_member(object, names.texts[i]);
		bool ordered = strcmp(names.texts[i], "programs") == 0 &&
			       json_object_is_type(value, json_type_object);

		json_object_object_add(copy, names.texts[i],
				       ordered ? copy_members(value, false) : json_sorted(value));
	}
	texts_free(&names);
	return copy;
}

struct json_object *json_sorted(struct json_object *object)
{
	if (json_object_is_type(object, json_type_object))
		return copy_members(object, true);
	if (json_object_is_type(object, json_type_array))
		return sorted_array(object);
	return json_object_get(object);
}

static char *sorted_text(struct json_object *object)
{
	struct json_object *sorted = json_sorted(object);
	char *text = json_to_text(sorted);

	json_object_put(sorted);
	return text;
}

char *settings_text(struct json_object *settings)
{
	return sorted_text(settings);
}

char *manifest_text(struct json_object *manifest)
{
	return sorted_text(manifest);
}

static void check_version(struct json_object *manifest, const char *from)
{
	int64_t version = json_get_number(manifest, "version", -1);

	if (version != BUNDLE_VERSION)
		fail(STATUS_FORMAT,
		     "%s is an image of version %lld, and this roast knows version %d: build it "
		     "again",
		     from, (long long)version, BUNDLE_VERSION);
}

static bool is_digest(const char *text)
{
	return text && strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64;
}

struct json_object *manifest_parse(const char *text, const char *from)
{
	struct json_object *manifest = json_from_text(text);

	if (!json_object_is_type(manifest, json_type_object))
		fail(STATUS_FORMAT, "%s is damaged: its roast.json is no JSON object", from);
	check_version(manifest, from);
	if (!is_digest(json_get_text(manifest, "kernel.digest")) ||
	    !is_digest(json_get_text(manifest, "archive.digest")) ||
	    json_get_number(manifest, "kernel.size", -1) < 0 ||
	    json_get_number(manifest, "archive.size", -1) < 0 ||
	    !json_object_is_type(json_get(manifest, "settings"), json_type_object))
		fail(STATUS_FORMAT, "%s is damaged: its roast.json lacks what an image has", from);
	return manifest;
}

bool manifest_part_fits(struct json_object *manifest, const char *part, const char *file)
{
	char *size_path = text_format("%s.size", part);
	char *digest_path = text_format("%s.digest", part);
	char *digest = file_digest(file);
	struct stat status;
	bool fits = stat(file, &status) == 0 &&
		    status.st_size == json_get_number(manifest, size_path, -1) &&
		    text_equal(digest, json_get_text(manifest, digest_path));

	free(size_path);
	free(digest_path);
	free(digest);
	return fits;
}

char *text_digest(const char *text, size_t size)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int length = 0;
	char *hex;

	if (!EVP_Digest(text, size, digest, &length, EVP_sha256(), NULL))
		fail(STATUS_RESOURCES, "not enough memory for roast itself");
	hex = allocate(2 * length + 1, 1);
	for (unsigned int i = 0; i < length; i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	return hex;
}

static int by_name(const void *one, const void *other)
{
	return strcmp(((const struct package *)one)->name, ((const struct package *)other)->name);
}

static struct json_object *package_object(const struct package *package)
{
	struct json_object *object = json_object_new_object();

	json_put_text(object, "name", package->name);
	json_put_text(object, "version", package->version);
	json_put_text(object, "architecture", package->architecture);
	json_put_text(object, "source", package->source);
	return object;
}

void packages_to_json(struct json_object *manifest, const struct image *image)
{
	struct json_object *array = json_object_new_array();
	struct package *sorted = allocate(image->package_count, sizeof(*sorted));

	for (size_t i = 0; i < image->package_count; i++)
		sorted[i] = image->packages[i];
	qsort(sorted, image->package_count, sizeof(*sorted), by_name);
	for (size_t i = 0; i < image->package_count; i++)
		json_object_array_add(array, package_object(&sorted[i]));
	free(sorted);
	json_put(manifest, "packages", array);
}

char *size_text(uint64_t bytes)
{
	static const char *const units[] = { "kB", "MB", "GB", "TB" };
	double number = (double)bytes / 1000;
	size_t unit = 0;

	if (bytes < 1000)
		return text_format("%llu B", (unsigned long long)bytes);
	while (number >= 1000 && unit + 1 < sizeof(units) / sizeof(units[0])) {
		number /= 1000;
		unit++;
	}
	return text_format(number < 10 ? "%.1f %s" : "%.0f %s", number, units[unit]);
}
