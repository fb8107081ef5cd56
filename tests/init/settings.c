// SPDX-License-Identifier: GPL-2.0
/* Settings: what is taken, what is refused and with which words. */
#include "../../include/rumproast/exit.h"
#include "caught.h"
#include "json.h"
#include "settings.h"
#include "sources.h"

/* The tree as text. */
static const char *plain(const struct json *tree)
{
	static char text[1024];

	json_write(tree, text, sizeof(text));
	return text;
}

static const struct {
	const char *json, *message; /* null: it is right */
} cases[] = {
	{ "{}", NULL },
	{ "{\"hostname\": \"web\"}", NULL },
	{ " {\"env\": {\"A\": \"1\", \"B\": \"\"}} \n", NULL },
	{ "{\"program\": {\"argv\": [\"/bin/true\", \"\"], \"restart\": \"always\"}}", NULL },
	{ "{\"limits\": {\"nofile\": 10, \"core\": \"unlimited\", \"stack\": \"1:2\"}}", NULL },
	{ "{\"sysctls\": {\"net.core.somaxconn\": 10, \"kernel.domainname\": \"x\"}}", NULL },
	{ "{\"net\": {\"eth0\": {\"addresses\": [\"192.0.2.1/24\", \"2001:db8::1/64\"]}}}", NULL },
	{ "{\"net\": {\"eth0\": {\"routes\": [{\"to\": \"10.0.0.0/8\"}]}}}", NULL },
	{ "{\"stop_signal\": \"SIGQUIT\", \"stop_timeout\": 0}", NULL },
	{ "", "line 1, column 1: not JSON: it ends too early" },
	{ "{", "not JSON: expected a name in double quotes" },
	{ "{\"hostname\": \"x\"", "line 1, column 17: not JSON: expected a comma or }" },
	{ "{\"hostname\": \"x\",}", "not JSON" },
	{ "{\n  \"hostname\": x\n}", "line 2, column 15: not JSON: expected a value" },
	{ "{} {}", "not JSON: something follows its end" },
	{ "{'hostname': 'x'}", "not JSON" },
	{ "[]", "the configuration: expected an object, found []" },
	{ "null", "the configuration: expected an object, found null" },
	{ "3", "the configuration: expected an object, found 3" },
	{ "{\"hostnam\": \"x\"}", "unknown key hostnam" },
	{ "{\"hostname\": 3}", "hostname: expected text of 1 to 64 bytes, found 3" },
	{ "{\"hostname\": \"\"}", "hostname: expected text of 1 to 64 bytes, found \"\"" },
	{ "{\"hostname\": \"a\\u0000b\"}", "not JSON: \\u escape of no character" },
	{ "{\"hostname\": \"a\\ud800b\"}", "not JSON: \\u escape of no character" },
	{ "{\"hostname\": \"a\\qb\"}", "not JSON: unknown escape in text" },
	{ "{\"hostname\": \"a\nb\"}", "not JSON: control character, or end of line, in text" },
	{ "{\"hostname\": \"ab}", "not JSON: text without its closing quote" },
	{ "{\"env\": {\"A\": \"1\", \"A\": \"2\"}}",
	  "not JSON: the same name twice in one object" },
	{ "{\"hostname\" \"a\"}", "not JSON: expected a colon" },
	{ "{\"stop_timeout\": 01}", "not JSON: not a number" },
	{ "{\"stop_timeout\": -}", "not JSON: not a number" },
	{ "{\"dns\": [\"1.2.3.4\" \"1.2.3.5\"]}", "not JSON: expected a comma or ]" },
	{ "{\"hostname\": null}", "hostname: expected text of 1 to 64 bytes, found null" },
	{ "{\"control\": \"socket\"}",
	  "control: expected one of \"port\", \"console\", found \"socket\"" },
	{ "{\"program\": {\"before\": [\"true\"]}}",
	  "program.before[0]: expected a list of texts that names a command, found \"true\"" },
	{ "{\"program\": {\"before\": [[\"true\"], [\"true\", 1]]}}",
	  "program.before[1]: expected a list of texts that names a command, found [\"true\",1]" },
	{ "{\"program\": {\"before\": [[\"\"]]}}",
	  "program.before[0]: expected a list of texts that names a command, found [\"\"]" },
	{ "{\"program\": {\"directories\": [{\"path\": \"\"}]}}",
	  "program.directories[0].path: expected text of 1 to 4000 bytes, found \"\"" },
	{ "{\"capabilities\": {\"drop\": [\"ALL\", \"NO_SUCH\"]}}",
	  "capabilities.drop[1]: expected the name of a capability, such as \"CAP_NET_RAW\", found "
	  "\"NO_SUCH\"" },
	{ "{\"default_mounts\": 1}", "default_mounts: expected true or false, found 1" },
	{ "{\"env\": [\"A=1\"]}", "env: expected an object, each value text" },
	{ "{\"env\": {\"A\": 1}}", "env.A: expected text" },
	{ "{\"env\": {\"\": \"x\"}}", "env: expected names that are not empty" },
	{ "{\"program\": {\"argv\": \"ls\"}}", "program.argv: expected a list, each element text" },
	{ "{\"program\": {\"argv\": [\"ls\", 1]}}", "program.argv[1]: expected text" },
	{ "{\"programs\": {\"a\": {\"restart\": \"maybe\"}}}",
	  "programs.a.restart: expected one of \"never\", \"on-failure\", \"always\", found "
	  "\"maybe\"" },
	{ "{\"programs\": {\"a\": {\"restart\": \"\"}}}", "programs.a.restart: expected one of" },
	{ "{\"programs\": {\"a\": {\"restart\": \"never always\"}}}",
	  "programs.a.restart: expected" },
	{ "{\"programs\": {\"a\": 1}}", "programs.a: expected an object, found 1" },
	{ "{\"programs\": {\"a\": {\"bogus\": 1}}}", "unknown key programs.a.bogus" },
	{ "{\"limits\": {\"files\": 1}}", "unknown key limits.files" },
	{ "{\"limits\": {\"nofile\": -1}}", "limits.nofile: expected a limit" },
	{ "{\"limits\": {\"nofile\": \"2:1\"}}", "limits.nofile: expected a limit" },
	{ "{\"limits\": {\"nofile\": 1.5}}", "limits.nofile: expected a limit" },
	{ "{\"stop_timeout\": -1}", "stop_timeout: expected a whole number from 0 to 3600" },
	{ "{\"stop_timeout\": 3601}", "stop_timeout: expected a whole number from 0 to 3600" },
	{ "{\"stop_timeout\": 1e1}", "stop_timeout: expected a whole number" },
	{ "{\"stop_timeout\": 99999999999999999999}", "stop_timeout: expected a whole number" },
	{ "{\"stop_signal\": \"SIGFOO\"}", "stop_signal: expected the name of a signal" },
	{ "{\"stop_signal\": 15}", "stop_signal: expected the name of a signal" },
	{ "{\"dns\": [\"1.2.3\"]}", "dns[0]: expected an IPv4 or IPv6 address" },
	{ "{\"dns\": [\"1.2.3.4/24\"]}", "dns[0]: expected an IPv4 or IPv6 address" },
	{ "{\"net\": {\"eth0\": {\"addresses\": [\"192.0.2.1\"]}}}",
	  "net.eth0.addresses[0]: expected an address with its prefix length" },
	{ "{\"net\": {\"eth0\": {\"addresses\": [\"192.0.2.1/33\"]}}}", "net.eth0.addresses[0]" },
	{ "{\"net\": {\"eth0\": {\"mtu\": 67}}}", "net.eth0.mtu: expected a whole number" },
	{ "{\"net\": {\"eth0\": {\"routes\": [1]}}}", "net.eth0.routes[0]: expected an object" },
	{ "{\"net\": {\"eth0\": {\"routes\": [{\"from\": 1}]}}}",
	  "unknown key net.eth0.routes[0].from" },
	{ "{\"mounts\": {}}", "mounts: expected a list, each element an object" },
	{ "{\"mounts\": [{\"target\": 1}]}", "mounts[0].target: expected text" },
	{ "{\"a\\n\\u001b[2Jb\": 1}", "unknown key a??[2Jb" },
	{ "[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]", "not JSON: nested too deeply" },
	{ "{\"hostname\": \"\xff\xfe\"}", "not JSON: text that is not UTF-8" },
};

