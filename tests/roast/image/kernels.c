// SPDX-License-Identifier: GPL-2.0
/* Kernels: which components there are, what settings need, which kernel is taken. */
#include "fake.h"

static char *resolved(const char *names)
{
	struct texts wanted = { 0 }, list = { 0 };
	char *text;

	texts_split(&wanted, names, " ");
	components_resolve(&wanted, &list);
	text = texts_join(&list, " ");
	texts_free(&wanted);
	texts_free(&list);
	return text;
}

static void test_components(void)
{
	char *text = resolved("crypt");
	const struct component *component = components_known();

	check(strcmp(text, "base block crypt keys local mapper") == 0,
	      "what a component needs is needed, too, and all is sorted");
	free(text);
	text = resolved("");
	check(strcmp(text, "base") == 0, "no kernel is without base");
	free(text);
	while (component->name && strcmp(component->name, "ext4") != 0)
		component++;
	check(component->name && component->cost > 100000 && component->summary,
	      "a component has a cost and a summary");
}

static void resolve_unknown(const void *argument)
{
	(void)argument;
	resolved("ext4 zfs");
}

static void test_unknown(void)
{
	struct caught caught = catch_fail(resolve_unknown, NULL);

	check(caught.status == STATUS_NOT_FOUND && strstr(caught.text, "no component zfs") &&
		      strstr(caught.text, " btrfs "),
	      "an unknown component is named, with the known ones");
}

static const struct {
	const char *settings, *components;
} needs[] = {
	{ "{}", "" },
	{ "{\"mounts\":[{\"type\":\"9p\",\"source\":\"data\",\"target\":\"/d\"}]}", "9p 9p-xen" },
	{ "{\"mounts\":[{\"source\":\"/dev/vda\",\"target\":\"/d\"}]}", "ext4" },
	{ "{\"mounts\":[{\"source\":\"/a\",\"options\":\"ro,bind\",\"target\":\"/d\"}]}", "" },
	{ "{\"mounts\":[{\"type\":\"tmpfs\",\"target\":\"/d\"}]}", "" },
	{ "{\"mounts\":[{\"type\":\"nfs4\",\"source\":\"s:/\",\"target\":\"/d\"},"
	  "{\"type\":\"vfat\",\"source\":\"/dev/vda\",\"target\":\"/e\"}]}",
	  "nfs vfat" },
	{ "{\"devices\":[{\"type\":\"luks\",\"name\":\"x\",\"device\":\"/dev/vda\"},"
	  "{\"type\":\"raid\",\"name\":\"y\"}]}",
	  "crypt raid" },
	{ "{\"devices\":[{\"type\":\"plain\",\"cipher\":\"serpent-xts-plain64\"}]}",
	  "ciphers crypt" },
	{ "{\"devices\":[{\"type\":\"verity\",\"root_hash_signature\":\"/root.signature\"}]}",
	  "signatures verity" },
	{ "{\"root\":{\"source\":\"/dev/vda\",\"type\":\"erofs\",\"overlay\":true}}",
	  "erofs overlay" },
	{ "{\"root\":{\"overlay\":{\"source\":\"/dev/vdb\",\"type\":\"xfs\"}}}", "overlay xfs" },
	{ "{\"root\":{\"overlay\":false}}", "" },
};

static void test_needs(void)
{
	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++) {
		struct json_object *settings = json_from_text(needs[i].settings);
		struct texts components = { 0 };
		char *text;

		components_needed(settings, &components);
		texts_sort(&components);
		text = texts_join(&components, " ");
		check(strcmp(text, needs[i].components) == 0, "%s needs \"%s\"", needs[i].settings,
		      needs[i].components);
		free(text);
		texts_free(&components);
		json_object_put(settings);
	}
}

