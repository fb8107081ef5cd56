// SPDX-License-Identifier: GPL-2.0
/* Parts of sources: words, maintainer scripts, units, accounts, names, references, libraries. */
#define note tap_note
#include "caught.h"
#undef note

#include <sys/stat.h>

#include "../../../roast/base/report.h"
#include "../../../roast/source/debian/debian.h"

static void expect_words(const char *line, const struct variables *variables, bool shell,
			 const char *expected)
{
	struct texts words = { 0 };
	char *joined;

	words_of(&words, line, variables, shell);
	joined = texts_join(&words, "|");
	check(strcmp(joined, expected) == 0, "words of: %s", line);
	if (strcmp(joined, expected) != 0)
		tap_note("found %s", joined);
	free(joined);
	texts_free(&words);
}

static void test_words(void)
{
	struct variables variables = { 0 };

	variables_read(&variables, "A=one\n# B=no\nTWO=\"b  c\"\nC='$A'\nD=\"${A}s\"\nEMPTY=\n"
				   "LONG=\"one \\\n two\"\n");
	expect_words("$LONG", &variables, false, "one|two");
	expect_words("a  b\tc", NULL, false, "a|b|c");
	expect_words("'a b' \"c d\"e \"\" f\\ g", NULL, false, "a b|c de||f g");
	expect_words("$A ${A}x $TWO \"$TWO\" '$A'", &variables, false, "one|onex|b|c|b  c|$A");
	expect_words("$C $D $NONE. ${NONE} x", &variables, false, "$A|ones|.|x");
	expect_words("${EMPTY:-other} ${A:-other}", &variables, false, "other|one");
	expect_words("a; b", NULL, true, "a");
	expect_words("a 'x;y' # comment", NULL, true, "a|x;y");
	expect_words("a; b", NULL, false, "a;|b");
	texts_free(&variables.pairs);
}

/* ---- maintainer scripts */

static void begin(struct maintainer *maintainer)
{
	*maintainer = (struct maintainer){ .files = tree_new(), .label = "some=1" };
	maintainer->directories = json_object_new_array();
	texts_add(&maintainer->accounts.users, "root:x:0:0:root:/root:/bin/sh");
	texts_add(&maintainer->accounts.groups, "root:x:0:");
	texts_add(&maintainer->accounts.groups, "adm:x:4:");
	texts_add(&maintainer->accounts.groups, "nogroup:x:65534:");
	tree_add_memory(maintainer->files, "/usr/bin/vim.basic", 0755, "", 0);
	tree_add_directory(maintainer->files, "/var/lib/some", 0755);
	tree_add_memory(maintainer->files, "/var/lib/some/deep/file", 0644, "", 0);
}

static void finish_one(struct maintainer *maintainer)
{
	tree_free(maintainer->files);
	maintainer_free(maintainer);
}

static const char script[] =
	"#!/bin/sh\n"
	"set -e\n"
	"# adduser --system commented\n"
	"USER=some\n"
	"case \"$1\" in\n"
	"configure)\n"
	"\tif ! getent passwd $USER >/dev/null; then\n"
	"\t\tadduser --system --group --quiet \\\n"
	"\t\t\t--home /var/lib/some --gecos \"Some server; it serves\" $USER\n"
	"\tfi\n"
	"\tadduser some adm\n"
	"\tchown -R some:adm /var/lib/some && chmod 0750 /var/lib/some\n"
	"\tmkdir -p /var/log/$USER; install -d -o some -m 2770 /var/cache/some\n"
	"\tfor i in vim vi; do\n"
	"\t\tupdate-alternatives --install /usr/bin/$i $i /usr/bin/vim.basic 30 \\\n"
	"\t\t\t--slave /usr/share/x/$i.1 $i.1 /usr/share/none\n"
	"\tdone\n"
	";;\n"
	"upgrade) adduser --system --home /var/lib/other/ other\n"
	"\tadduser --system --no-create-home --home /var/lib/none homeless ;;\n"
	"esac\n"
	"prepare () {\n"
	"\tPLACE=\"${1}\"\n"
	"\tmkdir -p ${PLACE} && chmod $2,o-rx ${PLACE}\n"
	"}\n"
	"prepare /var/lib/more g+ws\n";

