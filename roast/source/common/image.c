// SPDX-License-Identifier: GPL-2.0
/* Images, and what all of them have. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "../../base/files.h"
#include "private.h"

/* A name serves as a host name, too: letters, digits, and a dash or a dot between them. */
static char *plain_name(const char *text)
{
	char *name = text_copy(text);
	size_t used = 0;

	for (const char *at = text; *at && used < 63; at++) {
		if (isalnum((unsigned char)*at))
			name[used++] = (char)tolower((unsigned char)*at);
		else if (used && name[used - 1] != '-' && strchr("-_.+ ", *at))
			name[used++] = *at == '.' ? '.' : '-';
	}
	while (used && (name[used - 1] == '-' || name[used - 1] == '.'))
		used--;
	name[used] = '\0';
	if (used)
		return name;
	free(name);
	return text_copy("program");
}

struct image *image_new(const char *reference, const char *name)
{
	struct image *image = allocate(1, sizeof(*image));

	image->reference = text_copy(reference);
	image->name = plain_name(name);
	image->files = tree_new();
	image->settings = json_object_new_object();
	image->entry = 1;
	return image;
}

static void free_package(struct package *package)
{
	free(package->name);
	free(package->version);
	free(package->architecture);
	free(package->source);
	free(package->file_name);
}

void image_free(struct image *image)
{
	if (!image)
		return;
	for (size_t i = 0; i < image->package_count; i++)
		free_package(&image->packages[i]);
	free(image->packages);
	free(image->name);
	free(image->reference);
	tree_free(image->files);
	json_object_put(image->settings);
	texts_free(&image->components);
	texts_free(&image->exposed);
	texts_free(&image->volumes);
	free(image);
}

struct package *image_add_package(struct image *image, const char *name, const char *version)
{
	struct package *package;

	for (size_t i = 0; i < image->package_count; i++)
		if (strcmp(image->packages[i].name, name) == 0 &&
		    strcmp(image->packages[i].version, version) == 0)
			return &image->packages[i];
	image->packages =
		reallocate(image->packages, image->package_count + 1, sizeof(*image->packages));
	package = &image->packages[image->package_count++];
	*package = (struct package){ .name = text_copy(name), .version = text_copy(version) };
	return package;
}

static int compare_packages(const void *one, const void *other)
{
	const struct package *left = one, *right = other;
	int names = strcmp(left->name, right->name);

	return names ? names : strcmp(left->version, right->version);
}

void image_sort_packages(struct image *image)
{
	if (image->package_count)
		qsort(image->packages, image->package_count, sizeof(*image->packages),
		      compare_packages);
}

void image_add_skeleton(struct image *image)
{
	static const struct {
		const char *path;
		mode_t permissions;
	} directories[] = {
		{ "/dev", 0755 },	{ "/etc", 0755 },      { "/proc", 0755 },
		{ "/root", 0700 },	{ "/run", 0755 },      { "/sys", 0755 },
		{ "/tmp", 01777 },	{ "/var", 0755 },      { "/mnt", 0755 },
		{ "/home", 0755 },	{ "/var/tmp", 01777 }, { "/usr", 0755 },
		{ "/var/cache", 0755 }, { "/var/lib", 0755 },  { "/var/log", 0755 },
	};
	struct node console = { .path = "/dev/console",
				.mode = S_IFCHR | 0600,
				.device = makedev(5, 1) };
	struct node null = { .path = "/dev/null", .mode = S_IFCHR | 0666, .device = makedev(1, 3) };

	for (size_t i = 0; i < sizeof(directories) / sizeof(*directories); i++)
		if (!tree_resolve(image->files, directories[i].path, true))
			tree_add_directory(image->files, directories[i].path,
					   directories[i].permissions);
	if (!tree_find(image->files, "/dev/console"))
		tree_add(image->files, &console);
	if (!tree_find(image->files, "/dev/null"))
		tree_add(image->files, &null);
	if (!tree_resolve(image->files, "/var/run", false))
		tree_add_link(image->files, "/var/run", "/run");
}

void image_add_top_links(struct image *image)
{
	static const char *const names[] = { "bin", "sbin", "lib", "lib64" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		char *path = text_format("/usr/%s", names[i]);

		tree_add_directory(image->files, path, 0755);
		if (!tree_find(image->files, path + 4))
			tree_add_link(image->files, path + 4, path + 1);
		free(path);
	}
}

static void add_text(struct tree *tree, const char *path, const char *text)
{
	if (!tree_resolve(tree, path, true))
		tree_add_memory(tree, path, 0644, text, strlen(text));
}

/* Debian's own first accounts, if they are known; a root and a nobody in any case. */
static void add_accounts(struct tree *tree, const struct origin *origin)
{
	static const char *const known[][3] = {
		{ "/etc/passwd", "/usr/share/base-passwd/passwd.master",
		  "root:x:0:0:root:/root:/bin/sh\n"
		  "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n" },
		{ "/etc/group", "/usr/share/base-passwd/group.master",
		  "root:x:0:\nnogroup:x:65534:\n" },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		struct node node;
		char *text = NULL;

		if (origin_node(origin, known[i][1], &node)) {
			text = tree_text(origin->tree, &node);
			for (char *star = text; (star = strstr(star, ":*:"));)
				star[1] = 'x';
			free((char *)node.path);
		}
		add_text(tree, known[i][0], text ? text : known[i][2]);
		free(text);
	}
}

static void add_copy(struct tree *tree, const struct origin *origin, const char *path)
{
	if (!tree_resolve(tree, path, true))
		free(tree_bring(tree, path, origin->look, origin->context));
}

void image_add_system_files(struct image *image, const struct tree *from)
{
	struct origin origin = origin_of(from);
	char *text = file_read(installed_file("image/nsswitch.conf"), NULL);

	add_accounts(image->files, &origin);
	add_copy(image->files, &origin, "/etc/services");
	add_copy(image->files, &origin, "/etc/protocols");
	add_copy(image->files, &origin, "/etc/os-release");
	add_text(image->files, "/etc/nsswitch.conf", text);
	free(text);
}

void image_set_argv(struct image *image, const struct source_options *options,
		    const struct texts *program, const struct texts *arguments)
{
	const struct texts *rest = options->arguments_given ? &options->arguments : arguments;
	struct texts argv = { 0 };

	for (size_t i = 0; program && i < program->count; i++)
		texts_add(&argv, program->texts[i]);
	for (size_t i = 0; rest && i < rest->count; i++)
		texts_add(&argv, rest->texts[i]);
	json_put_texts(image->settings, "program.argv", &argv);
	image->entry = program ? program->count : 0;
	texts_free(&argv);
}

char *text_of(const struct tree *tree, const char *path)
{
	struct node *node = tree_resolve(tree, path, true);

	return node && S_ISREG(node->mode) ? tree_text(tree, node) : NULL;
}
