// SPDX-License-Identifier: GPL-2.0
/* execve() replaces the program, hands over arguments and environment, and refuses well. */
#include "tap.h"

#include <elf.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>

extern char **environ;

/* The second life of this program: says by its exit status whether it got what it should. */
static int second_life(int argc, char **argv)
{
	size_t total = 0;

	if (strcmp(argv[1], "arguments") == 0)
		return argc == 4 && strcmp(argv[2], "") == 0 && strcmp(argv[3], "last one") == 0 &&
				       !argv[4] && environ[0] &&
				       strcmp(environ[0], "COLOUR=blue") == 0 && !environ[1]
			       ? 0
			       : 1;
	if (strcmp(argv[1], "script") == 0)
		return argc == 5 && strcmp(argv[2], "./script") == 0 && strcmp(argv[3], "") == 0 &&
				       strcmp(argv[4], "last one") == 0
			       ? 0
			       : 1;
	if (strcmp(argv[1], "large") == 0) {
		for (int i = 2; i < argc; i++)
			total += strlen(argv[i]);
		return argc == 22 && total == 20 * 100000 ? 0 : 1;
	}
	if (strcmp(argv[1], "descriptors") == 0)
		return fcntl(50, F_GETFD) != -1 && fcntl(51, F_GETFD) == -1 ? 0 : 1;
	if (strcmp(argv[1], "signals") == 0) {
		struct sigaction ignored, handled;
		sigset_t blocked;

		sigaction(SIGUSR1, NULL, &ignored);
		sigaction(SIGUSR2, NULL, &handled);
		sigprocmask(SIG_BLOCK, NULL, &blocked);
		return ignored.sa_handler == SIG_IGN && handled.sa_handler == SIG_DFL &&
				       sigismember(&blocked, SIGHUP)
			       ? 0
			       : 1;
	}
	if (strcmp(argv[1], "name") == 0)
		return strcmp((char *)getauxval(AT_EXECFN), "/proc/self/exe") == 0 ? 0 : 1;
	return 99;
}

static char self[256];

static int run(const char *path, char *const argv[], char *const envp[])
{
	pid_t pid = fork();

	require(pid >= 0);
	if (pid == 0) {
		execve(path, argv, envp);
		_exit(100 + (errno < 100 ? errno : 99));
	}
	return status_of(pid);
}

static void check_hand_over(void)
{
	char *arguments[] = { "me", "arguments", "", "last one", NULL };
	char *environment[] = { "COLOUR=blue", NULL };
	char *name[] = { "me", "name", NULL };
	char *large[23] = { "me", "large" };

	check(run(self, arguments, environment) == 0, "arguments and environment arrive");
	check(run("/proc/self/exe", name, environ) == 0, "AT_EXECFN is the path");
	for (int i = 2; i < 22; i++) {
		large[i] = malloc(100001);
		memset(large[i], 'a' + i, 100000);
		large[i][100000] = 0;
	}
	large[22] = NULL;
	check(run(self, large, environment) == 0, "two megabytes of arguments arrive");
	for (int i = 2; i < 22; i++)
		free(large[i]);
}

static void ignore(int signal)
{
	(void)signal;
}

static int execs_with_signals(void *unused)
{
	sigset_t set;

	(void)unused;
	signal(SIGUSR1, SIG_IGN);
	signal(SIGUSR2, ignore);
	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	execl(self, "me", "signals", NULL);
	return 98;
}

static int execs_with_descriptors(void *unused)
{
	(void)unused;
	dup3(1, 51, O_CLOEXEC);
	dup2(1, 50);
	execl(self, "me", "descriptors", NULL);
	return 98;
}

static void check_what_stays(void)
{
	check(in_child(execs_with_signals, NULL) == 0,
	      "ignored and blocked signals stay, handlers do not");
	check(in_child(execs_with_descriptors, NULL) == 0,
	      "descriptors stay, close-on-exec does not");
}

static void write_file(const char *name, const void *content, size_t size, mode_t mode)
{
	int file = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	require(file >= 0 && write(file, content, size) == (ssize_t)size);
	require(fchmod(file, mode) == 0 && close(file) == 0);
}