static void test_script(void)
{
	struct maintainer maintainer;
	struct accounts *accounts = &maintainer.accounts;
	struct node *node;

	begin(&maintainer);
	script_commands(&maintainer, script, "some");
	check(accounts_user(accounts, "some") == 100 && accounts_group(accounts, "some") == 100,
	      "a system user with its group has the first free number");
	check(accounts_user(accounts, "commented") < 0, "comments do nothing");
	check(strstr(accounts->users.texts[1], ":/var/lib/some:") != NULL, "it has its home");
	check(strcmp(accounts->groups.texts[1], "adm:x:4:some") == 0, "it is a member where said");
	check(accounts_user(accounts, "other") == 101 &&
		      strstr(accounts->users.texts[2], ":101:65534:"),
	      "a system user without a group of its own is in nogroup");
	node = tree_find(maintainer.files, "/var/lib/some");
	check(node->uid == 100 && node->gid == 4 && node->mode == (S_IFDIR | 0750),
	      "owner and mode of a directory");
	node = tree_find(maintainer.files, "/var/lib/some/deep/file");
	check(node->uid == 100 && node->gid == 4, "owner of what is below it");
	check(tree_find(maintainer.files, "/var/log/some") != NULL, "a directory is made");
	node = tree_find(maintainer.files, "/var/cache/some");
	check(node && node->uid == 100 && node->mode == (S_IFDIR | 02770), "with owner and mode");
	node = tree_find(maintainer.files, "/var/lib/more");
	check(node && node->mode == (S_IFDIR | 02770), "functions are called");
	node = tree_find(maintainer.files, "/var/lib/other");
	check(node && node->uid == 101 && node->gid == 65534, "a home is made, for its user");
	check(!tree_find(maintainer.files, "/var/lib/none"), "but not where it says so");
	node = tree_find(maintainer.files, "/usr/bin/vi");
	check(node && text_equal(node->link, "/usr/bin/vim.basic"), "alternatives are links");
	check(!tree_find(maintainer.files, "/usr/share/x/vi.1"), "but not to what is not there");
	finish_one(&maintainer);
}

/* Whatever a script says, nothing outside of the places for it is touched, and nothing crashes. */
static void test_wild_scripts(void)
{
	struct maintainer maintainer;
	char *wild = text_format(
		"chown -R nobody /\nmkdir -p /usr/bin/x '' / \"$UNKNOWN/y\"\nln -s\nadduser\n"
		"for i in\nfor\ndone\ndone\nchown a\nadduser --system \"$UNKNOWN\"\n"
		"for a in 1 2 3; do for b in 1 2 3; do for c in 1 2; do for d in 1 2; do "
		"for e in 1 2; do mkdir /var/lib/$a$b$c$d$e; done; done; done; done; done\n"
		"update-alternatives --install\ninstall -d\n'unfinished");

	begin(&maintainer);
	script_commands(&maintainer, wild, "some");
	check(tree_find(maintainer.files, "/")->uid == 0 &&
		      !tree_find(maintainer.files, "/usr/bin/x"),
	      "scripts without sense change nothing");
	check(maintainer.accounts.users.count == 1, "and add nobody");
	for (int round = 0; round < 300; round++) {
		char *copy = text_copy(script);
		size_t size = mutate((unsigned char *)copy, sizeof(script) - 1);

		copy[size] = '\0';
		script_commands(&maintainer, copy, "some");
		free(copy);
	}
	check(tree_find(maintainer.files, "/") != NULL, "scripts that are damaged do no harm");
	free(wild);
	finish_one(&maintainer);
}

static void test_unit(void)
{
	struct texts pairs = { 0 };

	unit_read(&pairs, "[Unit]\nDescription=x\n[Service]\n# Type=no\nExecStart=/bin/a \\\n  b\n"
			  "User = me\n[Install]\nAlias=c\n");
	check(pairs.count == 6 && texts_have(&pairs, "User"), "keys of a unit are read");
	check(texts_have(&pairs, "ExecStart") && texts_have(&pairs, "/bin/a   b"),
	      "lines that go on are one");
	check(!texts_have(&pairs, "Alias"), "other sections are not");
	texts_free(&pairs);
}