static void parse(const void *text)
{
	settings_parse(text, strlen(text), "the file");
}

static void test_cases(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct caught caught = catch_fail(parse, cases[i].json);
		const char *message = cases[i].message;

		if (!check(caught.status == (message ? RUMPROAST_EXIT_CONFIGURATION : 0) &&
				   (!message || strstr(caught.text, message)) &&
				   (!message ||
				    strncmp(caught.text, "rumproast: the file: ", 21) == 0) &&
				   (!message || strchr(caught.text, '\n')[1] == 0),
			   "case %zu: %s", i, message ? message : "is right"))
			note("%s gave %d, %s", cases[i].json, caught.status, caught.text);
	}
}

static void parse_zero_byte(const void *unused)
{
	(void)unused;
	settings_parse("{}\0{}", 5, "the file");
}

static void test_edges(void)
{
	struct caught caught = catch_fail(parse_zero_byte, NULL);
	struct json *tree = settings_parse("{} ", 3, "x");

	check(json_count(tree) == 0, "blanks may follow");
	check(strstr(caught.text, "something follows its end"), "a zero byte is refused");
	json_free(tree);
}

static void test_merge(void)
{
	static const char first[] = "{\"hostname\":\"a\",\"env\":{\"A\":\"1\",\"B\":\"2\"},"
				    "\"dns\":[\"1.1.1.1\"]}";
	static const char second[] = "{\"env\":{\"B\":\"3\",\"C\":\"4\"},\"dns\":[\"2.2.2.2\"]}";
	struct json *under = settings_parse(first, strlen(first), "first");
	struct json *over = settings_parse(second, strlen(second), "second");

	settings_merge(under, over);
	check(strcmp(plain(under),
		     "{\"hostname\":\"a\",\"env\":{\"A\":\"1\",\"B\":\"3\",\"C\":\"4\"},"
		     "\"dns\":[\"2.2.2.2\"]}") == 0,
	      "objects are merged, lists replaced");
	json_free(under);
}

