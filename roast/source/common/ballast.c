// SPDX-License-Identifier: GPL-2.0
/* What of a package no program reads while it runs. */
#include <string.h>

#include "private.h"

static const char *const directories[] = {
	"/usr/share/doc",
	"/usr/share/man",
	"/usr/share/info",
	"/usr/share/i18n",
	"/usr/share/locale",
	"/usr/share/lintian",
	"/usr/share/linda",
	"/usr/share/bug",
	"/usr/share/doc-base",
	"/usr/share/menu",
	"/usr/share/pixmaps",
	"/usr/share/applications",
	"/usr/share/icons",
	"/usr/share/bash-completion",
	"/usr/share/zsh/vendor-completions",
	"/usr/share/fish/vendor_completions.d",
	"/usr/share/gdb",
	"/usr/share/gtk-doc",
	"/usr/share/help",
	"/usr/share/apport",
	"/usr/share/metainfo",
	"/usr/share/pkgconfig",
	"/usr/share/aclocal",
	"/usr/share/python3/runtime.d",
	"/usr/share/debconf",
	"/usr/share/systemtap",
	"/usr/share/upstart",
	"/usr/share/initramfs-tools",
	"/usr/share/polkit-1",
	"/usr/include",
	"/usr/src",
	"/usr/games/doc",
	"/usr/lib/x86_64-linux-gnu/pkgconfig",
	"/usr/lib/x86_64-linux-gnu/cmake",
	"/usr/lib/debug",
	"/usr/lib/systemd",
	"/usr/lib/tmpfiles.d",
	"/usr/lib/sysusers.d",
	"/usr/lib/udev",
	"/usr/lib/modprobe.d",
	"/usr/lib/pcrlock.d",
	"/lib/systemd",
	"/lib/udev",
	"/etc/init.d",
	"/etc/init",
	"/etc/systemd",
	"/etc/logrotate.d",
	"/etc/logcheck",
	"/etc/cron.d",
	"/etc/cron.daily",
	"/etc/cron.hourly",
	"/etc/cron.weekly",
	"/etc/cron.monthly",
	"/etc/ufw",
	"/etc/apparmor.d",
	"/etc/bash_completion.d",
	"/etc/insserv.conf.d",
	"/etc/network",
	"/etc/ppp",
	"/etc/resolvconf",
	"/etc/dhcp",
	"/etc/needrestart",
	"/var/lib/dpkg",
	"/var/cache/debconf",
};

static bool is_directory_of(const char *path, const char *directory)
{
	size_t length = strlen(directory);

	return strncmp(path, directory, length) == 0 &&
	       (path[length] == '/' || path[length] == '\0');
}

bool path_is_ballast(const char *path)
{
	for (size_t i = 0; i < sizeof(directories) / sizeof(*directories); i++)
		if (is_directory_of(path, directories[i]))
			return true;
	if (!text_begins(path, "/usr/lib/") && !text_begins(path, "/lib/"))
		return false;
	return text_ends(path, ".a") || text_ends(path, ".la") || text_ends(path, ".h") ||
	       strstr(path, "/pkgconfig/");
}