static void test_tools(void)
{
	struct json_object *settings =
		json_from_text("{\"devices\":[{\"type\":\"verity\"},{\"type\":\"raid\"}],"
			       "\"mounts\":[{\"source\":\"UUID=12\"}]}");
	struct texts tools = { 0 };
	char *text;

	tools_needed(settings, &tools);
	text = texts_join(&tools, " ");
	check(strcmp(text, "blkid mdadm veritysetup") == 0,
	      "devices and names of disks need tools");
	free(text);
	texts_free(&tools);
	json_object_put(settings);
}

/* ---- the choice */

static struct kernel made_kernel(const char *path, const char *components, uint64_t size)
{
	struct kernel kernel = { .path = text_copy(path), .size = size };

	texts_split(&kernel.components, components, " ");
	return kernel;
}

static const struct {
	const char *wanted, *chosen, *exactly;
} choices[] = {
	{ "base", "small", "small" },
	{ "base inet", "middle", NULL },
	{ "base inet virtio", "middle", "middle" },
	{ "base ext4 inet virtio", "large", NULL },
	{ "base xfs", "other", "other" },
	{ "base ext4 xfs", NULL, NULL },
};

static bool is_kernel(const struct kernel *kernel, const char *path)
{
	return kernel ? path && strcmp(kernel->path, path) == 0 : !path;
}

static void test_choice(void)
{
	struct kernels kernels = { 0 };

	kernels.kernels = allocate(6, sizeof(*kernels.kernels));
	kernels.kernels[kernels.count++] = made_kernel("unknown", "", 1);
	kernels.kernels[kernels.count++] = made_kernel("large", "base inet virtio ext4 swap", 900);
	kernels.kernels[kernels.count++] = made_kernel("middle", "base inet virtio", 500);
	kernels.kernels[kernels.count++] = made_kernel("middle-too", "base inet virtio", 501);
	kernels.kernels[kernels.count++] = made_kernel("small", "base", 100);
	kernels.kernels[kernels.count++] = made_kernel("other", "base xfs", 600);
	for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++) {
		struct texts wanted = { 0 };

		texts_split(&wanted, choices[i].wanted, " ");
		check(is_kernel(kernels_choose(&kernels, &wanted, false), choices[i].chosen),
		      "the smallest kernel with %s", choices[i].wanted);
		check(is_kernel(kernels_choose(&kernels, &wanted, true), choices[i].exactly),
		      "the kernel of exactly %s", choices[i].wanted);
		texts_free(&wanted);
	}
	kernels_free(&kernels);
}

static bool names_itself(const char *path)
{
	char *version = kernel_version(path);
	bool right = text_begins(version, "6.12.");

	free(version);
	return right;
}

/* What the default kernel has exactly is there, so nothing is built. */
static void test_there(void)
{
	struct texts wanted = { 0 }, have = { 0 };
	struct stat with, without;
	char *path;

	components_default(&wanted);
	path = kernel_with(&wanted, true, &have);
	check(texts_have(&have, "ext4") && texts_have(&have, "local") && !texts_have(&have, "xfs"),
	      "the default kernel has its components, and those they need");
	check(stat(path, &without) == 0 &&
		      stat(PROJECT_BUILD "/kernel/default/vmlinux", &with) == 0 &&
		      without.st_size < with.st_size,
	      "a kernel is taken without its symbols");
	check(kernel_loaded_bytes(path) ==
		      kernel_loaded_bytes(PROJECT_BUILD "/kernel/default/vmlinux"),
	      "what is loaded of it stays the same");
	check(names_itself(path), "a kernel tells its version");
	free(path);
	texts_add(&wanted, "btrfs");
	texts_free(&have);
	path = kernel_with(&wanted, false, &have);
	check(texts_have(&have, "xfs"), "what the default kernel lacks, the storage kernel has");
	free(path);
	texts_free(&wanted);
	texts_free(&have);
}

static void take_no_kernel(const void *path)
{
	kernel_of_file(path);
}

static void test_no_kernel(void)
{
	struct caught caught = catch_fail(take_no_kernel, PROJECT "/Makefile");

	check(caught.status == STATUS_FORMAT && strstr(caught.text, "Makefile is no kernel"),
	      "what is no kernel is refused");
	caught = catch_fail(take_no_kernel, "/nowhere/vmlinux");
	check(caught.status == STATUS_NOT_FOUND, "a kernel that is not there is told");
}

