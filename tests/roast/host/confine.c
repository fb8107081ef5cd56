// SPDX-License-Identifier: GPL-2.0
/*
 * What a QEMU that a guest has taken over can do: this program becomes what QEMU is started as, and
 * tries. Run by root and by an ordinary user, in an empty folder.
 */
#include "spec.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

#include "../../../roast/host/qemu/confine.h"
#include "../../../roast/host/qemu/identity.h"

static bool opens(const char *path, int flags)
{
	int file = open(path, flags | O_CLOEXEC, 0600);

	if (file >= 0)
		close(file);
	return file >= 0;
}

static void make(const char *path)
{
	require(opens(path, O_CREAT | O_EXCL | O_WRONLY));
}

static bool connects(int family, const void *address, socklen_t size)
{
	int file = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool done = file >= 0 && connect(file, address, size) == 0;

	if (file >= 0)
		close(file);
	return done;
}

static char *absolute(const char *name)
{
	char folder[4096];

	require(getcwd(folder, sizeof(folder)) != NULL);
	return text_format("%s/%s", folder, name);
}

/* A service of this machine, at a port of 127.0.0.1. */
static struct sockaddr_in serve(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t size = sizeof(address);
	int file = socket(AF_INET, SOCK_STREAM, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	require(file >= 0 && bind(file, (struct sockaddr *)&address, size) == 0 &&
		listen(file, 5) == 0 && getsockname(file, (struct sockaddr *)&address, &size) == 0);
	return address;
}

static struct spec spec_here(void)
{
	static struct volume volumes[3];

	volumes[0] = (struct volume){ .kind = VOLUME_DISK, .source = absolute("disk") };
	volumes[1] = (struct volume){ .kind = VOLUME_DISK,
				      .source = absolute("still"),
				      .read_only = true };
	volumes[2] = (struct volume){ .kind = VOLUME_DIRECTORY, .source = absolute("share") };
	return (struct spec){ .id = (char *)"0123456789abcdef",
			      .kernel = absolute("kernel"),
			      .archive = absolute("archive"),
			      .directory = absolute("."),
			      .network = true,
			      .volumes = volumes,
			      .volume_count = 3 };
}

static void try_files(void)
{
	check(opens("disk", O_RDWR), "its disk can be written");
	check(opens("still", O_RDONLY) && !opens("still", O_WRONLY), "its other disk only read");
	check(opens("kernel", O_RDONLY) && !opens("kernel", O_WRONLY), "its kernel likewise");
	check(opens("share/new", O_CREAT | O_RDWR) && mkdir("share/folder", 0700) == 0 &&
		      rename("share/new", "share/folder/new") == 0 &&
		      unlink("share/folder/new") == 0,
	      "in its shared directory it can do everything");
	check(!opens("secret", O_RDONLY), "another file beside them cannot be read");
	check(!opens("secret", O_WRONLY | O_TRUNC), "nor written");
	check(!opens("new", O_CREAT | O_WRONLY), "nor can a new one be made");
	check(link("secret", "share/secret") != 0, "nor be linked into the shared directory");
	check(symlink("../secret", "share/way") == 0 && !opens("share/way", O_RDONLY),
	      "a symbolic link leads nowhere");
	check(!opens("/etc/shadow", O_RDONLY) && !opens("/etc/passwd", O_RDONLY),
	      "nor can /etc/shadow or /etc/passwd be read");
	check(!opens("/proc/1/environ", O_RDONLY), "nor what other processes have");
	check(!opens("/dev/mem", O_RDONLY) && !opens("/dev/vda", O_RDONLY), "nor devices");
}

/* With a file of its own; what QEMU makes in a shared directory, others may execute. */
static void try_modes(void)
{
	const char *file = "share/program", *folder = "share/setgid";
	struct stat status;
	int made = open(file, O_CREAT | O_RDWR | O_CLOEXEC, 04755);

	check(made < 0 && errno == EPERM, "no setuid file can be made");
	made = open(file, O_CREAT | O_RDWR | O_CLOEXEC, 0755);
	require(made >= 0);
	check(fchmod(made, 04755) && chmod(file, 02755) && fchmodat(AT_FDCWD, file, 06755, 0) &&
		      syscall(452, AT_FDCWD, file, 04755, 0),
	      "nor a file be made one");
	check(mkdir(folder, 02755) && mknod(folder, S_IFREG | 04755, 0) &&
		      mknod(folder, S_IFBLK | 0666, makedev(1, 1)) &&
		      mknod(folder, S_IFCHR | 0666, makedev(1, 1)),
	      "nor a device");
	check(chmod(file, 0711) == 0 && stat(file, &status) == 0 && status.st_mode == 0100711,
	      "other modes can be had");
	close(made);
}

/* Root's QEMU is a user of its own, if there are such users. */
static void try_rights(const struct spec *spec, bool was_root, bool has_users)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[2];
	const uint32_t most = 1U << CAP_CHOWN | 1U << CAP_DAC_OVERRIDE | 1U << CAP_DAC_READ_SEARCH |
			      1U << CAP_FOWNER;

	require(syscall(SYS_capget, &header, sets) == 0);
	check(identity_of(spec->id) >= IDENTITY_FIRST &&
		      identity_of(spec->id) < IDENTITY_FIRST + IDENTITY_COUNT &&
		      identity_of(spec->id) != identity_of("another"),
	      "each domain has a user");
	if (has_users)
		check(getuid() == identity_of(spec->id) && geteuid() == getuid() &&
			      getegid() == getuid() && getgroups(0, NULL) == 0,
		      "root's is that user");
	check(!was_root || prctl(PR_CAPBSET_READ, CAP_SETUID, 0, 0, 0) == 0,
	      "and its programs have no right to become another");
	check(!has_users || (sets[0].permitted == most && sets[0].effective == most &&
			     sets[1].permitted == 0),
	      "of root's rights only those over files are left");
}

int main(void)
{
	struct sockaddr_un local = { .sun_family = AF_UNIX, .sun_path = "socket" };
	struct sockaddr_in service = serve();
	bool was_root = geteuid() == 0;
	struct spec spec;
	bool has_users;
	int listener;

	make("disk");
	make("still");
	make("kernel");
	make("archive");
	make("secret");
	require(mkdir("share", 0700) == 0);
	listener = socket(AF_UNIX, SOCK_STREAM, 0);
	require(listener >= 0 && bind(listener, (struct sockaddr *)&local, sizeof(local)) == 0 &&
		listen(listener, 5) == 0);
	spec = spec_here();
	check(opens("secret", O_RDONLY) && connects(AF_INET, &service, sizeof(service)) &&
		      connects(AF_UNIX, &local, sizeof(local)),
	      "before, everything can be had");
	has_users = was_root && setegid((gid_t)identity_of(spec.id)) == 0;
	require(!has_users || setegid(getgid()) == 0);
	require(confine_enter(&spec));
	try_files();
	try_modes();
	try_rights(&spec, was_root, has_users);
	check(!connects(AF_INET, &service, sizeof(service)), "no service can be reached");
	check(!connects(AF_UNIX, &local, sizeof(local)), "nor one at a socket beside the files");
	check(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) != 0 && errno == EPERM,
	      "no other process can be looked into");
	return finish();
}
