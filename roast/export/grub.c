// SPDX-License-Identifier: GPL-2.0
#include "grub.h"

#include <endian.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/child.h"
#include "../base/files.h"
#include "../base/report.h"
#include "compress.h"
#include "export.h"

#define GRUB_FILES "/usr/lib/grub/i386-pc"

/* Multiboot2 specification 2.0, section 3.1. */
#define HEADER_MAGIC 0xe85250d6u
#define HEADER_SEARCH 32768
#define HEADER_ALIGN 8
#define HEADER_LEAST 16

char *grub_file(const char *name)
{
	char *path = text_format("%s/%s", GRUB_FILES, name);

	if (!file_exists(path))
		fail(STATUS_TOOL, "GRUB's %s is missing: install the package grub-pc-bin", path);
	return path;
}

char *grub_core(const char *target, const char *prefix, const char *const *modules)
{
	char *core = text_format("%s/grub-core", temporary_directory());
	struct texts argv = { 0 };

	child_need("grub-mkimage", "grub-common");
	free(grub_file("kernel.img"));
	texts_add(&argv, "grub-mkimage");
	texts_add_format(&argv, "--format=%s", target);
	texts_add_format(&argv, "--directory=%s", GRUB_FILES);
	texts_add_format(&argv, "--prefix=%s", prefix);
	texts_add_format(&argv, "--output=%s", core);
	for (; *modules; modules++)
		texts_add(&argv, *modules);
	free(child_output(&argv));
	texts_free(&argv);
	return core;
}

/* Words of GRUB's shell. What it would hand on otherwise than it was written is refused. */
static char *quoted_words(const char *line)
{
	struct texts words = { 0 }, quoted = { 0 };
	char *text;

	if (strpbrk(line, "'\"\\\n"))
		fail(STATUS_USAGE,
		     "--kernel-arguments %s: GRUB does not pass quotes and "
		     "backslashes on",
		     line);
	texts_split(&words, line, " ");
	for (size_t i = 0; i < words.count; i++)
		texts_add_format(&quoted, "'%s'", words.texts[i]);
	text = texts_join(&quoted, " ");
	texts_free(&words);
	texts_free(&quoted);
	return text;
}

/*
 * The serial port shows what GRUB complains of, beside the screen. Xen's GRUB reads the same file
 * and has neither.
 */
char *grub_config(const struct spec *spec)
{
	char *line = export_command_line(spec);
	char *words = quoted_words(line);
	char *text = text_format("if [ \"$grub_platform\" = pc ]; then\n"
				 "\tserial --unit=0 --speed=115200\n"
				 "\tterminal_output console serial\n"
				 "fi\n"
				 "multiboot2 /kernel %s\n"
				 "module2 /archive\n"
				 "boot\n",
				 words);

	free(words);
	free(line);
	return text;
}

static uint32_t word(const unsigned char *bytes)
{
	uint32_t value;

	memcpy(&value, bytes, sizeof(value));
	return le32toh(value);
}

bool grub_has_header(const unsigned char *bytes, size_t size)
{
	for (size_t at = 0; at + HEADER_LEAST <= size && at < HEADER_SEARCH; at += HEADER_ALIGN)
		if (word(bytes + at) == HEADER_MAGIC && word(bytes + at) + word(bytes + at + 4) +
									word(bytes + at + 8) +
									word(bytes + at + 12) ==
								0)
			return true;
	return false;
}

void grub_check_kernel(const char *kernel)
{
	static unsigned char bytes[HEADER_SEARCH];
	FILE *file = fopen(kernel, "re");
	size_t size;

	if (!file)
		fail_errno("cannot read the kernel %s", kernel);
	size = fread(bytes, 1, sizeof(bytes), file);
	if (ferror(file))
		fail_errno("cannot read the kernel %s", kernel);
	fclose(file);
	if (!grub_has_header(bytes, size))
		fail(STATUS_FORMAT,
		     "GRUB cannot start the kernel %s: it has no Multiboot2 header; "
		     "build the image again, with a kernel of this version",
		     kernel);
}

static uint64_t size_of(const char *path)
{
	struct stat status;

	if (stat(path, &status))
		fail_errno("cannot read %s", path);
	return (uint64_t)status.st_size;
}

void grub_parts_make(struct grub_parts *parts, const struct spec *spec)
{
	char *config = grub_config(spec);

	grub_check_kernel(spec->kernel);
	parts->config = text_format("%s/grub.cfg", temporary_directory());
	file_write(parts->config, config, strlen(config), 0644);
	free(config);
	progress_begin("compressing the kernel", size_of(spec->kernel), true);
	parts->kernel = compressed_copy(spec->kernel, "kernel.gz");
	progress_end();
	progress_begin("compressing the archive", size_of(spec->archive), true);
	parts->archive = compressed_copy(spec->archive, "archive.gz");
	progress_end();
}

void grub_parts_free(struct grub_parts *parts)
{
	free(parts->kernel);
	free(parts->archive);
	free(parts->config);
}
