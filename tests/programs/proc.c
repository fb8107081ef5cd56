// SPDX-License-Identifier: GPL-2.0
/* /proc tells programs the truth about themselves and the system. */
#include "tap.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>

static char content[1 << 17];

static size_t load(const char *path)
{
	int file = open(path, O_RDONLY);
	size_t have = 0;
	ssize_t size;

	content[0] = 0;
	if (file < 0)
		return 0;
	while ((size = read(file, content + have, sizeof(content) - 1 - have)) > 0)
		have += (size_t)size;
	content[have] = 0;
	close(file);
	return have;
}

/* The number behind a key of the loaded file, -1 if it is not there. */
static long number(const char *key)
{
	const char *at = strstr(content, key);

	return at ? strtol(at + strlen(key), NULL, 10) : -1;
}

/* The line of /proc/self/maps for an address, its rights; null if there is none. */
static const char *rights_of(const void *address)
{
	static char rights[8];
	unsigned long start, end;

	require(load("/proc/self/maps") > 0);
	for (char *rest = content, *line; (line = strsep(&rest, "\n"));) {
		if (sscanf(line, "%lx-%lx %7s", &start, &end, rights) == 3 &&
		    (uintptr_t)address >= start && (uintptr_t)address < end)
			return rights;
	}
	return NULL;
}

static void check_maps(void)
{
	static int data = 1;
	int local;
	char *map = mmap(NULL, 4096, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	check(!strcmp(rights_of((void *)(uintptr_t)check_maps), "r-xp"), "maps: text");
	check(!strcmp(rights_of(&data), "rw-p"), "maps: data");
	check(!strcmp(rights_of(&local), "rw-p"), "maps: stack");
	check(!strcmp(rights_of(map), "r--s"), "maps: shared memory");
	munmap(map, 4096);
	check(!rights_of(map), "maps: not after munmap");
	load("/proc/self/maps");
	check(strstr(content, "[stack]") != NULL, "maps: the stack has a name");
	check(strstr(content, "proc.") != NULL, "maps: the program has a name");
	load("/proc/self/smaps");
	check(number("Rss:") >= 0 && strstr(content, "VmFlags:"), "smaps");
}

static void check_status(void)
{
	check(load("/proc/self/status") && number("Pid:") == getpid() &&
		      number("PPid:") == getppid() && number("Threads:") == 1 &&
		      number("VmRSS:") > 0 && number("Uid:") == (long)getuid(),
	      "status");
	check(load("/proc/self/stat") && strtol(content, NULL, 10) == getpid() &&
		      strchr(content, ')')[2] == 'R',
	      "stat: running");
	check(load("/proc/self/statm") && strtol(content, NULL, 10) > 0, "statm");
	check(load("/proc/self/cmdline") && strlen(content) > 0, "cmdline");
	check(setenv("UNSEEN", "1", 1) == 0 && load("/proc/self/environ") &&
		      !strstr(content, "UNSEEN"),
	      "environ is the first environment");
	check(load("/proc/self/limits") && strstr(content, "Max open files"), "limits");
	check(load("/proc/self/auxv") % 16 == 0 && content[0] != 0, "auxv");
	check(load("/proc/self/comm") && !strncmp(content, "proc.", 5), "comm");
	check(load("/proc/self/mountinfo") && strstr(content, " /proc "), "mountinfo");
}

static void check_links(void)
{
	char text[256] = "", other[256];
	int file = open("/dev/null", O_RDONLY);

	check(readlink("/proc/self", text, sizeof(text)) > 0 && atoi(text) == getpid(), "self");
	snprintf(other, sizeof(other), "/proc/self/fd/%d", file);
	memset(text, 0, sizeof(text));
	check(readlink(other, text, sizeof(text)) > 0 && !strcmp(text, "/dev/null"), "fd");
	check(open(other, O_RDONLY) >= 0, "fd can be opened");
	check(readlink("/proc/self/cwd", text, sizeof(text)) > 0, "cwd");
	check(access("/proc/self/exe", X_OK) == 0, "exe");
	check(access("/proc/self/root/proc", F_OK) == 0, "root");
	check_errno(open("/proc/self/absent", O_RDONLY), ENOENT, "nothing else");
	check_errno(open("/proc/999999999", O_RDONLY), ENOENT, "no such process");
}

static void check_memory_file(void)
{
	int file = open("/proc/self/mem", O_RDWR);
	long here = 0x1122334455667788, there = 0;

	check(pread(file, &there, 8, (off_t)(uintptr_t)&here) == 8 && there == here, "mem is read");
	there = 5;
	check(pwrite(file, &there, 8, (off_t)(uintptr_t)&here) == 8 && *(volatile long *)&here == 5,
	      "mem is written");
	check_errno(pread(file, &there, 8, 8), EIO, "mem at nothing");
	close(file);
	file = open("/proc/self/pagemap", O_RDONLY);
	check(file >= 0 && pread(file, &there, 8, (off_t)((uintptr_t)&here / 4096 * 8)) == 8 &&
		      there < 0,
	      "pagemap says that a page is present");
	close(file);
}

static void check_system(void)
{
	struct utsname name;
	struct sysinfo information;

	check(uname(&name) == 0 && !strcmp(name.machine, "x86_64") &&
		      !strcmp(name.sysname, "Linux"),
	      "uname: Linux on x86_64");
	check(name.release[0] >= '6' && strlen(name.nodename) > 0, "uname: a release and a name");
	check(load("/proc/version") && strstr(content, name.release), "version");
	check(load("/proc/cpuinfo") && number("processor\t:") == 0 &&
		      strstr(content, "vendor_id\t:") && strstr(content, "\nflags\t\t:") &&
		      strstr(content, " sse2 ") && strstr(content, "model name\t:") &&
		      strstr(content, "cpu MHz\t\t:"),
	      "cpuinfo has what programs look for");
	check(load("/proc/meminfo") && number("MemTotal:") > number("MemFree:") &&
		      number("MemFree:") > 0 && number("MemAvailable:") > 0,
	      "meminfo");
	require(sysinfo(&information) == 0);
	check((long)(information.totalram * information.mem_unit / 1024) == number("MemTotal:"),
	      "sysinfo agrees");
	check(sysconf(_SC_NPROCESSORS_ONLN) >= 1 && sysconf(_SC_NPROCESSORS_CONF) >= 1,
	      "there is a processor");
	check(sysconf(_SC_PHYS_PAGES) > 0 && sysconf(_SC_AVPHYS_PAGES) > 0, "there are pages");
	check(load("/proc/stat") && number("cpu ") >= 0 && number("btime ") > 1600000000, "stat");
	check(load("/proc/uptime") && atof(content) > 0, "uptime");
	check(load("/proc/loadavg") && strchr(content, '/'), "loadavg");
	check(load("/proc/interrupts") > 0, "interrupts");
	check(load("/proc/filesystems") && strstr(content, "tmpfs"), "filesystems");
	check(load("/proc/sys/kernel/ostype") && !strcmp(content, "Linux\n"), "sys/kernel/ostype");
	check(load("/proc/sys/kernel/random/boot_id") == 37, "a boot id");
}

static void check_threads(void)
{
	DIR *directory = opendir("/proc/self/task");
	int count = 0;

	require(directory);
	while (readdir(directory))
		count++;
	check(count == 3, "one task");
	closedir(directory);
}

int main(void)
{
	check_maps();
	check_status();
	check_links();
	check_memory_file();
	check_system();
	check_threads();
	return finish();
}
