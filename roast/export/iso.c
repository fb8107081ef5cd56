// SPDX-License-Identifier: GPL-2.0
/* CD images that start by GRUB, from a CD (El Torito) and, written to a stick, from a disk. */
#include <stdlib.h>
#include <string.h>

#include "../base/child.h"
#include "../base/files.h"
#include "../base/report.h"
#include "export.h"
#include "grub.h"

#define DATE "1980010100000000"

static const char *const modules[] = { "gzio", "biosdisk", "iso9660",  "multiboot2", "normal",
				       "test", "serial",   "terminal", "part_msdos", NULL };

/* Adds SOURCE as TARGET, in the words of mkisofs, to which "=" is what separates the two. */
static void graft(struct texts *argv, const char *target, const char *source)
{
	if (strpbrk(source, "=\\"))
		fail(STATUS_FAILED, "xorriso cannot take a file named %s; move it", source);
	texts_add_format(argv, "%s=%s", target, source);
}

static void add_boot_words(struct texts *argv)
{
	char *hybrid = grub_file("boot_hybrid.img");

	texts_split(argv,
		    "-b boot/grub/core.img -no-emul-boot -boot-load-size 4 -boot-info-table "
		    "--grub2-boot-info --grub2-mbr",
		    " ");
	texts_take(argv, hybrid);
}

static void run_xorriso(const struct grub_parts *parts, const char *output, const char *core)
{
	struct texts argv = { 0 };

	texts_split(&argv, "xorriso -as mkisofs -quiet -R -V ROAST", " ");
	texts_add(&argv, "--modification-date=" DATE);
	texts_add(&argv, "--set_all_file_dates");
	texts_add(&argv, DATE);
	add_boot_words(&argv);
	texts_add(&argv, "-o");
	texts_add(&argv, output);
	texts_add(&argv, "-graft-points");
	graft(&argv, "/boot/grub/core.img", core);
	graft(&argv, "/boot/grub/grub.cfg", parts->config);
	graft(&argv, "/kernel", parts->kernel);
	graft(&argv, "/archive", parts->archive);
	free(child_output(&argv));
	texts_free(&argv);
}

void export_iso(struct export_order *order, const char *output)
{
	struct grub_parts parts;
	char *core;

	child_need("xorriso", "xorriso");
	grub_parts_make(&parts, &order->spec);
	progress_begin("writing the CD image", 0, false);
	core = grub_core("i386-pc-eltorito", "/boot/grub", modules);
	run_xorriso(&parts, output, core);
	progress_end();
	free(core);
	grub_parts_free(&parts);
}
