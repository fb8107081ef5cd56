// SPDX-License-Identifier: GPL-2.0
/* What of packages is kept: all of some, of others what something kept refers to. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../../base/report.h"
#include "debian.h"

#define TEXT_MAX (1u << 20)

/* Packages for installing others, and for starting a whole machine. */
static bool is_tool_package(const struct deb *deb)
{
	static const char *const names[] = {
		"libc6",
		"adduser",
		"debconf",
		"debconf-i18n",
		"cdebconf",
		"ucf",
		"sensible-utils",
		"lsb-base",
		"sysvinit-utils",
		"runit-helper",
		"systemd",
		"systemd-sysv",
		"udev",
		"init",
		"dpkg",
		"dbus",
		"init-system-helpers",
		"iproute2",
		"libpam-systemd",
		"kmod",
		"libpam-runtime",
		"cron",
		"logrotate",
		"ssl-cert",
		"dbus-daemon",
		"dbus-bin",
		"dbus-system-bus-common",
		"dbus-session-bus-common",
		"apparmor",
		"locales",
		"dmsetup",
		"mount",
		"util-linux-extra",
		"gcc-12-base",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(deb->name, names[i]) == 0)
			return true;
	return strcmp(deb->source, "perl") == 0;
}

static bool is_of_system(const struct deb *deb)
{
	return deb->essential || text_equal(deb->priority, "required") ||
	       text_equal(deb->priority, "important") || is_tool_package(deb);
}

static bool is_sibling_of_named(const struct debs *debs, const struct deb *deb)
{
	for (size_t i = 0; i < debs->count; i++)
		if (debs->list[i].named && strcmp(debs->list[i].source, deb->source) == 0 &&
		    strcmp(deb->name, "libc6") != 0)
			return true;
	return false;
}

static bool is_meant(const struct deb *deb, const char *name)
{
	return strcmp(deb->name, name) == 0 || texts_have(&deb->provides, name);
}

/* What a package depends on is kept like itself, unless every system has it. */
static void keep_all(const struct debs *debs, struct deb *deb, bool even_of_system)
{
	if (deb->keep == KEEP_ALL || (is_of_system(deb) && !even_of_system))
		return;
	deb->keep = KEEP_ALL;
	for (size_t i = 0; i < deb->depends.count; i++)
		for (size_t j = 0; j < debs->count; j++)
			if (is_meant(&debs->list[j], deb->depends.texts[i]))
				keep_all(debs, &debs->list[j],
					 is_sibling_of_named(debs, &debs->list[j]));
}

void debs_decide(const struct debs *debs, const struct source_options *options)
{
	for (size_t i = 0; i < debs->count; i++)
		debs->list[i].keep = KEEP_REFERRED;
	for (size_t i = 0; i < debs->count; i++) {
		struct deb *deb = &debs->list[i];

		if (options->whole)
			deb->keep = KEEP_ALL;
		else if (deb->named)
			keep_all(debs, deb, true);
	}
}

void deb_bring(const struct debs *debs, const struct deb *deb, struct tree *files, bool ballast)
{
	struct tree_walk walk = { .tree = debs->all };
	struct node *node;

	while ((node = tree_next(&walk))) {
		if (node->package != deb->label || (!ballast && path_is_ballast(node->path)))
			continue;
		if (S_ISLNK(node->mode))
			tree_add(files, node);
		else
			free(tree_bring(files, node->path, tree_look_tree, debs->all));
	}
}

/* ---- what is referred to */

struct selection {
	const struct debs *debs;
	struct tree *files;
	struct closure closure;
	const struct texts *programs;
	struct texts queue; /* paths to be looked at */
	struct text_set seen;
	bool changed;
};

static bool is_program_folder(const char *path)
{
	static const char *const places[] = { "/usr/bin/", "/usr/sbin/",  "/bin/",
					      "/sbin/",	   "/usr/local/", "/usr/libexec/" };

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (text_begins(path, places[i]))
			return true;
	return false;
}