static const struct {
	const char *path, *value, *result, *message;
} overrides[] = {
	{ "hostname", "web", "{\"hostname\":\"web\"}", NULL },
	{ "env.FOO", "bar", "{\"env\":{\"FOO\":\"bar\"}}", NULL },
	{ "env.FOO", "3", "{\"env\":{\"FOO\":\"3\"}}", NULL },
	{ "env.A.B", "3", "{\"env\":{\"A.B\":\"3\"}}", NULL },
	{ "stop_timeout", "3", "{\"stop_timeout\":3}", NULL },
	{ "default_mounts", "false", "{\"default_mounts\":false}", NULL },
	{ "sysctls.net.core.somaxconn", "10", "{\"sysctls\":{\"net.core.somaxconn\":\"10\"}}",
	  NULL },
	{ "net.eth0.addresses", "192.0.2.1/24,2001:db8::1/64",
	  "{\"net\":{\"eth0\":{\"addresses\":[\"192.0.2.1/24\",\"2001:db8::1/64\"]}}}", NULL },
	{ "net.00:16:3e:00:00:01.mtu", "1400", "{\"net\":{\"00:16:3e:00:00:01\":{\"mtu\":1400}}}",
	  NULL },
	{ "net", "{\"eth0\":{\"mtu\":1400}}", "{\"net\":{\"eth0\":{\"mtu\":1400}}}", NULL },
	{ "program.argv", "[\"/bin/a\",\"b,c\"]", "{\"program\":{\"argv\":[\"/bin/a\",\"b,c\"]}}",
	  NULL },
	{ "programs.web.limits.nofile", "5",
	  "{\"programs\":{\"web\":{\"limits\":{\"nofile\":\"5\"}}}}", NULL },
	{ "mounts", "[{\"target\":\"/x\"}]", "{\"mounts\":[{\"target\":\"/x\"}]}", NULL },
	{ "hostnam", "x", NULL, "unknown key hostnam" },
	{ "hostname.x", "x", NULL, "unknown key hostname.x" },
	{ "", "x", NULL, "unknown key" },
	{ "env", "x", NULL, "not JSON" },
	{ "env.", "x", NULL, "unknown key env." },
	{ "net.eth0", "1", NULL, "net.eth0: expected an object, found 1" },
	{ "net..mtu", "1", NULL, "unknown key net..mtu" },
	{ "net.eth0.mtu", "abc", NULL, "net.eth0.mtu: expected a whole number from 68 to 65535" },
	{ "mounts", "x", NULL, "not JSON" },
	{ "dns", "1.2.3.4,x", NULL, "dns[1]: expected an IPv4 or IPv6 address" },
	{ "default_mounts", "yes", NULL, "default_mounts: expected true or false" },
	{ "stop_timeout", "", NULL, "stop_timeout: expected a whole number" },
};

static void override(const void *argument)
{
	size_t i = *(const size_t *)argument;
	struct json *tree = json_new(JSON_OBJECT);

	settings_override(tree, overrides[i].path, '.', overrides[i].value, "there");
	dprintf(STDERR_FILENO, "%s", plain(tree));
}

static void test_overrides(void)
{
	for (size_t i = 0; i < sizeof(overrides) / sizeof(overrides[0]); i++) {
		struct caught caught = catch_fail(override, &i);
		const char *result = overrides[i].result;
		bool right = result ? caught.status == 0 && strcmp(caught.text, result) == 0
				    : caught.status == RUMPROAST_EXIT_CONFIGURATION &&
					      strstr(caught.text, overrides[i].message);

		if (!check(right, "override %zu: %s=%s", i, overrides[i].path, overrides[i].value))
			note("gave %d, %s", caught.status, caught.text);
	}
}

