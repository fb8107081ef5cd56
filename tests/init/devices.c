// SPDX-License-Identifier: GPL-2.0
/* Devices of disks: which descriptions are right, and what is read of keys and headers. */
#include <fcntl.h>

#include "../../include/rumproast/exit.h"
#include "caught.h"
#include "devices.h"
#include "encoding.h"
#include "json.h"
#include "luks_header.h"
#include "settings.h"
#include "smbios.h"

#define LUKS "{\"type\":\"luks\",\"name\":\"a\",\"device\":\"/dev/vda\",\"key\":"
#define RAID "{\"type\":\"raid\",\"name\":\"a\","
#define VERITY "{\"type\":\"verity\",\"name\":\"a\",\"device\":\"/dev/vda\","

static const struct {
	const char *device, *message; /* null: it is right */
} cases[] = {
	{ LUKS "{\"console\":true,\"tries\":5}}", NULL },
	{ LUKS "{\"fw_cfg\":\"opt/key\",\"encoding\":\"hex\"}}", NULL },
	{ LUKS "{\"file\":\"/key\",\"device\":\"LABEL=keys\",\"offset\":16}}", NULL },
	{ LUKS "{\"device\":\"/dev/vdb\",\"size\":32}}", NULL },
	{ RAID "\"members\":[\"/dev/vda\",\"UUID=1\"],\"degraded\":\"start\"}", NULL },
	{ RAID "\"uuid\":\"01234567:89abcdef:01234567:89abcdef\"}", NULL },
	{ RAID "\"members\":[\"/dev/vda\"],\"create\":{\"level\":1,\"chunk\":64}}", NULL },
	{ RAID "\"members\":[\"/dev/vda\"],\"create\":{\"level\":\"linear\"}}", NULL },
	{ VERITY "\"hash_offset\":4096,\"root_hash\":\"00ff\"}", NULL },
	{ "{\"type\":\"lvm\",\"group\":\"vg0\",\"volumes\":[\"a\"]}", NULL },
	{ "{}", "devices[0]: needs \"type\"" },
	{ "{\"type\":\"luks\",\"name\":\"a\"}", "devices[0]: type luks needs \"device\"" },
	{ "{\"type\":\"luks\",\"name\":\"a\",\"device\":\"/dev/vda\"}", "type luks needs \"key\"" },
	{ "{\"type\":\"lvm\",\"group\":\"a\",\"key\":{}}", "type lvm has no key key" },
	{ "{\"type\":\"lvm\",\"group\":\"../a\"}", "the name may have letters" },
	{ "{\"type\":\"integrity\",\"name\":\"a b\",\"device\":\"x\"}", "is not \"a b\"" },
	{ "{\"type\":\"integrity\",\"name\":\"control\",\"device\":\"x\"}", "is not \"control\"" },
	{ LUKS "{}}", "devices[0].key: needs one of xenstore" },
	{ LUKS "{\"fw_cfg\":\"a\",\"smbios\":\"b\"}}", "devices[0].key: needs one of xenstore" },
	{ LUKS "{\"console\":false}}", "console can only be true" },
	{ LUKS "{\"device\":\"/dev/vdb\"}}", "devices[0].key: needs \"size\"" },
	{ LUKS "{\"console\":true},\"cipher\":\"aes\"}", "type luks has no key cipher" },
	{ RAID "\"degraded\":\"start\"}", "needs either \"members\" or \"uuid\"" },
	{ RAID "\"members\":[]}", "has no members" },
	{ RAID "\"members\":[\"/dev/vda\"],\"create\":{}}", "\"create\" needs \"level\"" },
	{ RAID "\"uuid\":\"01234567:89abcdef:01234567:89abcdef\",\"create\":{\"level\":1}}",
	  "\"create\" needs \"members\"" },
	{ VERITY "\"root_hash\":\"00\"}", "needs \"hash_device\"" },
	{ VERITY "\"hash_offset\":0,\"root_hash\":\"0g\"}", "root_hash: expected hexadecimal" },
	{ VERITY "\"hash_offset\":0,\"root_hash\":\"012\"}", "root_hash: expected hexadecimal" },
};

