// SPDX-License-Identifier: GPL-2.0
/*
 * Gives the archive's memory back while Linux unpacks it, so that a domain needs room for the
 * files, and not for files and archive together. Linux itself keeps the whole archive until it
 * is unpacked.
 *
 * Linux reads the archive from its start to its end and never goes back. Two calls tell how far
 * it is, and the linker leads them here (--wrap): kernel_write(), with a file's content as it
 * lies in an archive that is not compressed, and unzstd(). Of the other formats the archive is
 * kept to the end.
 *
 * Context: Linux' worker that unpacks, alone. Afterwards initrd_start is 0, and kernel_write()
 * is as it was.
 */
#include <linux/decompress/unzstd.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/initrd.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <asm/setup.h>

#define PIECE SZ_128K

/* Below this address the archive's pages are the system's again. 0: none is yet. */
static unsigned long released_to;

static bool is_in_archive(const void *place)
{
	return initrd_start && (unsigned long)place >= initrd_start &&
	       (unsigned long)place < initrd_end;
}

/* Parameters of Linux' that ask for the archive to stay. */
static bool archive_stays(void)
{
	return strstr(boot_command_line, "retain_initrd") ||
	       strstr(boot_command_line, "keepinitrd");
}

/* The command line is there as long as the archive is. */
static noinline void __ref release_to(unsigned long end)
{
	unsigned long start = max(released_to, PAGE_ALIGN(initrd_start));

	end &= PAGE_MASK;
	if (end <= start || archive_stays())
		return;
	/* The pages are not filled with a pattern: it would take as long as the unpacking. */
	free_reserved_area((void *)start, (void *)end, -1, NULL);
	released_to = end;
}

void __init free_initrd_mem(unsigned long start, unsigned long end)
{
	free_reserved_area((void *)max(start, released_to), (void *)end, -1, NULL);
}

ssize_t __real_kernel_write(struct file *file, const void *from, size_t size, loff_t *position);
ssize_t __wrap_kernel_write(struct file *file, const void *from, size_t size, loff_t *position);

/* A short write makes Linux come back for the rest; what it wrote it may read for its sum. */
ssize_t __wrap_kernel_write(struct file *file, const void *from, size_t size, loff_t *position)
{
	if (is_in_archive(from)) {
		release_to((unsigned long)from);
		size = min(size, (size_t)PIECE);
	}
	return __real_kernel_write(file, from, size, position);
}

#ifdef CONFIG_DECOMPRESS_ZSTD
int __init __real_unzstd(unsigned char *from, long size, long (*fill)(void *, unsigned long),
			 long (*flush)(void *, unsigned long), unsigned char *to, long *position,
			 void (*error)(char *));
int __init __wrap_unzstd(unsigned char *from, long size, long (*fill)(void *, unsigned long),
			 long (*flush)(void *, unsigned long), unsigned char *to, long *position,
			 void (*error)(char *));

static const unsigned char *unread __initdata;
static long unread_size __initdata;

/* Once it asks for more, the decompressor has used up what it got before. */
static long __init fill_from_archive(void *to, unsigned long size)
{
	size = min(size, (unsigned long)unread_size);
	if (!size)
		return -1;
	release_to((unsigned long)unread);
	memcpy(to, unread, size);
	unread += size;
	unread_size -= size;
	return size;
}

int __init __wrap_unzstd(unsigned char *from, long size, long (*fill)(void *, unsigned long),
			 long (*flush)(void *, unsigned long), unsigned char *to, long *position,
			 void (*error)(char *))
{
	if (fill || !flush || !is_in_archive(from) || archive_stays())
		return __real_unzstd(from, size, fill, flush, to, position, error);
	unread = from;
	unread_size = size;
	return __real_unzstd(NULL, 0, fill_from_archive, flush, to, position, error);
}
#endif
