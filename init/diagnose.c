// SPDX-License-Identifier: GPL-2.0
/* The reasons for which a program cannot be executed. */
#include "diagnose.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../include/rumproast/exit.h"
#include "elf_file.h"

#define THIS_MACHINE "x86-64"

static bool is_file(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && !S_ISDIR(status.st_mode);
}

bool diagnose_find(const char *name, const char *search, char *path, size_t size)
{
	bool found = false;

	if (strchr(name, '/') || !search) {
		snprintf(path, size, "%s", name);
		return true;
	}
	while (*search) {
		size_t length = strcspn(search, ":");
		char candidate[PATH_MAX];

		snprintf(candidate, sizeof(candidate), "%.*s/%s", (int)length, search, name);
		if (is_file(candidate) && (!found || access(candidate, X_OK) == 0)) {
			found = true;
			snprintf(path, size, "%s", candidate);
			if (access(candidate, X_OK) == 0)
				return true;
		}
		search += length + (search[length] == ':');
	}
	return found;
}

static int explain_missing(const char *path, char *reason, size_t size)
{
	char target[256];
	ssize_t length = readlink(path, target, sizeof(target) - 1);

	if (length >= 0)
		snprintf(reason, size, "%s: is a link to %.*s, which does not exist", path,
			 (int)length, target);
	else
		snprintf(reason, size, "%s: no such program in the domain's files", path);
	return RUMPROAST_EXIT_NOT_FOUND;
}

static int explain_elf(const char *path, const struct elf_file *file, int error, char *reason,
		       size_t size)
{
	const char *interpreter;
	char text[32];

	if (!elf_is_native(file) && strcmp(elf_machine(file, text), THIS_MACHINE) != 0) {
		snprintf(reason, size, "%s: is an ELF file for %s; this kernel runs " THIS_MACHINE,
			 path, elf_machine(file, text));
		return RUMPROAST_EXIT_CANNOT_EXECUTE;
	}
	if (!elf_is_native(file)) {
		snprintf(reason, size, "%s: is an ELF file that is damaged or cut off", path);
		return RUMPROAST_EXIT_CANNOT_EXECUTE;
	}
	interpreter = elf_interpreter(file);
	if (interpreter && !is_file(interpreter)) {
		snprintf(reason, size, "%s: needs the dynamic linker %s, which does not exist",
			 path, interpreter);
		return RUMPROAST_EXIT_NOT_FOUND;
	}
	snprintf(reason, size, "%s: cannot be executed: %s", path, strerror(error));
	return RUMPROAST_EXIT_CANNOT_EXECUTE;
}

static int explain_script(const char *path, const struct elf_file *file, int error, char *reason,
			  size_t size)
{
	char line[256];
	size_t length = file->size < sizeof(line) ? file->size : sizeof(line) - 1;
	char *interpreter = line + 2;

	memcpy(line, file->bytes, length);
	line[length] = 0;
	interpreter += strspn(interpreter, " \t");
	interpreter[strcspn(interpreter, " \t\r\n")] = 0;
	if (is_file(interpreter)) {
		snprintf(reason, size, "%s: its interpreter %s cannot be executed: %s", path,
			 interpreter, strerror(error));
		return RUMPROAST_EXIT_CANNOT_EXECUTE;
	}
	snprintf(reason, size, "%s: is a script for %s, which does not exist", path, interpreter);
	return RUMPROAST_EXIT_NOT_FOUND;
}

static int explain_content(const char *path, int error, char *reason, size_t size)
{
	struct elf_file file;
	int status = RUMPROAST_EXIT_CANNOT_EXECUTE;

	if (!elf_open(path, &file)) {
		snprintf(reason, size, "%s: cannot be executed: %s", path, strerror(error));
		return status;
	}
	if (elf_is_elf(&file))
		status = explain_elf(path, &file, error, reason, size);
	else if (file.size > 2 && memcmp(file.bytes, "#!", 2) == 0)
		status = explain_script(path, &file, error, reason, size);
	else
		snprintf(reason, size, "%s: is neither an ELF program nor a script with #!", path);
	elf_close(&file);
	return status;
}

int diagnose_exec(const char *path, int error, char *reason, size_t size)
{
	struct stat status;

	if (stat(path, &status) < 0 && (errno == ENOENT || errno == ENOTDIR))
		return explain_missing(path, reason, size);
	if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
		snprintf(reason, size, "%s: is a directory", path);
		return RUMPROAST_EXIT_CANNOT_EXECUTE;
	}
	if (error == EACCES && access(path, X_OK) < 0) {
		snprintf(reason, size, "%s: is not executable for this user (mode %04o)", path,
			 status.st_mode & 07777);
		return RUMPROAST_EXIT_CANNOT_EXECUTE;
	}
	if (error == ENOMEM) {
		snprintf(reason, size, "%s: not enough memory to execute it", path);
		return RUMPROAST_EXIT_CANNOT_EXECUTE;
	}
	return explain_content(path, error, reason, size);
}
