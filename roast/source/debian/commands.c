// SPDX-License-Identifier: GPL-2.0
/* What the commands of maintainer scripts do to an image. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "debian.h"

/* Flags and other words of a command. */
struct call {
	struct texts plain;
	struct texts flags;  /* as they are */
	struct texts values; /* pairs: flag, value */
};

/* with_values: flags, with blanks around each, that take the next word. */
static void take_apart(struct call *call, const struct texts *words, const char *with_values)
{
	for (size_t i = 1; i < words->count; i++) {
		const char *word = words->texts[i], *equals = strchr(word, '=');
		char *padded;
		bool has_value;

		if (word[0] != '-' || !word[1]) {
			texts_add(&call->plain, word);
			continue;
		}
		padded = text_format(" %s ", word);
		has_value = strstr(with_values, padded) != NULL;
		free(padded);
		if (has_value && i + 1 < words->count) {
			texts_add(&call->values, word);
			texts_add(&call->values, words->texts[++i]);
		} else if (equals && word[1] == '-') {
			texts_add_format(&call->values, "%.*s", (int)(equals - word), word);
			texts_add(&call->values, equals + 1);
		} else {
			texts_add(&call->flags, word);
		}
	}
}

static void call_free(struct call *call)
{
	texts_free(&call->plain);
	texts_free(&call->flags);
	texts_free(&call->values);
}

/* The value of one of two flags; null if neither is there. */
static const char *value_of(const struct call *call, const char *flag, const char *other)
{
	for (size_t i = 0; i + 1 < call->values.count; i += 2)
		if (strcmp(call->values.texts[i], flag) == 0 ||
		    strcmp(call->values.texts[i], other) == 0)
			return call->values.texts[i + 1];
	return NULL;
}

static long number_of(const char *text)
{
	long number;

	return text && text_number(text, 0, 65534, &number) ? number : -1;
}

/* A name that a user can have; a variable that is not known leaves none. */
static bool is_name(const char *text)
{
	return text && *text &&
	       strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") ==
		       strlen(text) &&
	       *text != '-';
}

static void own(struct maintainer *maintainer, struct node *node, const char *user,
		const char *group)
{
	long uid = user && *user ? accounts_user(&maintainer->accounts, user) : -1;
	long gid = group && *group ? accounts_group(&maintainer->accounts, group) : -1;

	if (uid >= 0)
		node->uid = (uid_t)uid;
	if (gid >= 0)
		node->gid = (gid_t)gid;
}

/* Only where packages keep what changes, and only names that are whole. */
static bool may_be_made(const char *path)
{
	static const char *const places[] = { "/var/", "/etc/", "/run/", "/srv/" };

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (text_begins(path, places[i]) && !strpbrk(path, "*?[") && !strstr(path, "//") &&
		    !text_ends(path, "/") && !path_is_ballast(path))
			return true;
	return false;
}

/* The directory, also if it was there already, which *is_new tells. */
static struct node *make_directory(struct maintainer *maintainer, const char *name, bool *is_new)
{
	char *path = text_copy(name);
	struct node *node;

	for (size_t end = strlen(path); end > 1 && path[end - 1] == '/'; end--)
		path[end - 1] = '\0';
	node = tree_resolve(maintainer->files, path, true);
	*is_new = !node && may_be_made(path);
	if (*is_new) {
		node = tree_add_directory(maintainer->files, path, 0755);
		node->package = maintainer->label;
	}
	free(path);
	return node && S_ISDIR(node->mode) ? node : NULL;
}

/* adduser makes the home that it is told; useradd only if asked to. One that is there stays. */
static void make_home(struct maintainer *maintainer, const struct call *call, const char *user,
		      const char *home, bool is_useradd)
{
	bool is_wanted = is_useradd ? texts_have(&call->flags, "-m") ||
					      texts_have(&call->flags, "--create-home")
				    : !texts_have(&call->flags, "--no-create-home");
	struct node *node;
	bool is_new;

	if (!is_wanted || !home)
		return;
	node = make_directory(maintainer, home, &is_new);
	if (is_new) {
		node->uid = (uid_t)accounts_user(&maintainer->accounts, user);
		node->gid = (gid_t)accounts_group_of(&maintainer->accounts, user);
	}
}

