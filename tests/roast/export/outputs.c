// SPDX-License-Identifier: GPL-2.0
/* Outputs are there as a whole or not at all; names; container images. */
#include <fcntl.h>
#include <sys/stat.h>

#include "order.h"

#include "../../../roast/export/compress.h"
#include "../../../roast/export/container.h"

static void write_text(struct export_order *order, const char *output)
{
	(void)order;
	file_write(output, "new", 3, 0644);
}

static void write_half(struct export_order *order, const char *output)
{
	write_text(order, output);
	fail(STATUS_FAILED, "half a file");
}

static void fill_half(struct export_order *order, const char *output)
{
	char *path = text_format("%s/part", output);

	write_half(order, path);
}

static void fill(struct export_order *order, const char *output)
{
	char *path = text_format("%s/part", output);

	write_text(order, path);
	free(path);
}

static const struct export_format a_file = { "file", EXPORT_FILE, 0, NULL, write_text };
static const struct export_format half_a_file = { "half", EXPORT_FILE, 0, NULL, write_half };
static const struct export_format a_directory = { "many", EXPORT_DIRECTORY, 0, NULL, fill };
static const struct export_format half_of_one = { "some", EXPORT_DIRECTORY, 0, NULL, fill_half };

struct attempt {
	const struct export_format *format;
	const char *output;
};

static void try(const void *argument)
{
	const struct attempt *attempt = argument;
	struct export_order order = { .output = attempt->output };

	export_write(attempt->format, &order);
}

static int status_at(const struct export_format *format, const char *output)
{
	const struct attempt attempt = { format, output };

	return catch_fail(try, &attempt).status;
}

static bool holds(const char *name, const char *text)
{
	char *content = content_of(".", name);
	bool same = text_equal(content, text);

	free(content);
	return same;
}

static bool has_leftovers(void)
{
	return system("ls -d ./*.part-* >/dev/null 2>&1") == 0;
}

static void test_files(void)
{
	file_write("there", "old", 3, 0644);
	check(status_at(&half_a_file, "there") == STATUS_FAILED && holds("there", "old"),
	      "what is there stays when its successor fails");
	check(status_at(&a_file, "there") == 0 && holds("there", "new"), "and is replaced");
	check(status_at(&half_a_file, "another") == STATUS_FAILED && !file_exists("another"),
	      "half a file is none");
	check(status_at(&a_file, "missing/folder") == STATUS_NOT_FOUND, "the folder is not made");
	directory_make("folder", 0755);
	check(status_at(&a_file, "folder") == STATUS_IN_USE, "a directory is not replaced");
	check(!has_leftovers(), "nothing is left over");
}

static void test_directories(void)
{
	check(status_at(&half_of_one, "new") == STATUS_FAILED && !file_exists("new"),
	      "half a directory is none");
	check(status_at(&a_directory, "new/") == 0 && holds("new/part", "new"), "a new directory");
	check(status_at(&a_directory, "new") == STATUS_IN_USE && holds("new/part", "new"),
	      "one that is not empty stays");
	check(status_at(&half_of_one, "folder") == STATUS_FAILED && file_is_directory("folder"),
	      "an empty one stays when its content fails");
	check(status_at(&a_directory, "folder") == 0 && holds("folder/part", "new"),
	      "and is filled");
	check(status_at(&a_directory, "there") == STATUS_IN_USE && holds("there", "new"),
	      "a file is not replaced");
	check(!has_leftovers(), "nothing is left over");
}

static bool label_is(const char *name, const char *label)
{
	char *made = export_label(name);
	bool same = strcmp(made, label) == 0;

	free(made);
	return same;
}

static void make_label(const void *name)
{
	free(export_label(name));
}

static void test_labels(void)
{
	char *made =
		export_label("0123456789012345678901234567890123456789012345678901234567890123456");

	check(label_is("web", "web") && label_is("My_App.2", "my-app-2") &&
		      label_is("--a--b--", "a-b"),
	      "labels have small letters, digits and single dashes");
	check(strlen(made) == 63, "and not more than 63");
	check(catch_fail(make_label, "__").status == STATUS_USAGE, "and at least one");
	free(made);
}

static struct json_object *blob(const char *layout, struct json_object *descriptor, bool *right)
{
	const char *digest = json_get_text(descriptor, "digest") + strlen("sha256:");
	char *path = text_format("%s/blobs/sha256/%s", layout, digest);
	char *computed = file_digest(path);
	size_t size;
	char *text = file_read(path, &size);

	*right = *right && strcmp(computed, digest) == 0 &&
		 (int64_t)size == json_get_number(descriptor, "size", -1);
	free(computed);
	free(path);
	descriptor = json_from_text(text);
	free(text);
	return descriptor;
}

static void test_container(void)
{
	struct tree *tree = tree_new();
	struct json_object *index, *manifest, *config, *layer, *image, *none;
	bool right = true;

	tree_add_memory(tree, "/kernel", 0644, "kernel", 6);
	container_write(tree, "one", "latest");
	container_write(tree, "two", "latest");
	check(system("diff -r one two") == 0, "the same files make the same image");
	index = json_read("one/index.json");
	image = json_object_array_get_idx(json_get(index, "manifests"), 0);
	manifest = blob("one", image, &right);
	config = blob("one", json_get(manifest, "config"), &right);
	layer = json_object_array_get_idx(json_get(manifest, "layers"), 0);
	none = blob("one", layer, &right);
	check(right, "every digest and size is its blob's");
	check(text_equal(json_object_get_string(
				 json_object_array_get_idx(json_get(config, "rootfs.diff_ids"), 0)),
			 json_get_text(layer, "digest")),
	      "the configuration names the layer");
	json_object_put(index);
	json_object_put(manifest);
	json_object_put(config);
	json_object_put(none);
	tree_free(tree);
}

static void test_compression(void)
{
	char *zeros = allocate(300000, 1), *file, *one, *two;

	file_write("plain", zeros, 300000, 0600);
	file = text_format("%s/plain", temporary_directory());
	one = compressed_copy(file, "one.gz");
	sleep(1); /* a time in it would be another */
	two = compressed_copy(file, "two.gz");
	check(system("gzip -dc one.gz | cmp - plain") == 0, "what is compressed is the same again");
	check(system("cmp one.gz two.gz") == 0, "the same content makes the same bytes");
	check(system("test \"$(stat -c %s one.gz)\" -lt 3000") == 0, "and fewer");
	free(zeros);
	free(file);
	free(one);
	free(two);
}

int main(void)
{
	report_settings.quiet = true;
	require(chdir(temporary_directory()) == 0);
	test_files();
	test_directories();
	test_labels();
	test_container();
	test_compression();
	return finish();
}
