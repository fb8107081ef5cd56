// SPDX-License-Identifier: GPL-2.0
/* Builds a kernel that nobody has, from roast's own source, by make. */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../base/child.h"
#include "../base/files.h"
#include "../base/report.h"
#include "private.h"

extern char **environ;

/*
 * Where the build writes. The project's own tree has a folder for it; what is installed is only
 * read, and copied, with its times, so that a second build has less to do.
 */
static char *build_tree(void)
{
	const char *source = installed_file("source");
	char *build = text_format("%s/build", source);
	struct texts argv = { 0 };
	char *copy;

	if (access(build, W_OK) == 0) {
		free(build);
		return text_copy(source);
	}
	free(build);
	copy = text_format("%s/source", cache_directory());
	texts_split(&argv, "cp -r -p -u -T", " ");
	texts_add(&argv, source);
	texts_add(&argv, copy);
	free(child_output(&argv));
	texts_free(&argv);
	return copy;
}

/* Builds share objects of the hypercall layer and the unpacked tree of Linux. */
static int lock_builds(void)
{
	char *path = text_format("%s/kernel-build.lock", cache_directory());
	int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (lock < 0)
		fail_errno("cannot open %s", path);
	if (flock(lock, LOCK_EX | LOCK_NB)) {
		note("waiting for another build of a kernel to end");
		while (flock(lock, LOCK_EX))
			if (errno != EINTR)
				fail_errno("cannot lock %s", path);
	}
	free(path);
	return lock;
}

/* A make that roast is a part of is none of this one's business. */
static void make_command(struct texts *argv, const char *tree, const char *components,
			 const char *name)
{
	texts_split(argv, "env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS -u COMPONENTS -u NAME make",
		    " ");
	texts_add(argv, "-C");
	texts_add(argv, tree);
	texts_add(argv, "kernel");
	texts_add_format(argv, "COMPONENTS=%s", components);
	texts_add_format(argv, "NAME=%s", name);
}

static pid_t start_make(const struct texts *argv, FILE **lines)
{
	posix_spawn_file_actions_t actions;
	int ends[2], error;
	pid_t child;

	if (pipe2(ends, O_CLOEXEC))
		fail_errno("cannot make a pipe");
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
	error = posix_spawnp(&child, argv->texts[0], &actions, NULL, argv->texts, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	*lines = error ? NULL : fdopen(ends[0], "r");
	if (!*lines) {
		errno = error ? error : errno;
		fail_errno("cannot start make");
	}
	return child;
}

/* scripts/kernel-progress says "KERNEL NAME: 200 of about 900 objects" now and then. */
static bool is_progress(const char *line, uint64_t *done, uint64_t *total)
{
	static const char between[] = " of about ";
	const char *numbers = strstr(line, "KERNEL ");
	char *end;

	numbers = numbers ? strstr(numbers, ": ") : NULL;
	if (!numbers)
		return false;
	*done = strtoull(numbers + 2, &end, 10);
	if (!text_begins(end, between))
		return false;
	*total = strtoull(end + strlen(between), &end, 10);
	return text_begins(end, " objects");
}

/* Of all that is no progress the last line that is not make's own tells what went wrong. */
static char *follow(FILE *lines, const char *what)
{
	char *line = NULL, *last = text_copy("it did not say why");
	uint64_t done, total;
	bool begun = false;
	size_t room = 0;

	while (getline(&line, &room, lines) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (is_progress(line, &done, &total)) {
			if (!begun)
				progress_begin(what, total, false);
			begun = true;
			progress_at(done);
		} else if (*line && !text_begins(line, "make")) {
			free(last);
			last = text_copy(line);
		}
	}
	if (begun)
		progress_end();
	free(line);
	return last;
}

static void run_make(const char *tree, const char *components, const char *name)
{
	struct texts argv = { 0 };
	char *what = text_format("building a kernel of %s", components);
	FILE *lines;
	pid_t child;
	char *last;
	int status;

	child_need("make", "make");
	note("no kernel here has just these components: building one of %s; this takes minutes",
	     components);
	make_command(&argv, tree, components, name);
	child = start_make(&argv, &lines);
	last = follow(lines, what);
	fclose(lines);
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			fail_errno("cannot wait for make");
	if (status)
		fail(STATUS_FAILED, "cannot build a kernel of %s in %s: %s", components, tree,
		     last);
	free(last);
	free(what);
	texts_free(&argv);
}

struct kernel *kernel_build(const struct texts *components)
{
	char *list = texts_join(components, " ");
	char *digest = text_digest(list, strlen(list));
	char *name = text_format("roast-%.12s", digest);
	struct kernels known = { 0 };
	struct kernel *kernel;
	int lock = lock_builds();

	/* Whoever was waited for may have built the same. */
	kernels_in(&known, kernels_built());
	if (kernels_choose(&known, components, true)) {
		kernel = kernel_of_file(kernels_choose(&known, components, true)->path);
	} else {
		char *tree = build_tree();
		char *directory = text_format("%s/build/kernel/%s", tree, name);
		char *vmlinux = text_format("%s/vmlinux", directory);

		run_make(tree, list, name);
		kernel = kernel_into(vmlinux, kernels_built());
		directory_remove(directory);
		free(vmlinux);
		free(directory);
		free(tree);
	}
	kernels_free(&known);
	close(lock);
	free(name);
	free(digest);
	free(list);
	return kernel;
}