static void check_script(void)
{
	char line[400], deep[16], *argv[] = { "script", "", "last one", NULL };
	char *envp[] = { "COLOUR=blue", NULL };

	/* The interpreter line gives one optional argument, then comes the script's path. */
	snprintf(line, sizeof(line), "#!%s script\n", self);
	write_file("script", line, strlen(line), 0755);
	check(run("./script", argv, envp) == 0,
	      "an interpreter runs, with the script's path among the arguments");
	write_file("missing", "#!/no/such/interpreter\n", 23, 0755);
	check(run("./missing", argv, envp) == 100 + ENOENT, "a missing interpreter is ENOENT");
	write_file("plain", "echo\n", 5, 0755);
	check(run("./plain", argv, envp) == 100 + ENOEXEC, "no format is ENOEXEC");
	write_file("nested0", line, strlen(line), 0755);
	for (int i = 1; i < 8; i++) {
		snprintf(line, sizeof(line), "#!./nested%d\n", i - 1);
		snprintf(deep, sizeof(deep), "nested%d", i);
		write_file(deep, line, strlen(line), 0755);
	}
	check(run("./nested3", argv, envp) != 100 + ELOOP, "nested interpreters run");
	check(run("./nested7", argv, envp) == 100 + ELOOP, "too deeply nested ones are ELOOP");
}

static void check_refusals(void)
{
	char *argv[] = { "me", NULL };
	char *huge = malloc(140000), *envp[] = { NULL };
	char *one[] = { "me", huge, NULL };
	int file;

	write_file("locked", "#!/bin/sh\n", 10, 0600);
	check(run("./locked", argv, envp) == 100 + EACCES, "not executable is EACCES");
	check(run("/", argv, envp) == 100 + EACCES, "a directory is EACCES");
	check(run("./absent", argv, envp) == 100 + ENOENT, "no such file is ENOENT");
	check(run("./locked/x", argv, envp) == 100 + ENOTDIR, "a file as a directory is ENOTDIR");
	check(run("", argv, envp) == 100 + ENOENT, "an empty path is ENOENT");
	memset(huge, 'x', 139999);
	huge[139999] = 0;
	check(run(self, one, envp) == 100 + E2BIG, "an argument over 128 KiB is E2BIG");
	free(huge);
	write_file("copy", "\177ELF", 4, 0755);
	check(run("./copy", argv, envp) == 100 + ENOEXEC, "a truncated ELF header is ENOEXEC");
	file = open("copy", O_WRONLY);
	check(run("./copy", argv, envp) == 100 + ETXTBSY, "a file open for writing is ETXTBSY");
	close(file);
	check_errno(syscall(SYS_execve, 8UL, argv, envp), EFAULT, "a bad path pointer");
	check_errno(syscall(SYS_execve, self, 8UL, envp), EFAULT, "a bad argument vector");
	check_errno(open("/proc/self/exe", O_WRONLY), ETXTBSY, "a running program is not writable");
}

static void check_other_machine(void)
{
	Elf64_Ehdr header = { 0 };
	int file = open("/proc/self/exe", O_RDONLY);

	require(read(file, &header, sizeof(header)) == sizeof(header));
	close(file);
	check(header.e_machine == EM_X86_64, "this program is for x86-64");
	header.e_machine = EM_AARCH64;
	write_file("foreign", &header, sizeof(header), 0755);
	check(run("./foreign", (char *[]){ "x", NULL }, environ) == 100 + ENOEXEC,
	      "an ELF for another machine is ENOEXEC");
}

static void check_by_descriptor(void)
{
	char *argv[] = { "me", "arguments", "", "last one", NULL };
	char *envp[] = { "COLOUR=blue", NULL };
	pid_t pid;
	int file = open(self, O_RDONLY | O_CLOEXEC);

	pid = fork();
	if (pid == 0) {
		fexecve(file, argv, envp);
		_exit(98);
	}
	check(status_of(pid) == 0, "fexecve runs an open file");
	close(file);
	check(posix_spawn(&pid, self, NULL, NULL, argv, envp) == 0 && status_of(pid) == 0,
	      "posix_spawn runs it");
	check(posix_spawn(&pid, "/no/such/file", NULL, NULL, argv, envp) == ENOENT,
	      "posix_spawn reports a missing file");
}

int main(int argc, char **argv)
{
	struct rlimit stack = { 32 << 20, RLIM_INFINITY };
	ssize_t size;

	if (argc > 1)
		return second_life(argc, argv);
	size = readlink("/proc/self/exe", self, sizeof(self) - 1);
	require(size > 0);
	setrlimit(RLIMIT_STACK, &stack); /* arguments may take a quarter of it */
	scratch_directory();
	check_hand_over();
	check_what_stays();
	check_script();
	check_refusals();
	check_other_machine();
	check_by_descriptor();
	return finish();
}