/* ---- a kernel that nobody has; what takes minutes is in the place of make done by a script */

static const char make_script[] = "#!/bin/sh\n"
				  "# make -C TREE kernel COMPONENTS=... NAME=...\n"
				  "[ -z \"$MAKEFLAGS\" ] || exit 9\n"
				  "for word; do case $word in\n"
				  "COMPONENTS=*) components=${word#*=} ;;\n"
				  "NAME=*) directory=$2/build/kernel/${word#*=} ;;\n"
				  "esac; done\n"
				  "echo \"  CONFIG  it\"\n"
				  "echo \"  KERNEL  it: 1 of about 900 objects\"\n"
				  "case $components in *wireguard*)\n"
				  "	echo 'build-kernel: this kernel cannot have it' >&2\n"
				  "	echo 'make: *** [kernel] Error 1' >&2\n"
				  "	exit 2 ;;\n"
				  "esac\n"
				  "mkdir -p $directory\n"
				  "cp " PROJECT_BUILD "/kernel/default/vmlinux $directory\n"
				  "echo $components | tr ' ' '\\n' >$directory/components\n"
				  "echo 'linux-source-6.12 6.12.1-1' >$directory/package\n"
				  "echo $components >>$2/built\n";

static void prepare_tree(void)
{
	char *bin = in_folder("bin"), *build = in_folder("source/build"), *make, *path, *link;

	directory_make(bin, 0755);
	directory_make(build, 0755);
	make = in_folder("bin/make");
	file_write(make, make_script, strlen(make_script), 0755);
	path = text_format("%s:%s", bin, getenv("PATH"));
	setenv("PATH", path, 1);
	setenv("MAKEFLAGS", "-j3", 1);
	link = in_folder("source/linux");
	require(symlink(PROJECT "/linux", link) == 0);
	source_tree = in_folder("source");
	free(link);
	free(path);
	free(make);
	free(build);
	free(bin);
}

static void build_refused(const void *argument)
{
	struct texts wanted = { 0 }, have = { 0 };

	(void)argument;
	texts_add(&wanted, "wireguard");
	kernel_with(&wanted, true, &have);
}

static int builds(void)
{
	char *path = in_folder("source/built");
	char *text = file_try_read(path, NULL);
	int count = 0;

	for (const char *c = text; c && *c; c++)
		count += *c == '\n';
	free(text);
	free(path);
	return count;
}

static void test_build(void)
{
	struct texts wanted = { 0 }, have = { 0 };
	struct caught caught;
	char *path, *list;

	prepare_tree();
	texts_split(&wanted, "base tun", " ");
	path = kernel_with(&wanted, true, &have);
	list = texts_join(&have, " ");
	check(builds() == 1 && strcmp(list, "base inet local tun") == 0,
	      "a kernel that nobody has is built of exactly what is wanted");
	check(kernel_loaded_bytes(path) > 0 && text_begins(path, folder),
	      "and is kept, without its symbols");
	free(path);
	texts_free(&have);
	path = kernel_with(&wanted, true, &have);
	check(builds() == 1, "the second time it is there");
	free(path);
	path = in_folder("source/build/kernel");
	check(rmdir(path) == 0, "what the build left is taken away");
	caught = catch_fail(build_refused, NULL);
	check(caught.status == STATUS_FAILED &&
		      strstr(caught.text, "cannot build a kernel of base inet local wireguard") &&
		      strstr(caught.text, "build-kernel: this kernel cannot have it"),
	      "a build that fails is told in the build's own words");
	free(path);
	free(list);
	texts_free(&wanted);
	texts_free(&have);
}

int main(void)
{
	begin();
	test_components();
	test_unknown();
	test_needs();
	test_tools();
	test_choice();
	test_there();
	test_no_kernel();
	test_build();
	return finish();
}
