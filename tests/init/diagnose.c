// SPDX-License-Identifier: GPL-2.0
/* Why a program cannot be executed: every reason is told in its own words. */
#include "diagnose.h"

#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "../../include/rumproast/exit.h"
#include "caught.h"
#include "elf_file.h"

static void make_file(const char *path, const void *bytes, size_t size, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	require(fd >= 0 && write(fd, bytes, size) == (ssize_t)size && close(fd) == 0);
	require(chmod(path, mode) == 0);
}

struct program {
	Elf64_Ehdr header;
	Elf64_Phdr segments[3];
	Elf64_Dyn dynamic[5];
	char text[128];
};

/* A dynamic program that needs the libraries first and second; it is loaded at its offsets. */
static struct program make_program(const char *interpreter, const char *first, const char *second)
{
	struct program program = { .header = {
					   .e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64,
							ELFDATA2LSB, EV_CURRENT },
					   .e_type = ET_DYN,
					   .e_machine = EM_X86_64,
					   .e_version = EV_CURRENT,
					   .e_phoff = sizeof(Elf64_Ehdr),
					   .e_ehsize = sizeof(Elf64_Ehdr),
					   .e_phentsize = sizeof(Elf64_Phdr),
					   .e_phnum = 3,
				   } };
	size_t text = offsetof(struct program, text);
	size_t one = 40, two = 80;

	strcpy(program.text, interpreter);
	strcpy(program.text + one, first);
	strcpy(program.text + two, second);
	program.segments[0] = (Elf64_Phdr){ .p_type = PT_LOAD, .p_filesz = sizeof(program) };
	program.segments[1] = (Elf64_Phdr){ .p_type = PT_INTERP,
					    .p_offset = text,
					    .p_filesz = strlen(interpreter) + 1 };
	program.segments[2] = (Elf64_Phdr){ .p_type = PT_DYNAMIC,
					    .p_offset = offsetof(struct program, dynamic),
					    .p_filesz = sizeof(program.dynamic) };
	program.dynamic[0] = (Elf64_Dyn){ DT_NEEDED, { one } };
	program.dynamic[1] = (Elf64_Dyn){ DT_NEEDED, { two } };
	program.dynamic[2] = (Elf64_Dyn){ DT_STRTAB, { text } };
	program.dynamic[3] = (Elf64_Dyn){ DT_RUNPATH, { 127 } };
	return program;
}

static void expect(const char *path, int status, const char *words, const char *what)
{
	char *const arguments[] = { (char *)path, NULL };
	char reason[600] = "";
	int given;

	execve(path, arguments, arguments + 1);
	given = diagnose_exec(path, errno, reason, sizeof(reason));
	if (!check(given == status && strstr(reason, words), "%s", what))
		note("gave %d, %s", given, reason);
}

static void test_reasons(void)
{
	struct program program = make_program("/nowhere/ld.so", "libc.so.6", "libc.so.6");

	expect("./missing", RUMPROAST_EXIT_NOT_FOUND, "no such program", "a missing program");
	require(symlink("gone", "dangling") == 0);
	expect("./dangling", RUMPROAST_EXIT_NOT_FOUND, "is a link to gone, which does not exist",
	       "a link to nothing");
	expect(".", RUMPROAST_EXIT_CANNOT_EXECUTE, "is a directory", "a directory");
	make_file("plain", "hello\n", 6, 0644);
	expect("./plain", RUMPROAST_EXIT_CANNOT_EXECUTE,
	       "is not executable for this user (mode 0644)", "a file without the permission");
	make_file("text", "hello\n", 6, 0755);
	expect("./text", RUMPROAST_EXIT_CANNOT_EXECUTE, "neither an ELF program nor a script",
	       "a file of another kind");
	make_file("nothing", "", 0, 0755);
	expect("./nothing", RUMPROAST_EXIT_CANNOT_EXECUTE, "neither an ELF program nor a script",
	       "an empty file");
	make_file("script", "#! /nowhere/sh -e\n", 18, 0755);
	expect("./script", RUMPROAST_EXIT_NOT_FOUND,
	       "is a script for /nowhere/sh, which does not exist",
	       "a script without its interpreter");
	make_file("linked", &program, sizeof(program), 0755);
	expect("./linked", RUMPROAST_EXIT_NOT_FOUND,
	       "needs the dynamic linker /nowhere/ld.so, which does not exist",
	       "a program without its dynamic linker");
	program.header.e_machine = EM_AARCH64;
	make_file("arm", &program, sizeof(program), 0755);
	expect("./arm", RUMPROAST_EXIT_CANNOT_EXECUTE,
	       "is an ELF file for AArch64; this kernel runs x86-64", "another machine's program");
	program.header.e_machine = 1234;
	make_file("other", &program, sizeof(program), 0755);
	expect("./other", RUMPROAST_EXIT_CANNOT_EXECUTE, "is an ELF file for machine number 1234",
	       "an unknown machine's program");
	program.header.e_machine = EM_X86_64;
	make_file("cut", &program, 100, 0755);
	expect("./cut", RUMPROAST_EXIT_CANNOT_EXECUTE, "damaged or cut off", "a program cut off");
}

