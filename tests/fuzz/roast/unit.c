// SPDX-License-Identifier: GPL-2.0
/* Unit files of systemd, with a file of variables that they name. */
#include <string.h>

#include "roast/source/debian/debian.h"
#include "stand-in.h"

void fuzz_begin(void)
{
	stand_in_begin();
}

void fuzz_one(const uint8_t *data, size_t size)
{
	char *unit = fuzz_part(&data, &size), *variables = fuzz_part(&data, &size);
	struct deb deb = { .name = "p", .version = "1", .label = "p=1" };
	struct debs debs = { .list = &deb, .count = 1, .all = tree_new() };
	struct image image = { .name = "p", .reference = "p", .files = debs.all };
	struct maintainer maintainer = { .files = debs.all, .label = deb.label };
	struct node *node;

	deb.files = debs.all;
	deb.control = tree_new();
	image.settings = json_object_new_object();
	maintainer.directories = json_object_new_array();
	tree_add_memory(debs.all, "/etc/default/p", 0644, variables, strlen(variables));
	node = tree_add_memory(debs.all, "/lib/systemd/system/p.service", 0644, unit, strlen(unit));
	node->package = deb.label;
	tree_add_memory(debs.all, "/usr/sbin/p", 0755, "\177ELF", 4)->package = deb.label;
	unit_apply(&image, &debs, &deb, &maintainer);
}