static void check_device(const void *device)
{
	char text[512];
	struct json *settings;

	snprintf(text, sizeof(text), "{\"devices\":[%s]}", (const char *)device);
	settings = settings_parse(text, strlen(text), "the file");
	devices_check(json_at(settings, "devices"), "the file");
}

static void test_cases(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct caught caught = catch_fail(check_device, cases[i].device);
		const char *message = cases[i].message;

		if (!check(caught.status == (message ? RUMPROAST_EXIT_CONFIGURATION : 0) &&
				   (!message || strstr(caught.text, message)),
			   "device %zu: %s", i, message ? message : "is right"))
			note("%s gave %d, %s", cases[i].device, caught.status, caught.text);
	}
}

static void test_decoding(const char *encoding, const char *text, const char *wanted, size_t size)
{
	char *bytes = (char *)exact_copy((const unsigned char *)text, strlen(text));
	size_t got = strlen(text);
	bool decoded = decode_bytes(encoding, bytes, &got);

	check(decoded == (wanted != NULL) &&
		      (!wanted || (got == size && memcmp(bytes, wanted, size) == 0)),
	      "%s of %zu characters", encoding, strlen(text));
	free(bytes);
}

static void test_encodings(void)
{
	test_decoding("raw", "a b\n", "a b\n", 4);
	test_decoding("hex", "00fF 10\n", "\0\377\20", 3);
	test_decoding("hex", "00f", NULL, 0);
	test_decoding("hex", "0x", NULL, 0);
	test_decoding("base64", "", "", 0);
	test_decoding("base64", "AP8Q\nYQ==\n", "\0\377\20a", 4);
	test_decoding("base64", "YWI=", "ab", 2);
	test_decoding("base64", "YWI", NULL, 0);
	test_decoding("base64", "Y*I=", NULL, 0);
	test_decoding("base64", "=YWI", NULL, 0);
}

/* Types 1 (with strings), 127 without, 11 with two strings. */
static const unsigned char table[] = "\1\6\0\0xyone\0two\0\0"
				     "\40\4\1\0\0\0"
				     "\13\5\2\0\2first=1\0key=secret\0\0"
				     "\177\4\3\0\0";

static void test_smbios(void)
{
	unsigned char *copy = exact_copy(table, sizeof(table));
	const char *found = smbios_find((char *)copy, sizeof(table), "key=");

	check(found && strcmp(found, "secret") == 0, "an OEM string is found");
	check(!smbios_find((char *)copy, sizeof(table), "none="), "another is not");
	check(!smbios_find((char *)copy, sizeof(table), "one"), "nor one of another structure");
	free(copy);
	for (int i = 0; i < 20000; i++) {
		unsigned char bytes[sizeof(table)];
		size_t size;

		memcpy(bytes, table, sizeof(table));
		size = mutate(bytes, sizeof(bytes));
		copy = exact_copy(bytes, size);
		found = smbios_find((char *)copy, size, "key=");
		require(!found || strlen(found) < size);
		free(copy);
	}
	check(true, "damaged tables are read within their bounds");
}

static const char *problem_of(const char *bytes, size_t size)
{
	char path[] = "/tmp/devices-XXXXXX";
	int fd = mkstemp(path);
	const char *problem;

	require(fd >= 0);
	require(write(fd, bytes, size) == (ssize_t)size);
	require(ftruncate(fd, 65536) == 0);
	problem = luks_header_problem(path);
	unlink(path);
	close(fd);
	return problem;
}

static void test_headers(void)
{
	static char second[20000];

	memcpy(second + 16384, "SKUL\xba\xbe", 6);
	check(strstr(problem_of("", 0), "no LUKS header"), "zeros are no header");
	check(strstr(problem_of("LUKS\xba\xbe\0\2", 8), "is damaged"), "a magic number is none");
	check(!problem_of("LUKS\xba\xbe\0\1", 8), "LUKS1 is left to cryptsetup");
	check(strstr(problem_of(second, sizeof(second)), "second copy"), "a second copy is seen");
}

int main(void)
{
	test_cases();
	test_encodings();
	test_smbios();
	test_headers();
	return finish();
}