static void test_find(void)
{
	char path[64] = "";

	require(mkdir("a", 0755) == 0 && mkdir("b", 0755) == 0);
	make_file("a/tool", "x", 1, 0644);
	make_file("b/tool", "x", 1, 0755);
	check(diagnose_find("tool", "a:b", path, sizeof(path)) && strcmp(path, "b/tool") == 0,
	      "the first that is executable");
	check(diagnose_find("tool", "a", path, sizeof(path)) && strcmp(path, "a/tool") == 0,
	      "one that is not, where there is no other");
	check(!diagnose_find("tool", "c:", path, sizeof(path)), "none");
	check(diagnose_find("./x", "a", path, sizeof(path)) && strcmp(path, "./x") == 0,
	      "a path is taken as it is");
}

static void test_libraries(void)
{
	char linker[64] = "", library[64] = "";
	struct program program;
	char folder[64];

	require(getcwd(folder, sizeof(folder)) && snprintf(linker, 39, "%s/ld.so", folder) < 39);
	make_file("ld.so", "x", 1, 0755);
	program = make_program(linker, "libone.so", "libtwo.so");
	make_file("program", &program, sizeof(program), 0755);
	check(diagnose_libraries("program", folder, library, sizeof(library)) &&
		      strcmp(library, "libone.so") == 0,
	      "a library is missing");
	program = make_program(linker, "libthree.so", "libthree.so");
	make_file("libone.so", &program, sizeof(program), 0644);
	check(diagnose_libraries("program", folder, library, sizeof(library)) &&
		      strcmp(library, "libthree.so") == 0,
	      "one that a library needs is missing");
	program = make_program(linker, "libone.so", "libone.so");
	make_file("libthree.so", &program, sizeof(program), 0644);
	check(diagnose_libraries("program", folder, library, sizeof(library)) &&
		      strcmp(library, "libtwo.so") == 0,
	      "libraries may need each other");
	make_file("libtwo.so", &program, sizeof(program), 0644);
	check(!diagnose_libraries("program", folder, library, sizeof(library)), "none is missing");
	check(!diagnose_libraries("text", folder, library, sizeof(library)),
	      "what is no program needs none");
	check(!diagnose_libraries("/proc/self/exe", NULL, library, sizeof(library)),
	      "none of this very program's is missing");
}

/* The sanitizers look on. */
static void test_mutations(void)
{
	char library[64];
	int missing = 0;

	for (int i = 0; i < 20000; i++) {
		struct program program = make_program("/bin/sh", "libone.so", "libfour.so");
		unsigned char *bytes = (void *)&program;
		char text[32];
		struct elf_file file;
		size_t size = 16 + mutate(bytes + 16, sizeof(program) - 16);
		unsigned char *copy = exact_copy(bytes, size);

		file = (struct elf_file){ copy, size };
		if (elf_is_elf(&file) && elf_is_native(&file)) {
			elf_machine(&file, text);
			elf_interpreter(&file);
			for (int n = 0; n < 3; n++)
				missing += elf_dynamic_text(&file, DT_NEEDED, n) != NULL;
		}
		free(copy);
	}
	make_file("cut",
		  "\x7f"
		  "ELF",
		  4, 0755);
	check(!diagnose_libraries("cut", NULL, library, sizeof(library)), "a file of four bytes");
	check(missing > 100, "20000 damaged programs do no harm");
}

int main(void)
{
	scratch_directory();
	test_reasons();
	test_find();
	test_libraries();
	test_mutations();
	return finish();
}
