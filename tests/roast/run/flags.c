// SPDX-License-Identifier: GPL-2.0
/* What the flags of roast run mean, right and wrong. */
#define note tap_note
#include "caught.h"
#undef note

#include <sys/stat.h>

#include "../../../roast/base/files.h"
#include "../../../roast/base/options.h"
#include "../../../roast/base/report.h"
#include "../../../roast/run/run.h"

static struct texts list_of(const char *text)
{
	struct texts list = { 0 };

	texts_add(&list, text);
	return list;
}

static struct spec ports_of(const char *flag)
{
	struct spec spec = { 0 };
	struct texts flags = list_of(flag);

	ports_take(&spec, &flags);
	texts_free(&flags);
	return spec;
}

static bool port_is(const char *flag, const char *address, int host, int domain, bool udp)
{
	struct spec spec = ports_of(flag);
	struct port *port = spec.ports;
	bool right = spec.port_count == 1 && text_equal(port->address, address) &&
		     port->host == host && port->domain == domain && port->udp == udp;

	free(port->address);
	free(spec.ports);
	return right;
}

static void take_port(const void *flag)
{
	ports_of(flag);
}

static void test_ports(void)
{
	static const char *const wrong[] = {
		"",	   "x",	      "0",	    "80:",	"65536",       "80:65536",  "-1:80",
		"1:2:3:4", "80/sctp", "[::1]80:80", "80-90:80", "90-80:90-80", "80:80:80/", " 80"
	};
	struct spec spec;

	check(port_is("8080:80", NULL, 8080, 80, false), "HOST:DOMAIN");
	check(port_is("80", NULL, 0, 80, false), "DOMAIN alone: any port of this machine");
	check(port_is("127.0.0.1:8080:80/tcp", "127.0.0.1", 8080, 80, false), "with an address");
	check(port_is("127.0.0.1::80", "127.0.0.1", 0, 80, false), "an address and any port");
	check(port_is("[::1]:53:53/udp", "::1", 53, 53, true), "IPv6 and UDP");
	spec = ports_of("8000-8009:80-89");
	check(spec.port_count == 10 && spec.ports[9].host == 8009 && spec.ports[9].domain == 89,
	      "ranges");
	free(spec.ports);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		check(catch_fail(take_port, wrong[i]).status == STATUS_USAGE,
		      "wrong port %zu, \"%s\", is refused", i, wrong[i]);
}

static void take_doubles(const void *unused)
{
	struct spec spec = { 0 };
	struct texts flags = { 0 };

	(void)unused;
	texts_add(&flags, "80:80");
	texts_add(&flags, "80:81");
	ports_take(&spec, &flags);
}

static void take_variable(const void *flag)
{
	struct texts none = { 0 };
	struct texts flags = list_of(flag);

	environment_take(&flags, &none);
}

static void test_environment(void)
{
	const char *folder = temporary_directory();
	char *path = text_format("%s/env", folder);
	struct texts flags = { 0 }, files = list_of(path);
	struct json_object *variables;

	file_write(path, "# a remark\n\nA=1\nB=x=y z\r\n  C=3\nFROM_HERE\nNOT_THERE\n", 51, 0600);
	setenv("FROM_HERE", "here", 1);
	unsetenv("NOT_THERE");
	texts_add(&flags, "A=2");
	texts_add(&flags, "EMPTY=");
	variables = environment_take(&flags, &files);
	check(text_equal(json_get_text(variables, "A"), "2"), "-e comes after --env-file");
	check(text_equal(json_get_text(variables, "B"), "x=y z"), "a value may have blanks and =");
	check(text_equal(json_get_text(variables, "C"), "3"), "blanks before a name do not count");
	check(text_equal(json_get_text(variables, "EMPTY"), ""), "a value may be empty");
	check(text_equal(json_get_text(variables, "FROM_HERE"), "here"), "a name alone: from here");
	check(!json_get(variables, "NOT_THERE"), "a name that is not here is left out");
	check(catch_fail(take_variable, "=x").status == STATUS_USAGE, "a name is needed");
	take_variable("1A=x"); /* fails if it is none */
	check(true, "it may begin with a digit");
	check(catch_fail(take_variable, "A B=x").status == STATUS_USAGE, "it has no blank");
	json_object_put(variables);
	texts_free(&flags);
	texts_free(&files);
	free(path);
}

static void take_restart(const void *flag)
{
	struct order order = { 0 };

	restart_take(&order, flag);
}

static void test_restart(void)
{
	struct order order = { 0 };

	restart_take(&order, "on-failure:3");
	check(order.restart == RESTART_ON_FAILURE && order.restart_limit == 3, "on-failure:3");
	restart_take(&order, NULL);
	check(order.restart == RESTART_NO, "nothing is no");
	check(catch_fail(take_restart, "sometimes").status == STATUS_USAGE, "no other word");
	check(catch_fail(take_restart, "on-failure:x").status == STATUS_USAGE, "no other number");
}

static void take_volume(const void *flag)
{
	struct spec spec = { 0 };
	struct texts flags = list_of(flag);

	volumes_take(&spec, &flags, &host_qemu);
}

static void test_volumes(void)
{
	const char *folder = temporary_directory();
	char *disk = text_format("%s/disk.img", folder);
	char *flag = text_format("%s:/data:ro", folder);
	char *disk_flag = text_format("%s:/var:type=ext4", disk);
	struct spec spec = { 0 };
	struct texts flags = list_of(flag);
	struct json_object *settings = json_object_new_object();

	file_write(disk, "", 0, 0600);
	texts_add(&flags, disk_flag);
	volumes_take(&spec, &flags, &host_qemu);
	require(spec.volume_count == 2);
	check(spec.volumes[0].kind == VOLUME_DIRECTORY && spec.volumes[0].read_only &&
		      strcmp(spec.volumes[0].target, "/data") == 0,
	      "a directory, only read");
	check(spec.volumes[1].kind == VOLUME_DISK && text_equal(spec.volumes[1].type, "ext4"),
	      "a disk with its file system");
	spec.volumes[0].device = text_copy("tag");
	spec.volumes[1].device = text_copy("/dev/vda");
	volumes_mount(&spec, "qemu", settings);
	check(json_object_array_length(json_get(settings, "mounts")) == 2, "two mounts");
	check(catch_fail(take_volume, "x").status == STATUS_USAGE, "a target is needed");
	check(catch_fail(take_volume, "x:y").status == STATUS_USAGE, "an absolute one");
	check(catch_fail(take_volume, "x:/").status == STATUS_USAGE, "not the root");
	check(catch_fail(take_volume, "/tmp:/x:sideways").status == STATUS_USAGE, "known options");
	check(catch_fail(take_volume, "/no/such:/x").status == STATUS_NOT_FOUND, "a path is there");
	check(catch_fail(take_volume, "..a:/x").status == STATUS_NOT_FOUND, "names are names");
	json_object_put(settings);
}

int main(void)
{
	report_settings.quiet = true;
	test_ports();
	check(catch_fail(take_doubles, NULL).status == STATUS_USAGE, "no port twice");
	test_environment();
	test_restart();
	test_volumes();
	return finish();
}