static const struct {
	const char *before, *line, *result, *message;
} lines[] = {
	{ "{}", "quiet console=hvc0", "{}", NULL },
	{ "{}", "rump.hostname=a quiet rump.hostname=b", "{\"hostname\":\"b\"}", NULL },
	{ "{}", "rump.env.A=\"b c\"", "{\"env\":{\"A\":\"b c\"}}", NULL },
	{ "{}", "\"rump.env.A=b c\"", "{\"env\":{\"A\":\"b c\"}}", NULL },
	{ "{}", "rump.config=/x", "{}", NULL },
	{ "{}", "rump.net={\"eth0\":{\"search\":[\"a b\"]}}",
	  "{\"net\":{\"eth0\":{\"search\":[\"a b\"]}}}", NULL },
	{ "{}", "x -- /bin/ls -l \"a b\"", "{\"program\":{\"argv\":[\"/bin/ls\",\"-l\",\"a b\"]}}",
	  NULL },
	{ "{}", "x -- ls --", "{\"program\":{\"argv\":[\"ls\",\"--\"]}}", NULL },
	{ "{}", "x --", "{}", NULL },
	{ "{}", "-- ls rump.hostname=x", "{\"program\":{\"argv\":[\"ls\",\"rump.hostname=x\"]}}",
	  NULL },
	{ "{}", "x --y z", "{}", NULL },
	{ "{\"program\":{\"argv\":[\"a\"],\"user\":\"b\"}}", "-- c",
	  "{\"program\":{\"argv\":[\"c\"],\"user\":\"b\"}}", NULL },
	{ "{\"programs\":{\"w\":{\"argv\":[\"a\"]}}}", "-- c",
	  "{\"programs\":{\"w\":{\"argv\":[\"c\"]}}}", NULL },
	{ "{\"programs\":{\"w\":{},\"x\":{}}}", "-- c", NULL, "but there are several" },
	{ "{}", "rump.hostname", NULL, "rump.hostname lacks a value" },
	{ "{}", "rump.=x", NULL, "unknown key" },
	{ "{}", "rump.hostname=", NULL, "hostname: expected text" },
};

static void apply_line(const void *argument)
{
	size_t i = *(const size_t *)argument;
	struct json *tree = settings_parse(lines[i].before, strlen(lines[i].before), "before");
	char *line = strdup(lines[i].line);

	source_cmdline(tree, line);
	dprintf(STDERR_FILENO, "%s", plain(tree));
}

static void test_lines(void)
{
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct caught caught = catch_fail(apply_line, &i);
		const char *result = lines[i].result;
		bool right = result ? caught.status == 0 && strcmp(caught.text, result) == 0
				    : caught.status == RUMPROAST_EXIT_CONFIGURATION &&
					      strstr(caught.text, lines[i].message);

		if (!check(right, "line %zu: %s", i, lines[i].line))
			note("gave %d, %s", caught.status, caught.text);
	}
}

/* Whatever is done to the text, the outcome is a tree or one line. */
static void test_mutations(void)
{
	static const char text[] =
		"{\"hostname\":\"web\",\"env\":{\"A\":\"1\"},\"limits\":{\"nofile\":\"1:2\"},"
		"\"net\":{\"eth0\":{\"addresses\":[\"192.0.2.1/24\"],\"mtu\":1500}},"
		"\"program\":{\"argv\":[\"/bin/ls\"],\"stop_signal\":\"SIGTERM\"}}";
	int wrong = 0;

	for (int i = 0; i < 1500; i++) {
		unsigned char bytes[sizeof(text)] = { 0 };
		struct caught caught;
		size_t size;

		memcpy(bytes, text, sizeof(text) - 1);
		size = mutate(bytes, sizeof(text) - 1);
		bytes[size] = 0;
		caught = catch_fail(parse, bytes);
		if (caught.status != 0 && caught.status != RUMPROAST_EXIT_CONFIGURATION)
			wrong++;
		else if (caught.status && strncmp(caught.text, "rumproast: the file: ", 21) != 0)
			wrong++;
		if (wrong == 1)
			note("%s gave %d, %s", (char *)bytes, caught.status, caught.text);
	}
	check(wrong == 0, "1500 damaged configurations give a tree or one line");
}

int main(void)
{
	test_cases();
	test_edges();
	test_merge();
	test_overrides();
	test_lines();
	test_mutations();
	return finish();
}
