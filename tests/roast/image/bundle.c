// SPDX-License-Identifier: GPL-2.0
/* Images: the same of the same, whole or not at all, and nothing damaged is taken. */
#include "fake.h"

#include <dirent.h>
#include <fcntl.h>

static const struct source_options no_options;

static struct bundle *built(const char *reference, int compression)
{
	struct bundle_options options = { .compression = compression };

	return bundle_of_source(reference, &no_options, &options);
}

static void forget(void)
{
	char *cache = in_folder("cache");

	directory_remove(cache);
	free(cache);
}

static int names_beginning(const char *directory, const char *with)
{
	DIR *stream = opendir(directory);
	struct dirent *entry;
	int count = 0;

	while (stream && (entry = readdir(stream)))
		count += text_begins(entry->d_name, with) && strcmp(entry->d_name, ".") != 0 &&
			 strcmp(entry->d_name, "..") != 0;
	if (stream)
		closedir(stream);
	return count;
}

/* ---- building */

static void test_same(void)
{
	char *one = in_folder("one.roast"), *other = in_folder("other.roast");
	struct bundle *bundle = built("/here/fake", TREE_PLAIN);

	bundle_write(bundle, one);
	bundle_free(bundle);
	forget();
	umask(077);
	bundle = built("../there/fake/", TREE_PLAIN);
	bundle_write(bundle, other);
	umask(022);
	check(same_files(one, other), "one source in two places, with two masks, is one image");
	check(strcmp(json_get_text(bundle->manifest, "reference"), "fake") == 0,
	      "folders of this machine are not told");
	bundle_free(bundle);
	free(one);
	free(other);
}

static void test_archive(void)
{
	struct bundle *bundle = built("fake", TREE_PLAIN);
	struct entries entries = archive_entries(bundle->archive, true);
	int found = 0;

	for (size_t i = 0; i < entries.count; i++) {
		const struct entry *entry = &entries.entries[i];

		found += strcmp(entry->path, "/init") == 0 && entry->mode == (S_IFREG | 0755);
		found += strcmp(entry->path, "/dev/console") == 0 && S_ISCHR(entry->mode);
		found += strcmp(entry->path, "/tmp") == 0 && entry->mode == (S_IFDIR | 01777);
		found += strcmp(entry->path, "/srv/data") == 0 && entry->uid == 33 && entry->sha1 &&
			 strlen(entry->sha1) == 40;
		found += strcmp(entry->path, "/etc/rumproast.json") == 0;
		found += strcmp(entry->path, "/usr/lib") == 0 && entry->link;
	}
	check(found == 6, "the archive has files, init, console and configuration");
	check(json_get_number(bundle->manifest, "archive.files", 0) == (int64_t)entries.count,
	      "as many files as are told");
	entries_free(&entries);
	bundle_free(bundle);
}

static void test_compressed(void)
{
	struct bundle *plain = built("fake", TREE_PLAIN), *zstd = built("fake", TREE_ZSTD);
	struct entries entries = archive_entries(zstd->archive, false);

	check(strcmp(plain->digest, zstd->digest) != 0 &&
		      json_get_number(zstd->manifest, "archive.size", 0) <
			      json_get_number(plain->manifest, "archive.size", 0),
	      "an archive can be compressed");
	check(entries.count > 5, "and read again");
	entries_free(&entries);
	bundle_free(plain);
	bundle_free(zstd);
}

static void test_again(void)
{
	struct bundle *first = built("fake", TREE_PLAIN), *again;
	struct stat before, after;

	require(stat(first->archive, &before) == 0);
	again = built("fake", TREE_PLAIN);
	check(stat(again->archive, &after) == 0 && before.st_ino == after.st_ino &&
		      before.st_ctim.tv_nsec == after.st_ctim.tv_nsec,
	      "what was built is not built again");
	bundle_free(first);
	bundle_free(again);
}

static void build_wrong(const void *settings)
{
	struct bundle_options options = { .settings = json_from_text(settings) };

	bundle_of_source("fake", &no_options, &options);
}