/* How many packages have something in the directory, and whether the last is kept in parts. */
static size_t owners_of(const struct debs *debs, const char *path, const struct deb **owner)
{
	struct tree_walk walk = { .tree = debs->all, .below = path };
	const char *last = NULL;
	struct node *node;
	size_t count = 0;

	while ((node = tree_next(&walk)) && count < 2) {
		if (S_ISDIR(node->mode) || !node->package || node->package == last)
			continue;
		last = node->package;
		*owner = debs_owner(debs, node);
		count++;
	}
	return count;
}

/*
 * Of a directory that is one package's own, all that is in it; but not of Perl's modules, which
 * the interpreter names, and which come with scripts.
 */
static void refer_to_directory(struct selection *selection, const char *path)
{
	const struct deb *owner = NULL;

	if (path_is_ballast(path) || strcmp(path, "/usr/lib/locale") == 0 ||
	    text_ends(path, "/gconv") || owners_of(selection->debs, path, &owner) != 1 || !owner ||
	    owner->keep == KEEP_ALL || strcmp(owner->source, "perl") == 0)
		return;
	closure_directory(&selection->closure, path, NULL);
	selection->changed = true;
}

static void refer_to_path(void *context, const char *path)
{
	struct selection *selection = context;
	struct node *node = tree_resolve(selection->debs->all, path, true);
	bool is_script_or_program;

	if (!node || !text_set_add(&selection->seen, path))
		return;
	if (S_ISDIR(node->mode)) {
		refer_to_directory(selection, node->path);
		return;
	}
	is_script_or_program = S_ISREG(node->mode) && (node->mode & 0111);
	if (is_script_or_program &&
	    (is_program_folder(path) || tree_find(selection->files, node->path)))
		texts_add(&selection->queue, path);
}

static void refer_to_command(void *context, const char *word)
{
	struct selection *selection = context;
	char *path = closure_command(&selection->closure, word);

	if (path)
		texts_add(&selection->queue, path);
	free(path);
}

/* A language's modules are needed by whatever is written in it. */
static void refer_to_interpreter(struct selection *selection, const char *script,
				 const char *interpreter)
{
	static const char *const alone[] = { "sh",   "dash", "bash", "busybox", "awk",
					     "mawk", "gawk", "sed",  "env",	"make" };
	struct node *node = tree_resolve(selection->debs->all, interpreter, true);
	const struct deb *owner = node ? debs_owner(selection->debs, node) : NULL;
	const char *name = node ? strrchr(node->path, '/') + 1 : "";

	for (size_t i = 0; i < sizeof(alone) / sizeof(*alone); i++)
		if (strcmp(name, alone[i]) == 0)
			return;
	if (!owner || !text_set_add(&selection->seen, owner->label))
		return;
	selection->changed = true;
	deb_bring(selection->debs, owner, selection->files, false);
	for (size_t i = 0; i < selection->debs->count; i++) {
		const struct deb *other = &selection->debs->list[i];

		if (texts_have(selection->programs, script) && other != owner &&
		    strcmp(other->source, owner->source) == 0)
			deb_bring(selection->debs, other, selection->files, false);
	}
}

static void look_at_script(struct selection *selection, const char *path, const struct node *node,
			   const struct texts *words)
{
	const char *interpreter = words->texts[0];
	char *text = tree_text(selection->files, node), *command = NULL;

	if (text_ends(interpreter, "/env") && words->count > 1)
		command = closure_command(&selection->closure, words->texts[words->count - 1]);
	refer_to_interpreter(selection, path, command ? command : interpreter);
	if (text_ends(interpreter, "sh"))
		commands_in(text, refer_to_command, selection);
	paths_in(text, strlen(text), refer_to_path, selection);
	free(command);
	free(text);
}

static bool is_c_library(const char *path)
{
	const char *name = strrchr(path, '/') + 1;

	return text_begins(name, "libc.so") || text_begins(name, "ld-linux");
}

static void look_at_bytes(struct selection *selection, const struct node *node)
{
	struct mapped content;

	if (is_c_library(node->path))
		return;
	map_content(&content, selection->files, node);
	paths_in(content.bytes, content.size, refer_to_path, selection);
	unmap_content(&content);
}

