// SPDX-License-Identifier: GPL-2.0
/* The configuration of a domain, for xl. */
#include <stdlib.h>
#include <string.h>

#include "../common/shares.h"
#include "xen.h"

/* Of the escapes that xl's manual has, these are the ones that its parser understands. */
static char *quoted(const char *text)
{
	static const char plain[] = "\\\"\n\r\t", escaped[] = "\\\"nrt";
	char *word = allocate(2 * strlen(text) + 3, 1);
	char *end = word;
	const char *special;

	*end++ = '"';
	for (; *text; text++) {
		special = strchr(plain, *text);
		if (special)
			*end++ = '\\';
		*end++ = special ? escaped[special - plain] : *text;
	}
	*end = '"';
	return word;
}

static void add(struct texts *lines, const char *key, char *value)
{
	char *word = quoted(value);

	texts_add_format(lines, "%s = %s", key, word);
	free(word);
	free(value);
}

/* key = [ the elements, one a line, ] */
static void add_list(struct texts *lines, const char *key, struct texts *elements)
{
	texts_add_format(lines, "%s = [", key);
	for (size_t i = 0; i < elements->count; i++) {
		char *word = quoted(elements->texts[i]);

		texts_add_format(lines, "    %s,", word);
		free(word);
	}
	texts_add(lines, "]");
	texts_free(elements);
}

/* 8-4-4-4-12 of the id's digits, as a random one (RFC 4122, version 4). */
char *xen_uuid(const char *id)
{
	char digits[33] = "00000000000000000000000000000000";

	memcpy(digits, id, strnlen(id, 32));
	digits[12] = '4';
	digits[16] = '8';
	return text_format("%.8s-%.4s-%.4s-%.4s-%.12s", digits, digits + 8, digits + 12,
			   digits + 16, digits + 20);
}

/* Xen's own range of addresses; the same for the same domain, as its lease depends on it. */
static void add_network(const struct spec *spec, struct texts *lines)
{
	static const char hex[] = "0123456789abcdef";
	struct texts cards = { 0 };
	char digits[7] = "000000";
	const char *first;

	if (!spec->network)
		return;
	memcpy(digits, spec->id, strnlen(spec->id, 6));
	/* The upper half of the range is not for automatic use. */
	first = strchr(hex, digits[0]);
	digits[0] = hex[first ? (first - hex) % 8 : 0];
	texts_add_format(&cards, "mac=00:16:3e:%.2s:%.2s:%.2s%s%s", digits, digits + 2, digits + 4,
			 spec->bridge ? ",bridge=" : "", spec->bridge ? spec->bridge : "");
	add_list(lines, "vif", &cards);
}

static void add_directory(const struct spec *spec, const struct volume *volume, bool kept,
			  struct texts *directories)
{
	const struct shares shares = { spec, true };
	char *path = kept ? share_path(&shares, volume) : text_copy(volume->source);

	texts_add_format(directories, "tag=%s,security_model=none,path=%s", volume->device, path);
	free(path);
}

/* The target is the last, for it takes all that is left, commas too. */
static void add_volumes(const struct spec *spec, bool kept, struct texts *lines)
{
	struct texts disks = { 0 }, directories = { 0 };

	for (size_t i = 0; i < spec->volume_count; i++) {
		const struct volume *volume = &spec->volumes[i];

		if (volume_is_shared(volume))
			add_directory(spec, volume, kept, &directories);
		else
			texts_add_format(&disks, "format=%s,vdev=%s,access=%s,target=%s",
					 volume->format, strrchr(volume->device, '/') + 1,
					 volume->read_only ? "ro" : "rw", volume->source);
	}
	if (disks.count)
		add_list(lines, "disk", &disks);
	if (directories.count)
		add_list(lines, "p9", &directories);
}

static void add_ends(bool kept, struct texts *lines)
{
	texts_add_format(lines, "on_poweroff = \"%s\"", kept ? "preserve" : "destroy");
	texts_add_format(lines, "on_reboot = \"%s\"", kept ? "preserve" : "restart");
	texts_add_format(lines, "on_crash = \"%s\"", kept ? "preserve" : "destroy");
	texts_add_format(lines, "on_watchdog = \"%s\"", kept ? "preserve" : "destroy");
}

char *xen_configuration(const struct spec *spec, bool kept)
{
	const char *arguments = spec->arguments ? spec->arguments : "";
	struct texts lines = { 0 };
	char *text, *whole;

	add(&lines, "name", text_copy(spec->name));
	add(&lines, "uuid", xen_uuid(spec->id));
	texts_add(&lines, "type = \"pvh\"");
	add(&lines, "kernel", text_copy(spec->kernel));
	add(&lines, "ramdisk", text_copy(spec->archive));
	add(&lines, "cmdline",
	    text_format("console=hvc0 loglevel=4%s%s", *arguments ? " " : "", arguments));
	texts_add_format(&lines, "memory = %llu", (unsigned long long)spec->memory);
	texts_add_format(&lines, "vcpus = %d", spec->vcpus);
	add_network(spec, &lines);
	add_volumes(spec, kept, &lines);
	add_ends(kept, &lines);
	for (size_t i = 0; i < spec->extra.count; i++)
		texts_add(&lines, spec->extra.texts[i]);
	text = texts_join(&lines, "\n");
	whole = text_format("%s\n", text);
	free(text);
	texts_free(&lines);
	return whole;
}