static void test_wrong_settings(void)
{
	struct caught caught = catch_fail(build_wrong, "{\"program\":{\"stop_timeout\":\"soon\"}}");

	check(caught.status == STATUS_USAGE && strstr(caught.text, "stop_timeout") &&
		      !strstr(caught.text, folder),
	      "a wrong configuration is told by init's own line");
	caught = catch_fail(build_wrong, "{\"frobnicate\":1}");
	check(caught.status == STATUS_USAGE && strstr(caught.text, "frobnicate"),
	      "an unknown key is told");
	check(names_beginning(cache_folder("bundles"), ".new-") == 0, "nothing is left of it");
}

/* ---- two at once, and one that is killed */

static void test_two_at_once(void)
{
	int statuses = 0;
	pid_t children[4];

	forget();
	for (int i = 0; i < 4; i++) {
		children[i] = fork();
		require(children[i] >= 0);
		if (children[i] == 0) {
			struct bundle *bundle = built("fake", i % 2 ? TREE_PLAIN : TREE_GZIP);
			bool whole =
				manifest_part_fits(bundle->manifest, "archive", bundle->archive) &&
				manifest_part_fits(bundle->manifest, "kernel", bundle->kernel);

			_exit(!whole);
		}
	}
	for (int i = 0; i < 4; i++)
		statuses |= status_of(children[i]);
	check(statuses == 0, "four builds at once succeed");
	check(names_beginning(cache_folder("bundles"), "") == 2, "and leave the two images");
}

/* Killed as soon as there is a place to build in. */
static void test_killed(void)
{
	pid_t child;
	struct bundle *bundle;

	forget();
	child = fork();
	require(child >= 0);
	if (child == 0) {
		struct workplace place = workplace_new(cache_folder("bundles"));
		char *kernel = text_format("%s/kernel", place.directory);

		file_write(kernel, "part", 4, 0644);
		raise(SIGKILL);
	}
	check(status_of(child) == -SIGKILL, "a build is killed");
	check(names_beginning(cache_folder("bundles"), ".new-") == 1,
	      "and leaves something hidden");
	bundle = built("fake", TREE_PLAIN);
	check(names_beginning(cache_folder("bundles"), ".new-") == 0,
	      "which the next build takes away");
	bundle_free(bundle);
}

/* ---- files */

static void read_image(const void *file)
{
	forget();
	bundle_read(file);
}

static bool refused(const char *file, enum status status, const char *text)
{
	struct caught caught = catch_fail(read_image, file);

	if (caught.status != (int)status || !strstr(caught.text, text))
		tap_note("status %d: %s", caught.status, caught.text);
	return caught.status == (int)status && strstr(caught.text, text);
}

static void change_byte(const char *from, const char *to, long offset)
{
	size_t size;
	char *data = file_read(from, &size);

	if (offset < 0)
		offset += (long)size;
	data[offset] ^= 0x20;
	file_write(to, data, size, 0644);
	free(data);
}

static void test_damaged(void)
{
	char *good = in_folder("good.roast"), *bad = in_folder("bad.roast");
	struct bundle *bundle = built("fake", TREE_PLAIN);
	size_t size;
	char *data;

	bundle_write(bundle, good);
	bundle_free(bundle);
	data = file_read(good, &size);
	check(bundle_is(good) && !bundle_is(PROJECT "/Makefile"), "images are recognised");
	change_byte(good, bad, -3000);
	check(refused(bad, STATUS_FORMAT, "its archive is not what roast.json says"),
	      "a changed byte of the archive is noticed");
	change_byte(good, bad, (long)size / 4);
	check(refused(bad, STATUS_FORMAT, "its kernel is not what roast.json says"),
	      "a changed byte of the kernel is noticed");
	for (size_t cut = 1; cut <= 5; cut++) {
		file_write(bad, data, size * cut / 6 + 1, 0644);
		check(refused(bad, STATUS_FORMAT, "damaged"),
		      "an image that is cut off is noticed");
	}
	file_write(bad, data, 700, 0644);
	check(refused(bad, STATUS_FORMAT, "damaged"), "in its roast.json, too");
	file_write(bad, "", 0, 0644);
	check(refused(bad, STATUS_FORMAT, "is no image"), "an empty file is no image");
	check(refused("/nowhere.roast", STATUS_NOT_FOUND, "no image /nowhere.roast"),
	      "a file that is not there is told");
	free(data);
	free(good);
	free(bad);
}

