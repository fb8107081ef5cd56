// SPDX-License-Identifier: GPL-2.0
/* roast run: something as a domain, now. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/files.h"
#include "../base/report.h"
#include "../run/run.h"
#include "../verbs.h"

/* What a program gets that says nothing, beyond what is in its archive, which lies in memory. */
#define MEMORY_DEFAULT_MB 192
#define MEMORY_LEAST_MB 8

static struct source_options source;
static struct bundle_options image;
static struct texts ports, volumes, environment, environment_files, host_options;
static char *on, *name, *memory, *cpus, *user, *workdir, *hostname, *restart, *network, *bridge;
static char *config, *arguments_of_kernel, *stop_signal, *stop_timeout;
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
	{ 'p', "publish", OPTION_TEXTS, "[ADDRESS:][HOST:]DOMAIN[/udp]",
	  "a port of this machine that leads to one of the domain", &ports },
	{ 'v', "volume", OPTION_TEXTS, "SOURCE:TARGET[:ro]",
	  "a directory, disk image or named volume at a path in the domain", &volumes },
	{ 'e', "env", OPTION_TEXTS, "NAME=VALUE", "an environment variable", &environment },
	{ 0, "env-file", OPTION_TEXTS, "FILE", "environment variables, one a line",
	  &environment_files },
	{ 'm', "memory", OPTION_TEXT, "SIZE", "the same, with docker's letter", &memory },
	{ 'M', "memory", OPTION_TEXT, "SIZE", "64M, 1G: the domain's memory", &memory },
	{ 0, "cpus", OPTION_TEXT, "NUMBER", "virtual processors (kernels use one today)", &cpus },
	{ 'u', "user", OPTION_TEXT, "USER[:GROUP]", "who the program runs as", &user },
	{ 'w', "workdir", OPTION_TEXT, "PATH", "where the program starts", &workdir },
	{ 'h', "hostname", OPTION_TEXT, "NAME", "the domain's own name for itself", &hostname },
	{ 0, "restart", OPTION_TEXT, "POLICY", "no, on-failure[:TIMES], always, unless-stopped",
	  &restart },
	{ 0, "entrypoint", OPTION_TEXT, "PROGRAM", "the program, in place of the one found",
	  &source.entrypoint },
	{ 0, "package", OPTION_TEXTS, "PACKAGE", "one more Debian package in the domain",
	  &source.packages },
	{ 0, "file", OPTION_TEXTS, "SOURCE:TARGET", "one more file, with the libraries it needs",
	  &source.files },
	{ 0, "include", OPTION_TEXTS, "PATH", "keep this of a package", &source.include },
	{ 0, "whole", OPTION_SWITCH, NULL, "keep all of a package", &source.whole },
	{ 0, "pull", OPTION_SWITCH, NULL, "look for newer packages first", &source.pull },
	{ 0, "network", OPTION_TEXT, "MODE", "none, or default", &network },
	{ 0, "bridge", OPTION_TEXT, "NAME", "on Xen: the bridge of the domain's interface",
	  &bridge },
	{ 0, "component", OPTION_TEXTS, "NAME", "of the kernel, beyond what is needed",
	  &image.components },
	{ 0, "kernel", OPTION_TEXT, "FILE", "this kernel", &image.kernel },
	{ 0, "kernel-arguments", OPTION_TEXT, "WORDS", "for the kernel's command line",
	  &arguments_of_kernel },
	{ 0, "config", OPTION_TEXT, "FILE",
	  "settings as in rumproast.json(5), laid over the image's", &config },
	{ 0, "stop-signal", OPTION_TEXT, "SIGNAL", "what asks the program to end", &stop_signal },
	{ 0, "stop-timeout", OPTION_TEXT, "SECONDS", "how long it may take", &stop_timeout },
	{ 0, "host-option", OPTION_TEXTS, "TEXT", "a word for QEMU, a line for xl", &host_options },
	{ 0, "dry-run", OPTION_SWITCH, NULL, "print what would be started, and start nothing",
	  &dry_run },
	{ 0 },
};

/* ---- the domain's settings */

/* As docker has it: what is behind the image's name takes the place of its arguments. */
static void put_arguments(struct json_object *settings)
{
	struct texts argv = { 0 }, given = { 0 };
	bool there;

	json_get_texts(settings, "program.argv", &argv);
	if (source.entrypoint && (!argv.count || strcmp(argv.texts[0], source.entrypoint) != 0)) {
		texts_add(&given, source.entrypoint);
	} else if (argv.count) {
		texts_add(&given, argv.texts[0]);
	}
	there = argv.count >= source.arguments.count;
	for (size_t i = 0; i < source.arguments.count && there; i++)
		there = strcmp(argv.texts[argv.count - source.arguments.count + i],
			       source.arguments.texts[i]) == 0;
	if ((source.arguments_given && !there) ||
	    (source.entrypoint && given.count &&
	     !text_equal(argv.texts ? argv.texts[0] : NULL, source.entrypoint))) {
		for (size_t i = 0; i < source.arguments.count; i++)
			texts_add(&given, source.arguments.texts[i]);
		json_put_texts(settings, "program.argv", &given);
	}
	texts_free(&argv);
	texts_free(&given);
}