/* A file that is used, by all we know: what it needs comes, and what it refers to is used, too. */
static void use(struct selection *selection, const char *path)
{
	struct texts words = { 0 };
	struct node *node;

	closure_file(&selection->closure, path);
	node = tree_resolve(selection->files, path, true);
	if (!node || !S_ISREG(node->mode))
		return;
	{
		char *key = text_format("used:%s", node->path);
		bool again = !text_set_add(&selection->seen, key);

		free(key);
		if (again)
			return;
	}
	selection->changed = true;
	if (node->size < TEXT_MAX && script_words(selection->files, node, &words))
		look_at_script(selection, path, node, &words);
	else
		look_at_bytes(selection, node);
	texts_free(&words);
}

static bool is_elf(const struct tree *tree, const struct node *node)
{
	char magic[4];

	return node->size > 64 && tree_read(tree, node, 0, magic, 4) == 4 &&
	       memcmp(magic, "\177ELF", 4) == 0;
}

/* Scripts of a package that somebody named call each other by names that they put together. */
static bool is_own_shell_script(const struct selection *selection, const struct node *node)
{
	const struct deb *owner = debs_owner(selection->debs, node);
	struct texts words = { 0 };
	bool is;

	if (!owner || !owner->named || !(node->mode & 0111) || node->size >= TEXT_MAX)
		return false;
	is = script_words(selection->files, node, &words) && text_ends(words.texts[0], "sh");
	texts_free(&words);
	return is;
}

/* ELF files that are kept, and configurations, are taken for used; other scripts only if named. */
static void use_kept(struct selection *selection)
{
	struct tree_walk walk = { .tree = selection->files };
	struct texts paths = { 0 };
	struct node *node;

	while ((node = tree_next(&walk)))
		if (S_ISREG(node->mode) &&
		    (text_begins(node->path, "/etc/") || is_elf(selection->files, node) ||
		     is_own_shell_script(selection, node)))
			texts_add(&paths, node->path);
	for (size_t i = 0; i < paths.count; i++)
		use(selection, paths.texts[i]);
	texts_free(&paths);
}

static void use_queued(struct selection *selection)
{
	for (size_t i = 0; i < selection->queue.count; i++) {
		char *path = text_copy(selection->queue.texts[i]);

		use(selection, path);
		free(path);
	}
	texts_free(&selection->queue);
}

static void include(struct selection *selection, const char *path)
{
	struct node *node = tree_resolve(selection->debs->all, path, true);

	if (!node)
		fail(STATUS_NOT_FOUND, "--include %s: none of the packages has it", path);
	if (S_ISDIR(node->mode))
		closure_directory(&selection->closure, path, NULL);
	texts_add(&selection->queue, path);
}

static void need_programs(struct selection *selection)
{
	struct closure programs;

	closure_begin(&programs, selection->files, selection->debs->all);
	for (size_t i = 0; i < selection->programs->count; i++) {
		closure_file(&programs, selection->programs->texts[i]);
		texts_add(&selection->queue, selection->programs->texts[i]);
	}
	closure_end(&programs);
}

void debs_select(const struct debs *debs, struct tree *files, const struct texts *programs,
		 const struct source_options *options)
{
	struct selection selection = { .debs = debs, .files = files, .programs = programs };

	for (size_t i = 0; i < debs->count; i++)
		if (debs->list[i].keep == KEEP_ALL)
			deb_bring(debs, &debs->list[i], files, options->whole);
	need_programs(&selection);
	closure_begin(&selection.closure, files, debs->all);
	for (size_t i = 0; i < options->include.count; i++)
		include(&selection, options->include.texts[i]);
	do {
		selection.changed = false;
		use_queued(&selection);
		use_kept(&selection);
		closure_extras(&selection.closure);
	} while (selection.changed);
	/* Plug-ins may lack what only a person who wants them would install. */
	texts_free(&selection.closure.missing);
	closure_end(&selection.closure);
	text_set_free(&selection.seen);
	texts_free(&selection.queue);
}
