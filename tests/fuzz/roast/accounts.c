// SPDX-License-Identifier: GPL-2.0
/* /etc/passwd and /etc/group of an image. */
#include <string.h>

#include "roast/source/common/private.h"
#include "stand-in.h"

void fuzz_begin(void)
{
	stand_in_begin();
}

void fuzz_one(const uint8_t *data, size_t size)
{
	char *user = fuzz_part(&data, &size), *group = fuzz_part(&data, &size);
	char *passwd = fuzz_part(&data, &size), *groups = fuzz_part(&data, &size);
	struct tree *tree = tree_new();
	struct accounts accounts;

	tree_add_memory(tree, "/etc/passwd", 0644, passwd, strlen(passwd));
	tree_add_memory(tree, "/etc/group", 0644, groups, strlen(groups));
	accounts_read(&accounts, tree);
	accounts_user(&accounts, user);
	accounts_group_of(&accounts, user);
	accounts_group(&accounts, group);
	accounts_add_group(&accounts, group, -1);
	accounts_add_user(&accounts, user, -1, group, NULL);
	accounts_add_member(&accounts, group, user);
	accounts_write(&accounts, tree);
	accounts_free(&accounts);
	tree_free(tree);
}
