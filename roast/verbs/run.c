// SPDX-License-Identifier: GPL-2.0
/* roast run: something as a domain, now. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/report.h"
#include "../run/rows.h"
#include "../run/run.h"
#include "../verbs.h"

static struct source_options source;
static struct bundle_options image;
static struct machine_flags machine;
static struct program_flags program;
static char *on, *accel, *name, *user, *workdir, *hostname, *restart, *stop_signal, *stop_timeout;
static bool detach, remove_after, interactive, terminal, dry_run;

static const struct option_row options[] = {
	{ 'd', "detach", OPTION_SWITCH, NULL, "in the background; prints the domain's id",
	  &detach },
	{ 0, "rm", OPTION_SWITCH, NULL, "remove the domain when it has ended", &remove_after },
	{ 'i', "interactive", OPTION_SWITCH, NULL, "keep standard input open, with -d too",
	  &interactive },
	{ 't', "tty", OPTION_SWITCH, NULL, "give the program a terminal", &terminal },
	{ 0, "name", OPTION_TEXT, "NAME", "the domain's name", &name },
	{ 0, "on", OPTION_TEXT, "HOST", "xen, qemu or firecracker (default: what there is)", &on },
	{ 0, "accel", OPTION_TEXT, "KIND",
	  "with QEMU: kvm, tcg (emulation), or auto: kvm where it works (default)", &accel },
	MACHINE_ROWS(machine),
	PROGRAM_ROWS(program),
	{ 'u', "user", OPTION_TEXT, "USER[:GROUP]", "who the program runs as", &user },
	{ 'w', "workdir", OPTION_TEXT, "PATH", "where the program starts", &workdir },
	{ 'h', "hostname", OPTION_TEXT, "NAME", "the domain's own name for itself", &hostname },
	{ 0, "restart", OPTION_TEXT, "POLICY", "no, on-failure[:TIMES], always, unless-stopped",
	  &restart },
	SOURCE_ROWS(source),
	KERNEL_ROWS(image),
	{ 0, "stop-signal", OPTION_TEXT, "SIGNAL", "what asks the program to end", &stop_signal },
	{ 0, "stop-timeout", OPTION_TEXT, "SECONDS", "how long it may take", &stop_timeout },
	{ 0, "dry-run", OPTION_SWITCH, NULL, "print what would be started, and start nothing",
	  &dry_run },
	{ 0 },
};

/* ---- the domain's settings */

static void put_flags(struct json_object *settings)
{
	long seconds;

	json_put_text(settings, "hostname", hostname);
	json_put_text(settings, "program.user", user);
	json_put_text(settings, "program.workdir", workdir);
	json_put_text(settings, "program.stop_signal", stop_signal);
	if (stop_timeout) {
		if (!text_number(stop_timeout, 0, 3600, &seconds))
			fail(STATUS_USAGE, "--stop-timeout %s: not a number of seconds to 3600",
			     stop_timeout);
		json_put_number(settings, "program.stop_timeout", seconds);
	}
}

static void put_terminal(struct json_object *settings)
{
	const char *kind = getenv("TERM");

	if (!terminal)
		return;
	json_put_boolean(settings, "program.terminal", true);
	if (!json_get_text(settings, "program.env.TERM"))
		json_put_text(settings, "program.env.TERM", kind && *kind ? kind : "xterm");
}

/* control: what the host calls its channel; null for a plan that is used by hand. */
static struct json_object *settings_of_run(const struct bundle *bundle, const struct order *order,
					   const char *control)
{
	struct json_object *settings = settings_take(bundle, &program, &source);

	hostname_put(settings, order->spec.name);
	put_flags(settings);
	put_terminal(settings);
	if (!order->spec.network && !json_get(settings, "net"))
		json_put(settings, "net", json_object_new_object());
	volumes_mount(&order->spec, order->host->name, settings);
	json_put_text(settings, "control", control);
	return settings;
}

static void check_terminal(void)
{
	if (terminal && !detach && !dry_run && !isatty(STDIN_FILENO))
		fail(STATUS_USAGE, "-t: standard input is not a terminal; leave -t out");
}

static char *take_name(const char *reference)
{
	const char *slash = strrchr(reference, '/');

	return text_copy(slash && slash[1] ? slash + 1 : reference);
}