static void add_user(struct maintainer *maintainer, const struct texts *words)
{
	struct call call = { 0 };
	const char *group, *name;

	take_apart(&call, words,
		   " --home --shell --gecos --ingroup --uid --gid --conf --firstuid --lastuid"
		   " --comment -c -d -g -u -s -G --home-dir --base-dir -b -K ");
	name = call.plain.count ? call.plain.texts[call.plain.count - 1] : NULL;
	if (call.plain.count == 2 && text_begins(words->texts[0], "add")) {
		if (is_name(call.plain.texts[0]) && is_name(name))
			accounts_add_member(&maintainer->accounts, name, call.plain.texts[0]);
	} else if (is_name(name)) {
		bool is_useradd = strcmp(words->texts[0], "useradd") == 0;
		const char *home = value_of(&call, "--home", "--home-dir");

		group = value_of(&call, "--ingroup", "-g");
		if (!group)
			group = value_of(&call, "--gid", "--group");
		if (!group && !is_useradd && !texts_have(&call.flags, "--group") &&
		    texts_have(&call.flags, "--system") &&
		    accounts_group(&maintainer->accounts, name) < 0)
			group = "nogroup";
		home = home ? home : value_of(&call, "-d", "-d");
		accounts_add_user(&maintainer->accounts, name,
				  number_of(value_of(&call, "--uid", "-u")), group, home);
		make_home(maintainer, &call, name, home, is_useradd);
		if (value_of(&call, "-G", "--groups"))
			accounts_add_member(&maintainer->accounts,
					    value_of(&call, "-G", "--groups"), name);
	}
	call_free(&call);
}

static void add_group(struct maintainer *maintainer, const struct texts *words)
{
	struct call call = { 0 };

	take_apart(&call, words, " --gid -g -K --conf ");
	if (call.plain.count == 2 && strcmp(words->texts[0], "addgroup") == 0)
		accounts_add_member(&maintainer->accounts, call.plain.texts[1],
				    call.plain.texts[0]);
	else if (call.plain.count && is_name(call.plain.texts[0]))
		accounts_add_group(&maintainer->accounts, call.plain.texts[0],
				   number_of(value_of(&call, "--gid", "-g")));
	call_free(&call);
}

static void modify_user(struct maintainer *maintainer, const struct texts *words)
{
	struct call call = { 0 };

	take_apart(&call, words, " -G --groups -aG -d -s -c -u -g ");
	if (call.plain.count && value_of(&call, "-G", "-aG"))
		accounts_add_member(&maintainer->accounts, value_of(&call, "-G", "-aG"),
				    call.plain.texts[0]);
	call_free(&call);
}

/* "user:group", "user.group", ":group" or "user". */
static void own_as(struct maintainer *maintainer, struct node *node, const char *owner)
{
	char *user = text_format("%.*s", (int)strcspn(owner, ":"), owner);
	const char *group = strchr(owner, ':');

	own(maintainer, node, user, group ? group + 1 : NULL);
	free(user);
}

static void change_owner(struct maintainer *maintainer, const struct texts *words, bool group_only)
{
	struct call call = { 0 };
	bool below;

	take_apart(&call, words, "");
	below = texts_have(&call.flags, "-R") || texts_have(&call.flags, "--recursive");
	for (size_t i = 1; i < call.plain.count; i++) {
		struct node *node =
			call.plain.texts[i][0] == '/'
				? tree_resolve(maintainer->files, call.plain.texts[i], true)
				: NULL;
		struct tree_walk walk = { .tree = maintainer->files,
					  .below = node ? node->path : NULL };
		char *owner = text_format("%s%s", group_only ? ":" : "", call.plain.texts[0]);

		if (node && !below)
			own_as(maintainer, node, owner);
		while (node && below && strcmp(walk.below, "/") != 0 && (node = tree_next(&walk)))
			own_as(maintainer, node, owner);
		free(owner);
	}
	call_free(&call);
}

