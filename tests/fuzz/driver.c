// SPDX-License-Identifier: GPL-2.0
/* Runs a target on one input after the other within one process. */
#include "fuzz.h"

#include <fcntl.h>
#include <ftw.h>
#include <sanitizer/allocator_interface.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define ALLOCATIONS_MAX (1u << 20)

/* Not there in a target without the address sanitizer, of which nothing is allocated. */
#pragma weak __sanitizer_install_malloc_and_free_hooks
#pragma weak __sanitizer_get_ownership

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static jmp_buf back;
static const void **allocations;
static size_t allocation_count;
static __thread bool tracking;
static char *directory;
static bool directory_used;
static int first_file; /* the process's own file descriptors are below */

static void note_allocation(const volatile void *memory, size_t size)
{
	(void)size;
	if (tracking && allocation_count < ALLOCATIONS_MAX)
		allocations[allocation_count++] = (const void *)memory;
}

static void ignore_free(const volatile void *memory)
{
	(void)memory;
}

static void require(bool holds, const char *what)
{
	if (holds)
		return;
	perror(what);
	exit(1);
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
	(void)status;
	(void)type;
	if (place->level > 0)
		remove(path);
	return 0;
}

static void empty_directory(void)
{
	if (directory && directory_used)
		nftw(directory, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	directory_used = false;
}

static void remove_directory(void)
{
	directory_used = true;
	empty_directory();
	rmdir(directory);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *place = getenv("TMPDIR");

	(void)argc;
	(void)argv;
	allocations = mmap(NULL, ALLOCATIONS_MAX * sizeof(*allocations), PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	require(allocations != MAP_FAILED, "mmap");
	require(asprintf(&directory, "%s/fuzz.XXXXXX", place && *place ? place : "/tmp") > 0,
		"memory");
	require(mkdtemp(directory) != NULL, directory);
	require(setenv("TMPDIR", directory, 1) == 0, "TMPDIR");
	atexit(remove_directory);
	fuzz_begin();
	if (__sanitizer_install_malloc_and_free_hooks)
		__sanitizer_install_malloc_and_free_hooks(note_allocation, ignore_free);
	return 0;
}

/* An address that was freed and given out again stands there twice, and is freed once. */
static void free_allocations(void)
{
	for (size_t i = 0; i < allocation_count; i++)
		if (__sanitizer_get_ownership(allocations[i]))
			free((void *)allocations[i]);
	allocation_count = 0;
}

/* Files are opened at the lowest free number, so all that a parser opens are from here on. */
static void find_first_file(void)
{
	first_file = open("/dev/null", O_RDONLY | O_CLOEXEC);
	require(first_file >= 0, "/dev/null");
	close(first_file);
}

/* libFuzzer's copy has exactly this size, so that a read behind it is seen. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!first_file)
		find_first_file();
	if (setjmp(back) == 0) {
		tracking = true;
		fuzz_one(data, size);
	}
	tracking = false;
	free_allocations();
	empty_directory();
	close_range((unsigned int)first_file, ~0u, 0);
	return 0;
}

void fuzz_leave(void)
{
	tracking = false;
	longjmp(back, 1);
}

char *fuzz_text(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	require(text != NULL, "memory");
	memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

const char *fuzz_file(const uint8_t *data, size_t size)
{
	static char path[64];
	int file = memfd_create("input", MFD_CLOEXEC);

	require(file >= 0 && write(file, data, size) == (ssize_t)size, "input");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	return path;
}

const char *fuzz_directory(void)
{
	directory_used = true;
	return directory;
}

char *fuzz_part(const uint8_t **data, size_t *size)
{
	const uint8_t *zero = *size ? memchr(*data, 0, *size) : NULL;
	size_t length = zero ? (size_t)(zero - *data) : *size;
	char *part = fuzz_text(*data, length);

	length += zero != NULL;
	*data += length;
	*size -= length;
	return part;
}