/* A kernel for volumes is needed, too; so the host has to be known before the image is made. */
static struct bundle *make_image(const char *reference, struct spec *spec, const char *host)
{
	struct bundle *bundle;

	volumes_components(spec, host, &image.components);
	bundle = bundle_for_run(reference, &source, &image);
	spec->memory = memory_take(bundle, machine.memory);
	spec->kernel = text_copy(bundle->kernel);
	volumes_make(spec, bundle->archive);
	return bundle;
}

static void place_archive(const struct bundle *bundle, struct order *order, const char *control)
{
	struct tree *links;

	order->spec.archive = text_format("%s/archive", order->spec.directory);
	order->host->devices(&order->spec);
	order->settings = settings_of_run(bundle, order, control);
	links = volumes_links(&order->spec, order->settings);
	bundle_run_archive(bundle, order->settings, links, order->spec.archive);
	tree_free(links);
}

/* The plan's files stay, or it would not work by hand. */
static int print_plan(const struct bundle *bundle, struct order *order, const char *reference)
{
	char *plan;

	order->spec.name = name ? name : take_name(reference);
	order->spec.id = text_copy(bundle->digest);
	order->spec.directory = text_format("%s/plans/%s", cache_directory(), order->spec.name);
	directory_make(order->spec.directory, 0700);
	if (chmod(order->spec.directory, 0700))
		fail_errno("%s cannot be made private", order->spec.directory);
	place_archive(bundle, order, NULL);
	plan = order->host->plan(&order->spec);
	fputs(plan, stdout);
	note("%s", order->host->by_hand);
	free(plan);
	return STATUS_OK;
}

static int start(const struct bundle *bundle, struct order *order)
{
	const struct attachment attachment = {
		.input = true,
		.output = true,
		.terminal = terminal,
		.signals = true,
		.from_start = true,
	};
	struct domain *domain;

	domain_reserve(&order->spec, name);
	place_archive(bundle, order, order->host->control);
	order->manifest = json_to_text(bundle->manifest);
	order->image_digest = text_copy(bundle->digest);
	domain_start(order);
	if (detach) {
		puts(order->spec.id);
		return STATUS_OK;
	}
	domain = domain_take(order->spec.id);
	return domain_attach(domain, &attachment);
}

static int run_run(struct texts *arguments)
{
	struct order order = { .remove = remove_after,
			       .interactive = interactive || !detach,
			       .terminal = terminal,
			       .detached = detach };
	struct bundle *bundle;

	arguments_take("run", arguments, &source);
	check_terminal();
	restart_take(&order, restart);
	if (remove_after && order.restart != RESTART_NO)
		fail(STATUS_USAGE, "--rm and --restart %s exclude each other", restart);
	machine_take(&order.spec, &machine);
	ports_listen_locally(&order.spec);
	order.image = text_copy(arguments->texts[0]);
	order.spec.accelerator = accelerator_take(accel);
	order.host = host_choose(on, &order.spec);
	ports_check(&order.spec, order.host);
	volumes_take(&order.spec, &machine.volumes, order.host);
	if (dry_run)
		volumes_refuse_files(&order.spec, "a plan");
	bundle = make_image(arguments->texts[0], &order.spec, order.host->name);
	if (order.host->settle)
		order.host->settle(&order.spec);
	return dry_run ? print_plan(bundle, &order, arguments->texts[0]) : start(bundle, &order);
}

const struct verb verb_run = {
	.name = "run",
	.usage = "[FLAG]... PROGRAM|PACKAGE|DIRECTORY|ARCHIVE|oci:LAYOUT|IMAGE [--] [ARGUMENT]...",
	.summary = "Run a program, package, directory or image as a domain",
	.details =
		"    roast run ./a.out -- arguments    a program of this machine, with its "
		"libraries\n"
		"    roast run -p 8080:80 nginx        a Debian package, with what it depends on\n"
		"    roast run ./rootfs/ -- /bin/sh    a directory with a root file system\n"
		"    roast run web.tar, oci:./image    an archive of one, an OCI layout\n"
		"    roast run web.roast, web:1        an image built before\n\n"
		"Standard input and output are the program's, and so is the exit status; 125 says "
		"that\n"
		"roast could not run it. Ctrl-C is SIGTERM for the program, twice takes the domain "
		"away.",
	.options = options,
	.has_program = true,
	.options_first = true,
	.run = run_run,
};