static void expect_names(const char *package, bool programs, const char *expected)
{
	struct texts names = { 0 };
	char *joined;

	names_for(&names, package, programs);
	joined = texts_join(&names, " ");
	check(strcmp(joined, expected) == 0, "names for %s: %s", package, expected);
	if (strcmp(joined, expected) != 0)
		tap_note("found %s", joined);
	free(joined);
	texts_free(&names);
}

static void test_names(void)
{
	expect_names("redis-server", false, "redis-server redis");
	expect_names("postgresql-15", false, "postgresql-15 postgresql");
	expect_names("redis-tools", false, "redis-tools");
	expect_names("php8.2-cli", true, "php8.2-cli php8.2 php php8.2-clid php8.2d phpd");
	expect_names("bind9", true, "bind9 bind bind9d bindd");
}

/* ---- references */

static void collect(void *context, const char *text)
{
	texts_add(context, text);
}

static void test_references(void)
{
	static const char bytes[] =
		"\0/bin/sh\0x/usr/no\0 /usr/lib/dir/%s.so\0/a\0--x=/etc/conf.d/\0";
	struct texts found = { 0 };
	char *joined;

	paths_in(bytes, sizeof(bytes) - 1, collect, &found);
	joined = texts_join(&found, " ");
	check(strcmp(joined, "/bin/sh /usr/lib/dir /etc/conf.d") == 0, "paths in bytes");
	free(joined);
	texts_free(&found);
	commands_in("#!/bin/sh\n# sort\nif test x; then rm -f \"$grep\" | tr a b; fi\nsed=1 ls\n",
		    collect, &found);
	check(texts_have(&found, "rm") && texts_have(&found, "tr") && texts_have(&found, "ls"),
	      "commands in a script");
	check(!texts_have(&found, "sort") && !texts_have(&found, "grep") &&
		      !texts_have(&found, "test") && !texts_have(&found, "sed"),
	      "but no comments, variables and words of the shell");
	texts_free(&found);
}

static void test_search(void)
{
	struct texts directories = { 0 };
	char *joined;

	search_expand(&directories, "$ORIGIN/../lib:/opt/x:relative:${ORIGIN}", "/opt/app/bin/run");
	joined = texts_join(&directories, ":");
	check(strcmp(joined, "/opt/app/bin/../lib:/opt/x:/opt/app/bin") == 0, "$ORIGIN");
	free(joined);
	texts_free(&directories);
	search_expand(&directories, "/opt/$LIB/$PLATFORM", "/bin/x");
	check(texts_have(&directories, "/opt/lib/x86_64-linux-gnu/x86_64") &&
		      texts_have(&directories, "/opt/lib64/x86_64"),
	      "$LIB and $PLATFORM");
	texts_free(&directories);
}

static void test_accounts(void)
{
	struct accounts accounts = { 0 }, again;
	struct tree *tree = tree_new();

	accounts_add_user(&accounts, "one", -1, NULL, NULL);
	accounts_add_user(&accounts, "one", -1, NULL, NULL);
	accounts_add_user(&accounts, "two", 100, NULL, "/two");
	accounts_add_group(&accounts, "three", 33);
	accounts_add_member(&accounts, "three", "one");
	accounts_add_member(&accounts, "three", "one");
	accounts_add_member(&accounts, "three", "two");
	check(accounts.users.count == 2 && accounts_user(&accounts, "two") == 101,
	      "numbers are given once");
	accounts_write(&accounts, tree);
	accounts_read(&again, tree);
	check(accounts_group(&again, "three") == 33 && accounts_user(&again, "17") == 17,
	      "accounts are written and read");
	check(texts_have(&again.groups, "three:x:33:one,two"), "members are there once");
	accounts_free(&accounts);
	accounts_free(&again);
	tree_free(tree);
}

int main(void)
{
	report_settings.quiet = true;
	test_words();
	test_script();
	test_wild_scripts();
	test_unit();
	test_names();
	test_references();
	test_search();
	test_accounts();
	return finish();
}
