// SPDX-License-Identifier: GPL-2.0
/* A program that dies leaves a core file with its memory and the registers of all its threads. */
#include "tap.h"

#include <elf.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/procfs.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/user.h>

static const char pattern[] = "core\n";
static char *core;
static size_t core_size;

static void *waits(void *barrier)
{
	pthread_barrier_wait(barrier);
	for (;;)
		pause();
	return NULL;
}

__attribute__((noinline)) static void crash(void)
{
	__asm__ volatile("movq $0x11, %%rbx\n\t"
			 "movabsq $0xfeedfacecafebeef, %%r13\n\t"
			 "movq %%r13, %%xmm7\n\t"
			 "movl $0, 0x18"
			 :
			 :
			 : "rbx", "r13", "xmm7", "memory");
}

static int crashes(void *unused)
{
	struct rlimit limit = { RLIM_INFINITY, RLIM_INFINITY };
	pthread_barrier_t barrier;
	pthread_t threads[3];
	char *page = mmap(NULL, 3 * 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)unused;
	require(page != MAP_FAILED);
	page += 4096;
	require(mprotect(page, 4096, PROT_READ | PROT_WRITE) == 0);
	strcpy(page, "what the core file must have");
	require(setrlimit(RLIMIT_CORE, &limit) == 0);
	require(pthread_barrier_init(&barrier, NULL, 4) == 0);
	for (int i = 0; i < 3; i++)
		require(pthread_create(&threads[i], NULL, waits, &barrier) == 0);
	pthread_barrier_wait(&barrier);
	crash();
	return 0;
}

static void make_core(void)
{
	char was[256] = "";
	int file = open("/proc/sys/kernel/core_pattern", O_RDWR), status;
	ssize_t size = read(file, was, sizeof(was) - 1);
	pid_t pid;

	require(size > 0);
	if (strcmp(was, pattern) != 0)
		require(pwrite(file, pattern, sizeof(pattern) - 1, 0) == sizeof(pattern) - 1);
	pid = fork();
	require(pid >= 0);
	if (pid == 0)
		_exit(crashes(NULL));
	require(waitpid(pid, &status, 0) == pid);
	check(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV, "the program dies of SIGSEGV");
	check(WCOREDUMP(status), "its parent is told of a core file");
	if (strcmp(was, pattern) != 0)
		require(pwrite(file, was, size, 0) == size);
	close(file);
}

static int read_core(void)
{
	char name[64] = "core";
	struct stat state;
	int file = open(name, O_RDONLY);

	if (file < 0) {
		/* kernel.core_uses_pid */
		FILE *list = popen("ls core.* 2>/dev/null", "r");

		if (!list || fscanf(list, "%63s", name) != 1)
			return 0;
		pclose(list);
		file = open(name, O_RDONLY);
	}
	require(file >= 0 && fstat(file, &state) == 0);
	core_size = (size_t)state.st_size;
	core = mmap(NULL, core_size, PROT_READ, MAP_PRIVATE, file, 0);
	require(core != MAP_FAILED);
	close(file);
	unlink(name);
	return 1;
}

static const Elf64_Phdr *segment(int index)
{
	const Elf64_Ehdr *header = (const Elf64_Ehdr *)core;

	return (const Elf64_Phdr *)(core + header->e_phoff) + index;
}

/* The n-th note of a type, or null. */
static const void *find_note(unsigned int type, int which)
{
	const Elf64_Phdr *notes = segment(0);
	size_t at = notes->p_offset, end = at + notes->p_filesz;

	while (at + sizeof(Elf64_Nhdr) < end) {
		const Elf64_Nhdr *header = (const Elf64_Nhdr *)(core + at);
		size_t data = at + sizeof(*header) + ((header->n_namesz + 3) & ~3U);

		if (header->n_type == type && which-- == 0)
			return core + data;
		at = data + ((header->n_descsz + 3) & ~3U);
	}
	return NULL;
}

static int has_memory(const char *text)
{
	const Elf64_Ehdr *header = (const Elf64_Ehdr *)core;

	for (int i = 1; i < header->e_phnum; i++) {
		const Elf64_Phdr *part = segment(i);

		if (part->p_type == PT_LOAD && part->p_filesz >= strlen(text) &&
		    part->p_offset + part->p_filesz <= core_size &&
		    memcmp(core + part->p_offset, text, strlen(text)) == 0)
			return 1;
	}
	return 0;
}

static void check_core(void)
{
	const Elf64_Ehdr *header = (const Elf64_Ehdr *)core;
	const struct elf_prstatus *status;
	const struct user_regs_struct *registers;
	const struct user_fpregs_struct *vectors;
	const siginfo_t *info;

	check(memcmp(header->e_ident, ELFMAG, SELFMAG) == 0 && header->e_type == ET_CORE &&
		      header->e_machine == EM_X86_64,
	      "it is an x86-64 core file");
	require(segment(0)->p_type == PT_NOTE);
	check(find_note(NT_PRSTATUS, 3) && !find_note(NT_PRSTATUS, 4), "it has four threads");
	status = find_note(NT_PRSTATUS, 0);
	registers = (const void *)status->pr_reg;
	check(status->pr_cursig == SIGSEGV, "the first is the one that died, of SIGSEGV");
	check(registers->rbx == 0x11 && registers->r13 == 0xfeedfacecafebeef,
	      "its registers are those of the crash");
	check(registers->rip >= (unsigned long)crash && registers->rip < (unsigned long)crash + 64,
	      "its instruction pointer is at the crash");
	check(registers->cs == 0x33 && registers->ss == 0x2b && registers->fs_base != 0,
	      "its segments are a program's");
	vectors = find_note(NT_PRFPREG, 0);
	check(vectors && ((const uint64_t *)vectors->xmm_space)[14] == 0xfeedfacecafebeef,
	      "its vector registers are there");
	check(vectors && vectors->mxcsr == 0x1f80, "with the control words");
	check(find_note(NT_PRFPREG, 3) != NULL, "so are those of the other threads");
	info = find_note(NT_SIGINFO, 0);
	check(info && info->si_signo == SIGSEGV && info->si_addr == (void *)0x18,
	      "the address of the fault is told");
	check(find_note(NT_AUXV, 0) && find_note(NT_PRPSINFO, 0) && find_note(NT_FILE, 0),
	      "so are the program, its start and its files");
	check(has_memory("what the core file must have"), "its memory is there");
}

int main(void)
{
	scratch_directory();
	make_core();
	if (check(read_core(), "the core file is where it should be"))
		check_core();
	return finish();
}