static void test_version(void)
{
	char *good = in_folder("good.roast"), *bad = in_folder("bad.roast");
	size_t size;
	char *data = file_read(good, &size);
	char *version = memmem(data, size, "\"version\": 1", 12);

	/* The last such member is the image's; packages' versions are texts. */
	require(version != NULL);
	version[11] = '7';
	file_write(bad, data, size, 0644);
	check(refused(bad, STATUS_FORMAT, "an image of version 7, and this roast knows version 1"),
	      "an image of another version is told");
	free(data);
	free(good);
	free(bad);
}

static void test_read(void)
{
	char *good = in_folder("good.roast"), *again = in_folder("again.roast");
	struct bundle *bundle;

	forget();
	bundle = bundle_read(good);
	check(manifest_part_fits(bundle->manifest, "archive", bundle->archive), "an image is read");
	bundle_write(bundle, again);
	check(same_files(good, again), "and written, with the same bytes");
	bundle_free(bundle);
	free(good);
	free(again);
}

static void write_where_nothing_can_be(const void *argument)
{
	struct bundle *bundle = built("fake", TREE_PLAIN);

	bundle_write(bundle, argument);
}

static void test_unwritable(void)
{
	struct caught caught = catch_fail(write_where_nothing_can_be, "/nowhere/x.roast");

	check(caught.status == STATUS_NOT_FOUND && strstr(caught.text, "/nowhere/x.roast"),
	      "a file that cannot be written is told");
	caught = catch_fail(write_where_nothing_can_be, "/dev/full/x.roast");
	check(caught.status != 0, "whatever the reason");
}

/* ---- one run */

static const struct entry *entry_of(const struct entries *entries, const char *path)
{
	const struct entry *found = NULL;

	for (size_t i = 0; i < entries->count; i++)
		if (strcmp(entries->entries[i].path, path) == 0)
			found = &entries->entries[i];
	return found;
}

static void test_run_archive(void)
{
	struct bundle *bundle = built("fake", TREE_PLAIN);
	struct json_object *settings =
		json_from_text("{\"hostname\":\"run\",\"program\":{\"argv\":[\"/bin/program\"]}}");
	struct tree *extra = tree_new();
	char *file = in_folder("run.cpio"), *data;
	struct entries entries;
	struct stat image, run;
	size_t size;

	tree_add_memory(extra, "/tmp/more", 0644, "more", 4);
	bundle_run_archive(bundle, settings, extra, file);
	require(stat(bundle->archive, &image) == 0 && stat(file, &run) == 0);
	check(run.st_size > image.st_size, "the archive of a run has more than the image's");
	data = file_read(file, &size);
	size = (size_t)(image.st_size + 511) / 512 * 512;
	check(memcmp(data + size, "070701", 6) == 0, "behind it a second archive begins");
	file_write(file, data + size, (size_t)run.st_size - size, 0644);
	entries = archive_entries(file, false);
	check(entry_of(&entries, "/etc/rumproast.json") && entry_of(&entries, "/tmp/more"),
	      "which has the configuration and the files of this run");
	check(entry_of(&entries, "/tmp")->mode == (S_IFDIR | 01777),
	      "folders stay as they are in the image");
	entries_free(&entries);
	free(data);
	free(file);
	tree_free(extra);
	json_object_put(settings);
	bundle_free(bundle);
}

int main(void)
{
	begin();
	test_same();
	test_archive();
	test_compressed();
	test_again();
	test_wrong_settings();
	test_two_at_once();
	test_killed();
	test_damaged();
	test_version();
	test_read();
	test_unwritable();
	test_run_archive();
	return finish();
}
