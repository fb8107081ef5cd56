// SPDX-License-Identifier: GPL-2.0
/* Capabilities: names, sets, and the system calls that set them. */
#include "capabilities.h"

#include <errno.h>
#include <linux/capability.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "../include/rumproast/capabilities.h"
#include "json.h"
#include "say.h"
#include "settings.h"

#define PREFIX "CAP_"

static bool parse_word(const char *name, size_t length, uint64_t *mask)
{
	const char *word = CAPABILITY_NAMES;

	if (length == 3 && strncasecmp(name, "all", 3) == 0) {
		*mask = CAPABILITIES_ALL;
		return true;
	}
	if (length > strlen(PREFIX) && strncasecmp(name, PREFIX, strlen(PREFIX)) == 0) {
		name += strlen(PREFIX);
		length -= strlen(PREFIX);
	}
	for (int number = 0; *word; number++) {
		size_t size = strcspn(word, " ");

		if (size == length && strncasecmp(word, name, size) == 0) {
			*mask = UINT64_C(1) << number;
			return true;
		}
		word += size + (word[size] == ' ');
	}
	return false;
}

bool capability_parse(const char *name, uint64_t *mask)
{
	return parse_word(name, strlen(name), mask);
}

static bool take_list(struct json *list, uint64_t *set)
{
	uint64_t mask;

	*set = 0;
	if (!list)
		return true;
	for (const struct json *name = list->first; name; name = name->next) {
		if (name->type != JSON_TEXT || !capability_parse(name->text, &mask))
			return false;
		*set |= mask;
	}
	return true;
}

/* "All" with an exception: docker's flags mean the same whichever comes first. */
static uint64_t change(uint64_t set, uint64_t add, uint64_t drop)
{
	if (add == CAPABILITIES_ALL)
		return drop == CAPABILITIES_ALL ? add : add & ~drop;
	return (set & ~drop) | add;
}

bool capabilities_change(struct capabilities *sets, struct json *add, struct json *drop)
{
	uint64_t added, dropped;

	if (!take_list(add, &added) || !take_list(drop, &dropped))
		return false;
	sets->bounding = change(sets->bounding, added, dropped);
	sets->ambient = change(sets->ambient, added, dropped) & sets->bounding;
	return true;
}

static struct json *own_or_common(struct json *own, struct json *common, const char *key)
{
	struct json *value = json_at(own, key);

	return value ? value : json_at(common, key);
}

/* schema_check() has seen to it that every name is one. */
struct capabilities capabilities_take(struct json *own, struct json *common)
{
	struct capabilities sets = { .bounding = CAPABILITIES_ALL };
	struct json *bounding = own_or_common(own, common, "bounding");

	if (bounding)
		take_list(bounding, &sets.bounding);
	take_list(own_or_common(own, common, "ambient"), &sets.ambient);
	capabilities_change(&sets, own_or_common(own, common, "add"),
			    own_or_common(own, common, "drop"));
	return sets;
}

/* The kernel may know fewer capabilities than there are names. */
static bool is_known(int number)
{
	return prctl(PR_CAPBSET_READ, number, 0, 0, 0) >= 0;
}

bool capabilities_begin(const struct capabilities *sets)
{
	for (int number = 0; number < 64 && is_known(number); number++)
		if (!(sets->bounding >> number & 1) && prctl(PR_CAPBSET_DROP, number, 0, 0, 0) < 0)
			return false;
	return !sets->ambient || prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) == 0;
}

/* An ambient capability has to be permitted and inheritable first. */
static bool make_inheritable(uint64_t set)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &header, data) < 0)
		return false;
	data[0].inheritable = data[0].permitted & (uint32_t)set;
	data[1].inheritable = data[1].permitted & (uint32_t)(set >> 32);
	return syscall(SYS_capset, &header, data) == 0;
}

bool capabilities_end(const struct capabilities *sets)
{
	if (!sets->ambient)
		return true;
	if (!make_inheritable(sets->ambient))
		return false;
	for (int number = 0; number < 64 && is_known(number); number++)
		if (sets->ambient >> number & 1 &&
		    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, number, 0, 0) < 0)
			return false;
	return true;
}

struct file_sets {
	uint64_t permitted, inheritable;
	bool effective;
};

/* NAME[,NAME]... with = or +, and letters of e, i and p; without names all are meant. */
static bool parse_clause(const char *text, size_t length, struct file_sets *sets)
{
	size_t names = 0, flags;
	uint64_t set = 0, mask;

	while (names < length && text[names] != '=' && text[names] != '+')
		names++;
	flags = names + 1;
	if (flags > length || strspn(text + flags, "eip") < length - flags)
		return false;
	for (size_t at = 0; at < names;) {
		size_t size = strcspn(text + at, ",=+");

		if (!parse_word(text + at, size, &mask))
			return false;
		set |= mask;
		at += size + 1;
	}
	set = names ? set : CAPABILITIES_ALL;
	for (size_t at = flags; at < length; at++) {
		sets->effective |= text[at] == 'e';
		sets->permitted |= text[at] == 'p' ? set : 0;
		sets->inheritable |= text[at] == 'i' ? set : 0;
	}
	return true;
}

static bool parse_file_sets(const char *text, struct file_sets *sets)
{
	*sets = (struct file_sets){ 0 };
	while (*text) {
		size_t length = strcspn(text, " ");

		if (length && !parse_clause(text, length, sets))
			return false;
		text += length + (text[length] == ' ');
	}
	return true;
}

/* As the kernel keeps it: little-endian, as this CPU is. */
static bool set_file(const char *path, const struct file_sets *sets)
{
	struct vfs_cap_data data = {
		.magic_etc = VFS_CAP_REVISION_2 | (sets->effective ? VFS_CAP_FLAGS_EFFECTIVE : 0),
		.data = { { (uint32_t)sets->permitted, (uint32_t)sets->inheritable },
			  { (uint32_t)(sets->permitted >> 32),
			    (uint32_t)(sets->inheritable >> 32) } },
	};

	return setxattr(path, "security.capability", &data, sizeof(data), 0) == 0;
}

void capabilities_of_files(struct json *files)
{
	struct file_sets sets;

	if (!files)
		return;
	for (const struct json *entry = files->first; entry; entry = entry->next)
		if (!parse_file_sets(entry->text, &sets))
			warn("file_capabilities: %s: %s is not of the form NAME,NAME=eip",
			     entry->name, entry->text);
		else if (!set_file(entry->name, &sets))
			warn("file_capabilities: %s does not get %s: %s", entry->name, entry->text,
			     strerror(errno));
}
