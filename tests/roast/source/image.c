// SPDX-License-Identifier: GPL-2.0
/*
 * Opens a source as roast does, prints what is in the image, and writes it as an archive that a
 * domain can start from:
 *   image [--entrypoint PROGRAM] [--package NAME] [--file SOURCE:TARGET] [--include PATH] [--whole]
 *         [--configure JSON] REFERENCE ARCHIVE [-- ARGUMENT...]
 * The settings come first, then "package NAME VERSION", "volume PATH" and "exposed PORT" lines,
 * then a line for each file: mode, owner, size, path, and where a link leads.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../roast/base/files.h"
#include "../../../roast/base/report.h"
#include "../../../roast/source/source.h"

/* Names of installed files live as long as the process. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:installed_file\n";
}

const char *__lsan_default_options(void);
const char *__lsan_default_options(void)
{
	return "print_suppressions=0";
}

struct request {
	struct source_options options;
	const char *reference, *archive, *configure;
};

static void take_flag(struct request *request, const char *flag, char *value)
{
	if (strcmp(flag, "--entrypoint") == 0)
		request->options.entrypoint = value;
	else if (strcmp(flag, "--package") == 0)
		texts_add(&request->options.packages, value);
	else if (strcmp(flag, "--file") == 0)
		texts_add(&request->options.files, value);
	else if (strcmp(flag, "--include") == 0)
		texts_add(&request->options.include, value);
	else if (strcmp(flag, "--configure") == 0)
		request->configure = value;
	else
		fail(STATUS_USAGE, "%s: no such flag", flag);
}

static void take_arguments(struct request *request, int count, char **words)
{
	int i = 1;

	for (; i < count && strcmp(words[i], "--") != 0; i++) {
		if (strcmp(words[i], "--whole") == 0)
			request->options.whole = true;
		else if (words[i][0] == '-' && i + 1 < count) {
			take_flag(request, words[i], words[i + 1]);
			i++;
		} else if (!request->reference)
			request->reference = words[i];
		else
			request->archive = words[i];
	}
	request->options.arguments_given = i < count;
	for (i++; i < count; i++)
		texts_add(&request->options.arguments, words[i]);
	if (!request->archive)
		fail(STATUS_USAGE, "a reference and an archive are needed");
}

static void show(const struct image *image)
{
	struct tree_walk walk = { .tree = image->files };
	char *text = json_to_text(image->settings);
	struct node *node;

	fputs(text, stdout);
	free(text);
	printf("name %s\n", image->name);
	for (size_t i = 0; i < image->package_count; i++)
		printf("package %s %s\n", image->packages[i].name, image->packages[i].version);
	for (size_t i = 0; i < image->volumes.count; i++)
		printf("volume %s\n", image->volumes.texts[i]);
	for (size_t i = 0; i < image->exposed.count; i++)
		printf("exposed %s\n", image->exposed.texts[i]);
	while ((node = tree_next(&walk)))
		printf("%o %u:%u %llu %s %s\n", node->mode, node->uid, node->gid,
		       (unsigned long long)node->size, node->path, node->link ? node->link : "");
}

static void write_archive(struct image *image, const struct request *request)
{
	struct json_object *more = request->configure ? json_from_text(request->configure) : NULL;
	char *text;

	if (more)
		json_merge(image->settings, more);
	text = json_to_text(image->settings);
	tree_add_file(image->files, "/init", 0755, installed_file("init"));
	tree_add_memory(image->files, "/etc/rumproast.json", 0644, text, strlen(text));
	tree_write(image->files, request->archive, TREE_CPIO, TREE_PLAIN, "writing");
	json_object_put(more);
	free(text);
}

int main(int count, char **words)
{
	struct request request = { 0 };
	struct image *image;

	take_arguments(&request, count, words);
	image = source_open(request.reference, &request.options);
	show(image);
	write_archive(image, &request);
	image_free(image);
	texts_free(&request.options.packages);
	texts_free(&request.options.files);
	texts_free(&request.options.include);
	texts_free(&request.options.arguments);
	return 0;
}