static void put_flags(struct json_object *settings)
{
	struct json_object *variables = environment_take(&environment, &environment_files);
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
	if (json_object_object_length(variables)) {
		struct json_object *wrapped = json_object_new_object();

		json_put(wrapped, "program.env", variables);
		json_merge(settings, wrapped);
		json_object_put(wrapped);
	} else {
		json_object_put(variables);
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

/* Names of domains may have more than names of machines: letters, digits and hyphens. */
static void put_hostname(struct json_object *settings, const char *name_of_domain)
{
	char *text;
	size_t length;

	if (json_get_text(settings, "hostname"))
		return;
	text = text_format("%.63s", name_of_domain);
	for (char *c = text; *c; c++)
		if (!isalnum((unsigned char)*c))
			*c = '-';
	for (length = strlen(text); length && text[length - 1] == '-'; length--)
		text[length - 1] = '\0';
	json_put_text(settings, "hostname", *text ? text : "domain");
	free(text);
}

/* control: what the host calls its channel; null for a plan that is used by hand. */
static struct json_object *settings_of_run(const struct bundle *bundle, const struct order *order,
					   const char *control)
{
	struct json_object *settings = json_object_new_object();
	struct json_object *built = json_get(bundle->manifest, "settings");

	if (built)
		json_merge(settings, built);
	if (config) {
		struct json_object *over = json_read(config);

		json_merge(settings, over);
		json_object_put(over);
	}
	put_hostname(settings, order->spec.name);
	put_arguments(settings);
	put_flags(settings);
	put_terminal(settings);
	if (!order->spec.network && !json_get(settings, "net"))
		json_put(settings, "net", json_object_new_object());
	volumes_mount(&order->spec, order->host->name, settings);
	json_put_text(settings, "control", control);
	return settings;
}

/* ---- the domain's spec */

static uint64_t memory_of(const struct bundle *bundle)
{
	unsigned long long bytes;
	int64_t least = json_get_number(bundle->manifest, "memory", 0);
	int64_t unpacked = json_get_number(bundle->manifest, "archive.unpacked", 0) >> 20;

	if (!memory)
		return (uint64_t)(least + unpacked + MEMORY_DEFAULT_MB);
	if (!text_size(memory, 1, &bytes))
		fail(STATUS_USAGE, "-M %s: not a size such as 64M or 1G", memory);
	if (bytes >> 20 < MEMORY_LEAST_MB)
		fail(STATUS_USAGE, "-M %s: a domain takes at least %dM", memory, MEMORY_LEAST_MB);
	return bytes >> 20;
}

static void take_network(struct spec *spec)
{
	spec->network = true;
	spec->bridge = bridge;
	if (!network || strcmp(network, "default") == 0)
		return;
	if (strcmp(network, "none") != 0)
		fail(STATUS_USAGE, "--network %s: not one of none, default", network);
	if (spec->port_count)
		fail(STATUS_USAGE, "--network none leaves no network for -p");
	spec->network = false;
}

static void take_cpus(struct spec *spec)
{
	long number = 1;

	if (cpus && !text_number(cpus, 1, 512, &number))
		fail(STATUS_USAGE, "--cpus %s: not a whole number from 1 to 512", cpus);
	spec->vcpus = (int)number;
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
	bundle = bundle_of(reference, &source, &image);
	spec->memory = memory_of(bundle);
	spec->kernel = text_copy(bundle->kernel);
	volumes_make(spec, bundle->archive);
	return bundle;
}

static void place_archive(const struct bundle *bundle, struct order *order, const char *control)
{
	order->spec.archive = text_format("%s/archive", order->spec.directory);
	order->host->devices(&order->spec);
	order->settings = settings_of_run(bundle, order, control);
	bundle_run_archive(bundle, order->settings, NULL, order->spec.archive);
}

/* The plan's files stay, or it would not work by hand. */
static int print_plan(const struct bundle *bundle, struct order *order, const char *reference)
{
	char *plan;

	order->spec.name = name ? name : take_name(reference);
	order->spec.id = text_copy(bundle->digest);
	order->spec.directory = text_format("%s/plans/%s", cache_directory(), order->spec.name);
	directory_make(order->spec.directory, 0700);
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
	domain = domain_find(order->spec.id);
	return domain_attach(domain, &attachment);
}

static void take_arguments(struct texts *arguments)
{
	size_t first = 1;

	if (!arguments->count)
		fail(STATUS_USAGE, "run: what? a program, package, directory or image; "
				   "roast run --help");
	if (arguments->count > 1 && strcmp(arguments->texts[1], "--") == 0)
		first = 2;
	for (size_t i = first; i < arguments->count; i++)
		texts_add(&source.arguments, arguments->texts[i]);
	source.arguments_given = arguments->count > first;
}

static int run_run(struct texts *arguments)
{
	struct order order = { .remove = remove_after,
			       .interactive = interactive || !detach,
			       .terminal = terminal };
	struct bundle *bundle;

	take_arguments(arguments);
	check_terminal();
	restart_take(&order, restart);
	if (remove_after && order.restart != RESTART_NO)
		fail(STATUS_USAGE, "--rm and --restart %s exclude each other", restart);
	ports_take(&order.spec, &ports);
	take_network(&order.spec);
	take_cpus(&order.spec);
	order.spec.arguments = arguments_of_kernel;
	order.spec.extra = host_options;
	order.image = text_copy(arguments->texts[0]);
	order.host = host_choose(on, &order.spec);
	volumes_take(&order.spec, &volumes);
	bundle = make_image(arguments->texts[0], &order.spec, order.host->name);
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