/* u, g, o and a, an operator, and r, w, x, s and t; with commas between several of these. */
static mode_t symbolic_mode(mode_t mode, const char *text)
{
	while (*text) {
		mode_t who = 0, bits = 0;
		char operator;

		for (; *text && strchr("ugoa", *text); text++)
			who |= *text == 'u'   ? 04700
			       : *text == 'g' ? 02070
			       : *text == 'o' ? 0007
					      : 06777;
		operator= * text;
		if (!operator|| !strchr("+-=", operator))
			return mode;
		for (text++; *text && *text != ','; text++)
			bits |= *text == 'r'   ? 0444
				: *text == 'w' ? 0222
				: *text == 'x' ? 0111
				: *text == 's' ? 06000
				: *text == 't' ? 01000
					       : 0;
		bits &= (who ? who : 06777) | 01000;
		if (operator== '=')
			mode &= ~who & 07777;
		mode = operator== '-' ? mode & ~bits : mode | bits;
		text += *text == ',';
	}
	return mode;
}

static void set_mode(struct node *node, const char *text)
{
	mode_t old = node->mode & 07777;
	char *end;
	unsigned long mode;

	if (!text || !*text)
		return;
	mode = strtoul(text, &end, 8);
	if (end == text)
		mode = symbolic_mode(old, text);
	else if (*end)
		return;
	if (mode <= 07777)
		node->mode = (node->mode & S_IFMT) | (mode_t)mode;
}

static void change_mode(struct maintainer *maintainer, const struct texts *words)
{
	struct call call = { 0 };

	take_apart(&call, words, "");
	for (size_t i = 1; i < call.plain.count; i++) {
		struct node *node =
			call.plain.texts[i][0] == '/'
				? tree_resolve(maintainer->files, call.plain.texts[i], true)
				: NULL;

		if (node && !texts_have(&call.flags, "-R"))
			set_mode(node, call.plain.texts[0]);
	}
	call_free(&call);
}

static void make_directories(struct maintainer *maintainer, const struct texts *words)
{
	struct call call = { 0 };
	bool is_install = strcmp(words->texts[0], "install") == 0;

	take_apart(&call, words, " -m --mode -o --owner -g --group ");
	if (!is_install || texts_have(&call.flags, "-d"))
		for (size_t i = 0; i < call.plain.count; i++) {
			bool is_new;
			struct node *node =
				make_directory(maintainer, call.plain.texts[i], &is_new);

			if (!node)
				continue;
			own(maintainer, node, value_of(&call, "-o", "--owner"),
			    value_of(&call, "-g", "--group"));
			set_mode(node, value_of(&call, "-m", "--mode"));
		}
	call_free(&call);
}

static void add_link(struct maintainer *maintainer, const char *link, const char *target)
{
	struct node *node;

	if (link[0] != '/' || strpbrk(link, "*?[$") || strpbrk(target, "*?[$") ||
	    tree_resolve(maintainer->files, link, true) || path_is_ballast(link))
		return;
	node = tree_add_link(maintainer->files, link, target);
	node->package = maintainer->label;
}

static void add_alternatives(struct maintainer *maintainer, const struct texts *words)
{
	for (size_t i = 1; i + 3 < words->count; i++)
		if (strcmp(words->texts[i], "--install") == 0 ||
		    strcmp(words->texts[i], "--slave") == 0)
			if (tree_resolve(maintainer->files, words->texts[i + 3], true))
				add_link(maintainer, words->texts[i + 1], words->texts[i + 3]);
}

static void link_file(struct maintainer *maintainer, const struct texts *words)
{
	struct call call = { 0 };
	bool is_soft;

	take_apart(&call, words, "");
	is_soft = texts_have(&call.flags, "-s") || texts_have(&call.flags, "-sf") ||
		  texts_have(&call.flags, "-fs") || texts_have(&call.flags, "--symbolic");
	if (is_soft && call.plain.count == 2 && text_begins(call.plain.texts[1], "/etc/"))
		add_link(maintainer, call.plain.texts[1], call.plain.texts[0]);
	call_free(&call);
}

