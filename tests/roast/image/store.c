// SPDX-License-Identifier: GPL-2.0
/* The store, OCI layouts and bills of materials. */
#include "fake.h"

#include <fcntl.h>
#include <sys/file.h>

static const struct source_options no_options;
static const struct bundle_options plain;

static struct bundle *built(void)
{
	return bundle_of_source("fake", &no_options, &plain);
}

static size_t stored_count(void)
{
	struct stored *list = store_list();
	size_t count = 0;

	while (list[count].name)
		count++;
	store_free(list);
	return count;
}

static bool finds(const char *name, const char *digest)
{
	struct bundle *bundle = bundle_find(name);
	bool right = bundle ? digest && strcmp(bundle->digest, digest) == 0 : !digest;

	bundle_free(bundle);
	return right;
}

static void remove_it(const void *name)
{
	store_remove(name);
}

static void store_it(const void *name)
{
	bundle_store(built(), name);
}

static void test_names(void)
{
	static const char *const wrong[] = { "",     "a b",  "../x", "/x",	 "x/",
					     "x:",   ".x",   "x/..", "-x",	 "x:a b",
					     "%2fx", "x//y", "x\ny", "x:../../y" };
	char *name = store_name("registry.example:5000/team/web");

	check(strcmp(name, "registry.example:5000/team/web:latest") == 0,
	      "a port is no tag, and the tag is latest");
	free(name);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct caught caught = catch_fail(store_it, wrong[i]);

		check(caught.status == STATUS_USAGE, "wrong name number %zu is refused", i);
		check(bundle_find(wrong[i]) == NULL, "and not found");
	}
}

static void test_store(void)
{
	struct bundle *bundle = built();
	struct caught caught;
	char digits[16], *digest = text_copy(bundle->digest);

	snprintf(digits, sizeof(digits), "%.12s", digest);
	check(finds("web", NULL) && stored_count() == 0, "the store is empty at first");
	bundle_store(bundle, "web");
	bundle_store(bundle, "registry.example/web:1.2");
	check(finds("web", digest) && finds("web:latest", digest), "an image has its name");
	check(finds("registry.example/web:1.2", digest) && finds("web:1.2", NULL), "and its tag");
	check(finds(digits, digest), "it is found by the beginning of its digest");
	check(stored_count() == 2, "two names are listed");
	bundle_free(bundle);
	store_remove("web");
	check(finds("web", NULL) && finds("registry.example/web:1.2", digest),
	      "one name is taken away, the other stays");
	store_remove(digits);
	check(stored_count() == 0 && finds(digits, NULL), "with the last name goes the image");
	caught = catch_fail(remove_it, "web");
	check(caught.status == STATUS_NOT_FOUND && strstr(caught.text, "no image web"),
	      "what is not there cannot be taken away");
	free(digest);
}

static void test_replaced(void)
{
	struct bundle_options other = { .name = "other" };
	struct bundle *first = built();
	struct bundle *second = bundle_of_source("fake", &no_options, &other);
	char *before = text_copy(first->digest);

	bundle_store(first, "web");
	bundle_free(first);
	bundle_store(second, "web");
	check(finds("web", second->digest), "a name is given to another image");
	check(finds(before, NULL), "the one before is gone with its only name");
	bundle_free(second);
	store_remove("web");
	free(before);
}

static void test_prune(void)
{
	struct bundle *used = built();
	struct bundle_options other = { .name = "other" };
	struct bundle *unused = bundle_of_source("fake", &no_options, &other);
	char *gone = text_copy(unused->directory);

	bundle_free(unused);
	check(bundle_prune() > 0, "pruning makes room");
	check(file_exists(used->archive) && !file_exists(gone),
	      "an image in use stays, one that nobody uses goes");
	bundle_free(used);
	free(gone);
}

/* ---- OCI layouts */

static void read_layout(const void *directory)
{
	char *cache = in_folder("cache");

	directory_remove(cache);
	bundle_read_oci(directory, "1.0");
}

static void test_layout(void)
{
	struct bundle *bundle = built(), *read;
	char *directory = in_folder("layout"), *blob;
	struct caught caught;

	bundle_write_oci(bundle, directory, "1.0");
	read = bundle_read_oci(directory, "1.0");
	check(read && strcmp(read->digest, bundle->digest) == 0,
	      "a layout is read as it was written");
	bundle_free(read);
	check(bundle_read_oci(directory, "2.0") == NULL, "another tag is not there");
	check(bundle_read_oci("/nowhere", NULL) == NULL, "nor another directory");
	blob = text_format("%s/blobs/sha256/%s", directory,
			   json_get_text(bundle->manifest, "archive.digest"));
	file_write(blob, "damaged", 7, 0644);
	caught = catch_fail(read_layout, directory);
	check(caught.status == STATUS_FORMAT && strstr(caught.text, "its archive"),
	      "a damaged layer is noticed");
	unlink(blob);
	caught = catch_fail(read_layout, directory);
	check(caught.status == STATUS_FORMAT && strstr(caught.text, "it has no archive"),
	      "a missing layer, too");
	bundle_free(bundle);
	free(blob);
	free(directory);
}

/* ---- bills of materials */

static struct json_object *package_named(struct json_object *document, const char *name)
{
	struct json_object *packages = json_get(document, "packages");

	for (size_t i = 0; i < json_object_array_length(packages); i++)
		if (text_equal(json_get_text(json_object_array_get_idx(packages, i), "name"), name))
			return json_object_array_get_idx(packages, i);
	return NULL;
}

static void test_bill(void)
{
	struct bundle *bundle = built();
	char *text = sbom_text(bundle, true), *again = sbom_text(bundle, true);
	struct json_object *document = json_from_text(text);
	struct json_object *package = package_named(document, "libstdc++6");
	struct json_object *references = json_get(package, "externalRefs");
	struct json_object *reference =
		references ? json_object_array_get_idx(references, 0) : NULL;

	check(strcmp(text, again) == 0, "the same image has the same bill");
	check(text_equal(json_get_text(document, "creationInfo.created"), "1970-01-01T00:00:00Z"),
	      "it tells no time of this machine");
	check(text_equal(json_get_text(reference, "referenceLocator"),
			 "pkg:deb/debian/libstdc%2B%2B6@1%3A12.2.0-14%2Bdeb12u1?arch=amd64"),
	      "a package has its URL");
	check(package_named(document, "linux-source-6.12") && package_named(document, "rumproast"),
	      "the kernel and rumproast are among the packages");
	check(json_object_array_length(json_get(document, "files")) >= 4, "files are told");
	setenv("SOURCE_DATE_EPOCH", "86400", 1);
	free(again);
	again = sbom_text(bundle, false);
	check(strstr(again, "1970-01-02T00:00:00Z"), "SOURCE_DATE_EPOCH is the time that is told");
	unsetenv("SOURCE_DATE_EPOCH");
	json_object_put(document);
	free(text);
	free(again);
	bundle_free(bundle);
}

int main(void)
{
	begin();
	test_names();
	test_store();
	test_replaced();
	test_prune();
	test_layout();
	test_bill();
	return finish();
}
