// SPDX-License-Identifier: GPL-2.0
/* mprotect() and W^X: what may not be written, read or executed is not. */
#include "tap.h"

#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#define PAGE 4096UL

/* "ret", as machine code */
static const unsigned char code[] = { 0xc3 };
static unsigned char data[16] = { 0xc3 };
static unsigned char zeroed[16];
static const unsigned char constant[16] = { 0xc3, 1 };

static void function(void)
{
	__asm__ volatile("");
}

static char *map(int protection)
{
	char *start =
		mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	require(start != MAP_FAILED);
	memcpy(start, code, sizeof(code));
	memcpy(start + PAGE, code, sizeof(code));
	require(mprotect(start, 3 * PAGE, protection) == 0);
	return start;
}

static void check_rights(void)
{
	char *none = map(PROT_NONE), *readable = map(PROT_READ),
	     *normal = map(PROT_READ | PROT_WRITE);
	char *executable = map(PROT_READ | PROT_EXEC);

	check(reading(none) == -SIGSEGV && writing(none) == -SIGSEGV && calling(none) == -SIGSEGV,
	      "PROT_NONE: nothing is allowed");
	check(reading(readable) == 0 && writing(readable) == -SIGSEGV &&
		      calling(readable) == -SIGSEGV,
	      "PROT_READ: only reading");
	check(reading(normal) == 0 && writing(normal) == 0 && calling(normal) == -SIGSEGV,
	      "PROT_READ and PROT_WRITE: no execution");
	check(reading(executable) == 0 && writing(executable) == -SIGSEGV &&
		      calling(executable) == 0,
	      "PROT_READ and PROT_EXEC: no writing");
	require(mprotect(executable, PAGE, PROT_READ) == 0);
	check(calling(executable) == -SIGSEGV && calling(executable + PAGE) == 0,
	      "rights change by the page");
	require(mprotect(none, PAGE, PROT_READ) == 0);
	check(none[0] == (char)0xc3, "content outlives PROT_NONE");
	munmap(none, 3 * PAGE);
	munmap(readable, 3 * PAGE);
	munmap(normal, 3 * PAGE);
	munmap(executable, 3 * PAGE);
}

static void check_image(void)
{
	unsigned char stack[16] = { 0xc3 };
	unsigned char *heap = malloc(16);

	heap[0] = 0xc3;
	check(writing((uintptr_t)function) == -SIGSEGV, "program text is not writable");
	check(calling((uintptr_t)function) == 0, "it is executable");
	check(writing((uintptr_t)constant) == -SIGSEGV, "constants are not writable");
	check(calling((uintptr_t)constant) == -SIGSEGV, "constants are not executable");
	check(calling((uintptr_t)data) == -SIGSEGV, "data is not executable");
	check(calling((uintptr_t)zeroed) == -SIGSEGV, "zeroed data is not executable");
	check(calling((uintptr_t)stack) == -SIGSEGV, "the stack is not executable");
	check(calling((uintptr_t)heap) == -SIGSEGV, "the heap is not executable");
	free(heap);
}

static void check_guard(void)
{
	char *start = map(PROT_READ | PROT_WRITE);

	require(mprotect(start + PAGE, PAGE, PROT_NONE) == 0);
	check(writing(start + PAGE - 1) == 0 && writing(start + PAGE) == -SIGSEGV &&
		      writing(start + 2 * PAGE - 1) == -SIGSEGV && writing(start + 2 * PAGE) == 0,
	      "a guard page guards exactly its page");
	require(munmap(start + PAGE, PAGE) == 0);
	check(reading(start + PAGE) == -SIGSEGV && reading(start) == 0 &&
		      reading(start + 2 * PAGE) == 0,
	      "a hole may be unmapped");
	munmap(start, 3 * PAGE);
}

/* Code that is written, then made executable, then changed: the CPU must see each version. */
static void check_generated(void)
{
	unsigned char add[] = { 0x8d, 0x47, 0x00, 0xc3 }; /* lea n(%rdi), %eax; ret */
	unsigned char *page = (unsigned char *)map(PROT_READ | PROT_WRITE);
	int right = 0;

	for (int i = 0; i < 20; i++) {
		require(mprotect(page, PAGE, PROT_READ | PROT_WRITE) == 0);
		add[2] = (unsigned char)i;
		memcpy(page, add, sizeof(add));
		require(mprotect(page, PAGE, PROT_READ | PROT_EXEC) == 0);
		right += ((int (*)(int))(uintptr_t)page)(100) == 100 + i;
	}
	check(right == 20, "generated code runs, each time the newest");
	require(mprotect(page, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC) == 0);
	page[2] = 77;
	check(((int (*)(int))(uintptr_t)page)(1) == 78, "writable and executable when asked for");
	munmap(page, 3 * PAGE);
}

static void check_errors(void)
{
	char *start = map(PROT_READ);

	check_errno(syscall(SYS_mprotect, start + 1, PAGE, PROT_READ), EINVAL, "an odd address");
	check_errno(mprotect(start, PAGE, 0x8000), EINVAL, "unknown rights");
	munmap(start + PAGE, PAGE);
	check_errno(mprotect(start, 3 * PAGE, PROT_READ), ENOMEM, "a range with a hole");
	check(mprotect(start, 0, PROT_READ) == 0, "an empty range");
	check_errno(munmap(start + 1, PAGE), EINVAL, "munmap of an odd address");
	check_errno(munmap(start, 0), EINVAL, "munmap of nothing");
	munmap(start, 3 * PAGE);
	check(munmap(start, 3 * PAGE) == 0, "munmap of what is not mapped");
}

int main(void)
{
	check_rights();
	check_image();
	check_guard();
	check_generated();
	check_errors();
	return finish();
}
