// SPDX-License-Identifier: GPL-2.0
/* Getting Debian packages: asking apt, downloading. */
#include <dirent.h>
#include <libgen.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../base/child.h"
#include "../../base/files.h"
#include "../../base/report.h"
#include "debian.h"

#define NO_SUCH_PACKAGE 3

static struct texts script(const char *mode, const struct texts *names)
{
	struct texts argv = { 0 };

	texts_add(&argv, "/usr/bin/env");
	texts_add_format(&argv, "BUILD=%s", cache_directory());
	texts_add(&argv, installed_file("image/unpack-packages"));
	texts_split(&argv, mode, " ");
	for (size_t i = 0; i < names->count; i++)
		texts_add(&argv, names->texts[i]);
	return argv;
}

/* The script's last line says what is wrong; its own name in it says nothing to the person. */
static void fail_script(int status, const char *complaint, const struct texts *names)
{
	const char *text = complaint && *complaint ? complaint : "apt does not answer";
	const char *colon = strstr(text, "unpack-packages: ");

	if (colon)
		text = colon + strlen("unpack-packages: ");
	if (status == NO_SUCH_PACKAGE) {
		const char *name = strrchr(text, ' ');

		fail_no_package(name ? name + 1 : names->texts[0]);
	}
	fail(STATUS_FAILED, "%s", text);
}

/* Pairs: size, file. */
static void list_files(struct texts *files, const struct texts *names, bool again)
{
	struct texts argv = script(again ? "--list --again" : "--list", names);
	char *output = NULL, *complaint = NULL;
	int status = child_run(&argv, &output, &complaint);

	if (status)
		fail_script(status, complaint, names);
	texts_split(files, output, " \n");
	free(output);
	free(complaint);
	texts_free(&argv);
}

struct download {
	struct texts argv;
	char *output, *complaint;
	int status;
	volatile bool done;
};

static void *run_download(void *argument)
{
	struct download *download = argument;

	download->status = child_run(&download->argv, &download->output, &download->complaint);
	download->done = true;
	return NULL;
}

static uint64_t size_of(const char *path)
{
	struct stat found;

	return stat(path, &found) == 0 ? (uint64_t)found.st_size : 0;
}

/*
 * What has arrived of the files, in their places or on the way there. For root partial/ is a link
 * to where apt's own user can write, and what is whole is beside that.
 */
static uint64_t arrived(const struct texts *missing)
{
	static const char *const places[] = { ".", "partial", "partial/.." };
	uint64_t sum = 0;

	for (size_t i = 0; i < missing->count; i++) {
		char *copy = text_copy(missing->texts[i]);
		char *folder = dirname(copy);
		uint64_t size = 0;

		for (size_t j = 0; !size && j < sizeof(places) / sizeof(places[0]); j++) {
			char *path = text_format("%s/%s/%s", folder, places[j],
						 strrchr(missing->texts[i], '/') + 1);

			size = size_of(path);
			free(path);
		}
		sum += size;
		free(copy);
	}
	return sum;
}

static void fetch(const struct texts *missing, uint64_t total, const struct texts *names)
{
	struct download download = { .argv = script("--fetch", names) };
	char *what = text_format("downloading %zu Debian packages", missing->count);
	pthread_t thread;

	progress_begin(what, total, true);
	if (pthread_create(&thread, NULL, run_download, &download) != 0)
		fail(STATUS_RESOURCES, "not enough memory to download packages");
	while (!download.done) {
		usleep(100000);
		progress_at(arrived(missing));
	}
	pthread_join(thread, NULL);
	progress_end();
	if (download.status)
		fail_script(download.status, download.complaint, names);
	free(download.output);
	free(download.complaint);
	texts_free(&download.argv);
	free(what);
}

/* The files of all packages, downloaded. */
static void get_files(struct texts *paths, const struct texts *names, bool again)
{
	struct texts pairs = { 0 }, missing = { 0 };
	uint64_t total = 0;

	note("asking apt what %s needs", names->texts[0]);
	list_files(&pairs, names, again);
	for (size_t i = 0; i + 1 < pairs.count; i += 2)
		if (!file_is_regular(pairs.texts[i + 1])) {
			texts_add(&missing, pairs.texts[i + 1]);
			total += strtoull(pairs.texts[i], NULL, 10);
		}
	if (missing.count) {
		fetch(&missing, total, names);
		texts_free(&pairs);
		list_files(&pairs, names, false);
	}
	for (size_t i = 0; i + 1 < pairs.count; i += 2)
		texts_add(paths, pairs.texts[i + 1]);
	texts_free(&pairs);
	texts_free(&missing);
}

const char *deb_label(const char *name, const char *version)
{
	static struct texts labels;

	texts_add_format(&labels, "%s=%s", name, version);
	return labels.texts[labels.count - 1];
}

/* A merged /usr first: Debian 12's packages still name /lib and /bin in places. */
static struct tree *merge(const struct debs *debs)
{
	struct image image = { .files = tree_new() };

	image_add_top_links(&image);
	for (size_t i = 0; i < debs->count; i++) {
		struct tree_walk walk = { .tree = debs->list[i].files };
		struct node *node;

		while ((node = tree_next(&walk)))
			node->package = debs->list[i].label;
		tree_add_tree(image.files, debs->list[i].files, "/");
	}
	return image.files;
}

static bool is_named(const struct deb *deb, const struct texts *names)
{
	size_t length = strlen(deb->name);

	for (size_t i = 0; i < names->count; i++) {
		const char *name = names->texts[i];

		if (strncmp(name, deb->name, length) == 0 &&
		    (!name[length] || strchr("=/:", name[length])))
			return true;
	}
	return false;
}

void debs_open(struct debs *debs, const struct texts *names, bool again)
{
	struct texts paths = { 0 };

	child_need("apt-get", "apt");
	get_files(&paths, names, again);
	texts_sort(&paths);
	*debs = (struct debs){ .list = allocate(paths.count, sizeof(struct deb)) };
	progress_begin("unpacking packages", paths.count, false);
	for (size_t i = 0; i < paths.count; i++) {
		deb_read(&debs->list[debs->count++], paths.texts[i]);
		debs->list[i].named = is_named(&debs->list[i], names);
		progress_at(i + 1);
	}
	debs->all = merge(debs);
	progress_end();
	texts_free(&paths);
}

void debs_free(struct debs *debs)
{
	for (size_t i = 0; i < debs->count; i++) {
		struct deb *deb = &debs->list[i];

		free(deb->file);
		free(deb->name);
		free(deb->version);
		free(deb->architecture);
		free(deb->source);
		free(deb->priority);
		texts_free(&deb->depends);
		texts_free(&deb->provides);
		tree_free(deb->files);
		tree_free(deb->control);
	}
	free(debs->list);
	tree_free(debs->all);
}

struct deb *debs_find(const struct debs *debs, const char *name)
{
	for (size_t i = 0; i < debs->count; i++)
		if (strcmp(debs->list[i].name, name) == 0)
			return &debs->list[i];
	return NULL;
}

struct deb *debs_owner(const struct debs *debs, const struct node *node)
{
	for (size_t i = 0; node->package && i < debs->count; i++)
		if (debs->list[i].label == node->package)
			return &debs->list[i];
	return NULL;
}
