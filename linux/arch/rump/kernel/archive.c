// SPDX-License-Identifier: GPL-2.0
/*
 * Whether the archive that the domain starts from was usable. Linux says what it did not like
 * and then looks for a root disk, and panics without one; here the domain ends with one line and
 * RUMPROAST_EXIT_ARCHIVE. With root= on the command line the archive may be anything.
 *
 * The format is cpio's "newc", see Documentation/driver-api/early-userspace/buffer-format.rst.
 */
#include <linux/fs.h>
#include <linux/fs_struct.h>
#include <linux/init.h>
#include <linux/init_syscalls.h>
#include <linux/initrd.h>
#include <linux/kernel.h>
#include <linux/kmsg_dump.h>
#include <linux/magic.h>
#include <linux/mm.h>
#include <linux/mount.h>
#include <linux/sched.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <linux/zstd.h>
#include <uapi/linux/mount.h>
#include <rumproast/exit.h>
#include <xen/xenbus.h>
#include <asm/rump.h>
#include <asm/setup.h>

#define MAGIC "070701"
#define MAGIC_WITH_SUM "070702"
#define MAGIC_SIZE 6
#define HEADER_SIZE 110
#define DIGITS 8
#define FIELD_FILE_SIZE 6
#define FIELD_NAME_SIZE 11
#define TRAILER "TRAILER!!!"

#define KERNEL_PAGES ((SZ_2M + SZ_1M) / PAGE_SIZE) /* for Linux' own use, with small memory */

static bool archive_is_cut_off __initdata;

static __printf(1, 2) void __init __noreturn end_domain(const char *format, ...)
{
	struct va_format text = { .fmt = format };
	va_list list;

	va_start(list, format);
	text.va = &list;
	pr_emerg("rumproast: %pV\n", &text);
	va_end(list);
#ifdef CONFIG_XEN
	if (rump_host_is_xen)
		xenbus_printf(XBT_NIL, "data", "exit-status", "%d", RUMPROAST_EXIT_ARCHIVE);
#endif
	hyper_power_off(RUMPROAST_EXIT_ARCHIVE);
}

static bool __init archive_is_needed(void)
{
	return !strstr(boot_command_line, "root=") && !strstr(boot_command_line, "rdinit=");
}

/* Fields are eight hexadecimal digits each, behind the magic number. */
static unsigned long __init field(const char *header, unsigned int number)
{
	char digits[DIGITS + 1] = "";
	unsigned long value;

	memcpy(digits, header + MAGIC_SIZE + number * DIGITS, DIGITS);
	return kstrtoul(digits, 16, &value) ? 0 : value;
}

static bool __init is_header(const char *header)
{
	return !memcmp(header, MAGIC, MAGIC_SIZE) || !memcmp(header, MAGIC_WITH_SUM, MAGIC_SIZE);
}

/*
 * Linux takes the end of an uncompressed archive in the middle of a file for the end of the
 * file. A compressed one it unpacks, and says so when that fails.
 */
static bool __init has_trailer(const char *archive, unsigned long size)
{
	unsigned long at = 0, name_size, next;

	while (size - at >= HEADER_SIZE && is_header(archive + at)) {
		name_size = field(archive + at, FIELD_NAME_SIZE);
		next = ALIGN(at + HEADER_SIZE + name_size, 4);
		if (next > size || next <= at)
			return false;
		if (!strncmp(archive + at + HEADER_SIZE, TRAILER, name_size))
			return true;
		at = ALIGN(next + field(archive + at, FIELD_FILE_SIZE), 4);
		if (at > size)
			return false;
	}
	return at && size > at && !is_header(archive + at);
}

/* What unpacking itself takes. */
static unsigned long __init unpacking_pages(void)
{
	unsigned long bytes = 0;
#ifdef CONFIG_DECOMPRESS_ZSTD
	zstd_frame_header header;

	if (!zstd_get_frame_header(&header, (void *)initrd_start, initrd_end - initrd_start))
		bytes = zstd_dstream_workspace_bound(header.windowSize) + SZ_256K;
#endif
	return bytes / PAGE_SIZE;
}

/*
 * A file system in memory takes half of it, unless told otherwise. Here the files are most of
 * what there is: the other programs of a distribution are not. What the kernel needs is left
 * out, so that too many files are an error of the archive's, and not the end of all memory.
 * The archive's own memory is free by the time that it is unpacked.
 */
static unsigned long __init pages_for_files(void)
{
	unsigned long all = totalram_pages() + PAGE_ALIGN(initrd_end - initrd_start) / PAGE_SIZE;
	unsigned long taken = unpacking_pages();
	unsigned long left;

	if (all < taken + KERNEL_PAGES)
		return all / 2;
	left = all - taken;
	return max(all / 2, min(left / 5 * 4, left - KERNEL_PAGES));
}

static void __init make_room(void)
{
	char *options;

	if (current->fs->root.mnt->mnt_sb->s_magic != TMPFS_MAGIC)
		return;
	/* Mounting takes a whole page of options. */
	options = (char *)get_zeroed_page(GFP_KERNEL);
	if (!options)
		return;
	snprintf(options, PAGE_SIZE, "size=%luk", pages_for_files() * (PAGE_SIZE / SZ_1K));
	if (init_mount(NULL, "/", NULL, MS_REMOUNT, options))
		pr_warn("rumproast: the files may take no more than half of the memory\n");
	free_page((unsigned long)options);
}

static int __init look_at_archive(void)
{
	unsigned long size = initrd_end - initrd_start;

	if (!initrd_start)
		return 0;
	archive_is_cut_off = size >= HEADER_SIZE && is_header((const char *)initrd_start) &&
			     !has_trailer((const char *)initrd_start, size);
	make_room();
	return 0;
}
fs_initcall(look_at_archive); /* Linux unpacks, and frees, after these. */

/* The rest of Linux' own line about the archive, or null if it had nothing to say. */
static const char *__init complaint(void)
{
	static const char sign[] = "Initramfs unpacking failed: ";
	static char line[160] __initdata;
	struct kmsg_dump_iter position;
	size_t length;
	char *found;

	kmsg_dump_rewind(&position);
	while (kmsg_dump_get_line(&position, false, line, sizeof(line) - 1, &length)) {
		line[length] = '\0';
		found = strstr(line, sign);
		if (found)
			return strim(found + sizeof(sign) - 1);
	}
	return NULL;
}

static int __init judge_archive(void)
{
	const char *reason;

	if (!archive_is_needed())
		return 0;
	if (!rump_boot->archive_size)
		end_domain("no archive: the domain was given neither an archive nor root=");
	wait_for_initramfs();
	reason = complaint();
	if (reason)
		end_domain("the archive is cut off or damaged, or memory is too small for it: %s",
			   reason);
	if (archive_is_cut_off)
		end_domain("the archive is cut off: its end is missing");
	if (init_eaccess("/init"))
		end_domain("the archive has no init: no /init that can be executed");
	return 0;
}
late_initcall_sync(judge_archive);
