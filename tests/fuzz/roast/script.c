// SPDX-License-Identifier: GPL-2.0
/* Maintainer scripts of Debian packages, and shell scripts that name commands. */
#include "roast/source/debian/debian.h"
#include "stand-in.h"

void fuzz_begin(void)
{
	stand_in_begin();
}

static void ignore(void *context, const char *word)
{
	(void)context;
	(void)word;
}

void fuzz_one(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct tree *tree = tree_new();
	struct maintainer maintainer = { .files = tree, .label = "p=1" };

	maintainer.directories = json_object_new_array();
	accounts_read(&maintainer.accounts, tree);
	script_commands(&maintainer, text, "package");
	commands_in(text, ignore, NULL);
	paths_in(text, size, ignore, NULL);
}
