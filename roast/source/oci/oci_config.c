// SPDX-License-Identifier: GPL-2.0
/* What the configuration of an OCI image means for a domain. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "../../base/report.h"
#include "../common/private.h"

static void take_environment(struct image *image, struct json_object *config)
{
	struct json_object *env = json_object_new_object();
	struct texts lines = { 0 };

	json_get_texts(config, "config.Env", &lines);
	for (size_t i = 0; i < lines.count; i++) {
		char *equals = strchr(lines.texts[i], '=');

		if (!equals)
			continue;
		*equals = '\0';
		json_object_object_add(env, lines.texts[i], json_object_new_string(equals + 1));
	}
	if (json_object_object_length(env))
		json_put(image->settings, "program.env", env);
	else
		json_object_put(env);
	texts_free(&lines);
}

static void take_argv(struct image *image, struct json_object *config,
		      const struct source_options *options)
{
	struct texts program = { 0 }, arguments = { 0 };

	if (options->entrypoint) {
		texts_add(&program, options->entrypoint);
	} else {
		json_get_texts(config, "config.Entrypoint", &program);
		json_get_texts(config, "config.Cmd", &arguments);
	}
	if (!program.count && !arguments.count && !options->arguments_given)
		fail(STATUS_USAGE,
		     "%s does not say what to run: put a command behind it, as in %s -- /bin/sh",
		     image->reference, image->reference);
	image_set_argv(image, options, &program, &arguments);
	texts_free(&program);
	texts_free(&arguments);
}

static void check_user(struct image *image, const char *user)
{
	struct accounts accounts;
	char *name = text_format("%.*s", (int)strcspn(user, ":"), user);
	const char *group = strchr(user, ':');

	accounts_read(&accounts, image->files);
	if (accounts_user(&accounts, name) < 0)
		fail(STATUS_FORMAT,
		     "%s is to run as the user %s, whom its /etc/passwd does not have",
		     image->reference, name);
	if (group && accounts_group(&accounts, group + 1) < 0)
		fail(STATUS_FORMAT,
		     "%s is to run as the group %s, which its /etc/group does not have",
		     image->reference, group + 1);
	accounts_free(&accounts);
	free(name);
}

/* "SIGQUIT", "QUIT" or "3". */
static void take_stop_signal(struct image *image, const char *name)
{
	long number;
	char *full;

	if (text_number(name, 1, 64, &number)) {
		const char *known = sigabbrev_np((int)number);

		full = known ? text_format("SIG%s", known) : NULL;
	} else {
		full = text_format("%s%s", text_begins(name, "SIG") ? "" : "SIG", name);
	}
	json_put_text(image->settings, "program.stop_signal", full);
	free(full);
}

static void take_names(struct texts *names, struct json_object *config, const char *path)
{
	json_names(json_get(config, path), names);
	texts_sort(names);
}

void image_take_oci_config(struct image *image, struct json_object *config,
			   const struct source_options *options)
{
	const char *user = json_get_text(config, "config.User");
	const char *directory = json_get_text(config, "config.WorkingDir");
	const char *signal = json_get_text(config, "config.StopSignal");
	const char *machine = json_get_text(config, "architecture");

	if (machine && strcmp(machine, "amd64") != 0)
		fail(STATUS_FORMAT, "%s is for %s, and domains run amd64 programs",
		     image->reference, machine);
	take_argv(image, config, options);
	take_environment(image, config);
	if (user && *user) {
		check_user(image, user);
		json_put_text(image->settings, "program.user", user);
	}
	if (directory && *directory) {
		json_put_text(image->settings, "program.workdir", directory);
		if (!tree_resolve(image->files, directory, true))
			tree_add_directory(image->files, directory, 0755);
	}
	if (signal && *signal)
		take_stop_signal(image, signal);
	take_names(&image->exposed, config, "config.ExposedPorts");
	take_names(&image->volumes, config, "config.Volumes");
	image_add_skeleton(image);
}