/* First pages of web servers, and first configurations, which ucf copies. */
static void copy_file(struct maintainer *maintainer, const struct texts *words)
{
	struct call call = { 0 };
	struct node *from, *to;
	const char *target;
	char *path;

	take_apart(&call, words, "");
	from = call.plain.count == 2 ? tree_resolve(maintainer->files, call.plain.texts[0], true)
				     : NULL;
	target = from ? call.plain.texts[1] : "";
	to = from ? tree_resolve(maintainer->files, target, true) : NULL;
	path = to && S_ISDIR(to->mode)
		       ? text_format("%s/%s", target, strrchr(call.plain.texts[0], '/') + 1)
		       : text_copy(target);
	if (from && S_ISREG(from->mode) &&
	    (text_begins(path, "/var/") || text_begins(path, "/etc/")) && !strpbrk(path, "*?[") &&
	    !tree_resolve(maintainer->files, path, true)) {
		struct node copy = *from;

		copy.path = path;
		copy.package = maintainer->label;
		tree_add(maintainer->files, &copy);
	}
	free(path);
	call_free(&call);
}

/* dpkg-statoverride --update --add USER GROUP MODE PATH */
static void override(struct maintainer *maintainer, const struct texts *words)
{
	struct call call = { 0 };
	struct node *node;

	take_apart(&call, words, "");
	if (texts_have(&call.flags, "--add") && call.plain.count == 4) {
		node = tree_resolve(maintainer->files, call.plain.texts[3], true);
		if (node) {
			own(maintainer, node, call.plain.texts[0], call.plain.texts[1]);
			set_mode(node, call.plain.texts[2]);
		}
	}
	call_free(&call);
}

/* An archive has no place for what setcap(8) writes; init does it at each start. */
static void set_capabilities(struct maintainer *maintainer, const struct texts *words)
{
	struct call call = { 0 };

	take_apart(&call, words, "");
	for (size_t i = 0; i + 1 < call.plain.count; i += 2) {
		struct node *node = tree_resolve(maintainer->files, call.plain.texts[i + 1], true);

		if (node && S_ISREG(node->mode))
			json_object_object_add(maintainer->capabilities, node->path,
					       json_object_new_string(call.plain.texts[i]));
	}
	call_free(&call);
}

void maintainer_command(struct maintainer *maintainer, const struct texts *words)
{
	const char *slash = strrchr(words->texts[0], '/');
	const char *name = slash ? slash + 1 : words->texts[0];

	if (strcmp(name, "adduser") == 0 || strcmp(name, "useradd") == 0)
		add_user(maintainer, words);
	else if (strcmp(name, "addgroup") == 0 || strcmp(name, "groupadd") == 0)
		add_group(maintainer, words);
	else if (strcmp(name, "usermod") == 0)
		modify_user(maintainer, words);
	else if (strcmp(name, "chown") == 0 || strcmp(name, "chgrp") == 0)
		change_owner(maintainer, words, strcmp(name, "chgrp") == 0);
	else if (strcmp(name, "chmod") == 0)
		change_mode(maintainer, words);
	else if (strcmp(name, "mkdir") == 0 || strcmp(name, "install") == 0)
		make_directories(maintainer, words);
	else if (strcmp(name, "update-alternatives") == 0)
		add_alternatives(maintainer, words);
	else if (strcmp(name, "cp") == 0 || strcmp(name, "ucf") == 0)
		copy_file(maintainer, words);
	else if (strcmp(name, "ln") == 0)
		link_file(maintainer, words);
	else if (strcmp(name, "dpkg-statoverride") == 0)
		override(maintainer, words);
	else if (strcmp(name, "setcap") == 0)
		set_capabilities(maintainer, words);
}
