// SPDX-License-Identifier: GPL-2.0
/* Finding and opening what the control channel runs over. */
#include "channel.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <termios.h>
#include <unistd.h>

#include "../control/frame.h"
#include "files.h"

#define PORTS "/sys/class/virtio-ports"
#define KLOG_CONSOLE_LEVEL 8
#define LEVEL_PANICS 1
#define LEVEL_OTHERWISE 7

static int kernel_level = LEVEL_OTHERWISE;

static bool is_control(const char *port)
{
	char path[sizeof(PORTS) + 300], name[64];

	snprintf(path, sizeof(path), PORTS "/%s/name", port);
	return file_read_line(path, name, sizeof(name)) && strcmp(name, CONTROL_PORT_NAME) == 0;
}

int channel_open_port(void)
{
	DIR *ports = opendir(PORTS);
	const struct dirent *entry;
	char path[300];
	int fd = -1;

	if (!ports)
		return -1;
	while (fd < 0 && (entry = readdir(ports))) {
		if (entry->d_name[0] == '.' || !is_control(entry->d_name))
			continue;
		snprintf(path, sizeof(path), "/dev/%s", entry->d_name);
		fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	}
	closedir(ports);
	return fd;
}

static void silence_kernel(void)
{
	char line[64];

	if (file_read_line("/proc/sys/kernel/printk", line, sizeof(line)))
		kernel_level = (int)strtol(line, NULL, 10);
	klogctl(KLOG_CONSOLE_LEVEL, NULL, LEVEL_PANICS);
}

int channel_kernel_level(void)
{
	return kernel_level;
}

int channel_open_console(const char *terminal)
{
	int fd = open(terminal, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	struct termios raw;

	if (fd < 0)
		return -1;
	if (tcgetattr(fd, &raw) < 0) {
		int error = errno;

		close(fd);
		errno = error;
		return -1;
	}
	cfmakeraw(&raw);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	tcsetattr(fd, TCSAFLUSH, &raw);
	silence_kernel();
	return fd;
}
