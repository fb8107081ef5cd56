/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The configuration of a domain: every key init knows, with its type and range.
 *
 * The configuration is one JSON object (RFC 8259), in the archive at CONFIG_PATH. Keys of the
 * domain's xenstore directory CONFIG_XENSTORE and kernel parameters that begin with
 * CONFIG_PARAMETER override it, in this order. docs/man/rumproast.json.5 is the same contract
 * in prose, with the defaults and examples.
 *
 * Error policy. A key that is not listed here, or a value of another type or range, ends the
 * domain before any program starts, with one line on the console that names the source, the
 * key and what was expected, and with status RUMPROAST_EXIT_CONFIGURATION (rumproast/exit.h).
 *
 * This header includes nothing. Each list below is expanded by whoever needs the keys:
 *
 *   KEY(name, shape, kind, least, most, words, inner)
 *
 *   shape  ONE value, a LIST of values, or a MAP of names to values
 *   kind   TEXT     least to most bytes, no NUL
 *          NUMBER   a whole number, least to most
 *          BOOLEAN  true or false
 *          CHOICE   one of the blank-separated words
 *          SIGNAL   a signal's name, such as "SIGTERM"
 *          CAPABILITY  the name of a capability, such as "CAP_NET_RAW", or "ALL"
 *          LIMIT    a number, "unlimited", or "SOFT:HARD" of these
 *          SCALAR   text or a whole number
 *          ADDRESS  an IPv4 or IPv6 address
 *          NETWORK  an IPv4 or IPv6 address and prefix length, such as "192.0.2.1/24"
 *          OBJECT   an object with the keys of the list inner
 *          SWITCH   true, false, or such an object
 *          WORDS    a list of texts, not empty: a command
 */
#ifndef RUMPROAST_CONFIG_H
#define RUMPROAST_CONFIG_H

#define CONFIG_PATH "/etc/rumproast.json"
#define CONFIG_XENSTORE "vm-data/rumproast"
#define CONFIG_PARAMETER "rump."

/* The whole configuration may be at most this large, in bytes: execve(2) takes 2 MiB of texts, of
 * which each byte can be up to six in JSON. */
#define CONFIG_SIZE_MAX (12 << 20)
/* A value of the environment, an argument: with its zero what execve(2) takes of one text. */
#define CONFIG_TEXT_MAX 131071

/* Limits of a process, setrlimit(2). */
#define CONFIG_LIMITS(KEY)                                                                         \
	KEY("as", ONE, LIMIT, 0, 0, 0, 0)                                                          \
	KEY("core", ONE, LIMIT, 0, 0, 0, 0)                                                        \
	KEY("cpu", ONE, LIMIT, 0, 0, 0, 0)                                                         \
	KEY("data", ONE, LIMIT, 0, 0, 0, 0)                                                        \
	KEY("fsize", ONE, LIMIT, 0, 0, 0, 0)                                                       \
	KEY("locks", ONE, LIMIT, 0, 0, 0, 0)                                                       \
	KEY("memlock", ONE, LIMIT, 0, 0, 0, 0)                                                     \
	KEY("msgqueue", ONE, LIMIT, 0, 0, 0, 0)                                                    \
	KEY("nice", ONE, LIMIT, 0, 0, 0, 0)                                                        \
	KEY("nofile", ONE, LIMIT, 0, 0, 0, 0)                                                      \
	KEY("nproc", ONE, LIMIT, 0, 0, 0, 0)                                                       \
	KEY("rss", ONE, LIMIT, 0, 0, 0, 0)                                                         \
	KEY("rtprio", ONE, LIMIT, 0, 0, 0, 0)                                                      \
	KEY("rttime", ONE, LIMIT, 0, 0, 0, 0)                                                      \
	KEY("sigpending", ONE, LIMIT, 0, 0, 0, 0)                                                  \
	KEY("stack", ONE, LIMIT, 0, 0, 0, 0)

/* Capabilities of a program, capabilities(7). */
#define CONFIG_CAPABILITIES(KEY)                                                                   \
	KEY("bounding", LIST, CAPABILITY, 0, 0, 0, 0)                                              \
	KEY("ambient", LIST, CAPABILITY, 0, 0, 0, 0)                                               \
	KEY("add", LIST, CAPABILITY, 0, 0, 0, 0)                                                   \
	KEY("drop", LIST, CAPABILITY, 0, 0, 0, 0)

/* How a program is run. At the top level they are the defaults of all programs. */
#define CONFIG_EXECUTION(KEY)                                                                      \
	KEY("env", MAP, TEXT, 0, CONFIG_TEXT_MAX, 0, 0)                                            \
	KEY("workdir", ONE, TEXT, 1, 4095, 0, 0)                                                   \
	KEY("user", ONE, TEXT, 1, 255, 0, 0)                                                       \
	KEY("groups", LIST, TEXT, 1, 255, 0, 0)                                                    \
	KEY("limits", ONE, OBJECT, 0, 0, 0, config_limits)                                         \
	KEY("capabilities", ONE, OBJECT, 0, 0, 0, config_capabilities)                             \
	KEY("restart", ONE, CHOICE, 0, 0, "never on-failure always", 0)                            \
	KEY("restart_delay", ONE, NUMBER, 0, 3600, 0, 0)                                           \
	KEY("stop_signal", ONE, SIGNAL, 0, 0, 0, 0)                                                \
	KEY("stop_timeout", ONE, NUMBER, 0, 3600, 0, 0)

/* A directory that is made before a program starts. */
#define CONFIG_DIRECTORY(KEY)                                                                      \
	KEY("path", ONE, TEXT, 1, 4000, 0, 0)                                                      \
	KEY("mode", ONE, TEXT, 1, 5, 0, 0)                                                         \
	KEY("user", ONE, TEXT, 1, 255, 0, 0)

/* A program. */
#define CONFIG_PROGRAM(KEY)                                                                        \
	KEY("argv", LIST, TEXT, 0, CONFIG_TEXT_MAX, 0, 0)                                          \
	KEY("console", ONE, BOOLEAN, 0, 0, 0, 0)                                                   \
	KEY("terminal", ONE, BOOLEAN, 0, 0, 0, 0)                                                  \
	KEY("directories", LIST, OBJECT, 0, 0, 0, config_directory)                                \
	KEY("before", LIST, WORDS, 1, CONFIG_TEXT_MAX, 0, 0)                                       \
	KEY("forks", ONE, BOOLEAN, 0, 0, 0, 0)                                                     \
	KEY("pid_file", ONE, TEXT, 1, 4095, 0, 0)                                                  \
	CONFIG_EXECUTION(KEY)

/* A file system to mount before the programs start, in the order of the list. */
#define CONFIG_MOUNT(KEY)                                                                          \
	KEY("source", ONE, TEXT, 1, 4095, 0, 0)                                                    \
	KEY("target", ONE, TEXT, 1, 4095, 0, 0)                                                    \
	KEY("type", ONE, TEXT, 1, 64, 0, 0)                                                        \
	KEY("options", ONE, TEXT, 0, 4000, 0, 0)                                                   \
	KEY("wait", ONE, NUMBER, 0, 3600, 0, 0)                                                    \
	KEY("optional", ONE, BOOLEAN, 0, 0, 0, 0)

/* Where the key of an encrypted disk comes from: exactly one of the first five. */
#define CONFIG_KEY(KEY)                                                                            \
	KEY("xenstore", ONE, TEXT, 1, 3000, 0, 0)                                                  \
	KEY("fw_cfg", ONE, TEXT, 1, 55, 0, 0)                                                      \
	KEY("smbios", ONE, TEXT, 1, 255, 0, 0)                                                     \
	KEY("file", ONE, TEXT, 1, 4095, 0, 0)                                                      \
	KEY("console", ONE, BOOLEAN, 0, 0, 0, 0)                                                   \
	KEY("device", ONE, TEXT, 1, 4095, 0, 0)                                                    \
	KEY("tries", ONE, NUMBER, 1, 1000, 0, 0)                                                   \
	KEY("encoding", ONE, CHOICE, 0, 0, "raw hex base64", 0)                                    \
	KEY("offset", ONE, NUMBER, 0, 2147483647, 0, 0)                                            \
	KEY("size", ONE, NUMBER, 1, 8388608, 0, 0)

/* How an array is made of disks that hold nothing. */
#define CONFIG_CREATION(KEY)                                                                       \
	KEY("level", ONE, SCALAR, 1, 16, 0, 0)                                                     \
	KEY("chunk", ONE, NUMBER, 4, 1048576, 0, 0)                                                \
	KEY("layout", ONE, TEXT, 1, 32, 0, 0)                                                      \
	KEY("metadata", ONE, CHOICE, 0, 0, "1.0 1.1 1.2", 0)                                       \
	KEY("bitmap", ONE, CHOICE, 0, 0, "internal none", 0)                                       \
	KEY("spares", ONE, NUMBER, 0, 64, 0, 0)

/* A device to be made of disks or other devices, in the order of the list. Which keys a type has is
 * in init/devices_check.c. */
#define CONFIG_DEVICE(KEY)                                                                         \
	KEY("type", ONE, CHOICE, 0, 0, "raid luks plain integrity verity lvm", 0)                  \
	KEY("name", ONE, TEXT, 1, 127, 0, 0)                                                       \
	KEY("wait", ONE, NUMBER, 0, 3600, 0, 0)                                                    \
	KEY("members", LIST, TEXT, 1, 4095, 0, 0)                                                  \
	KEY("uuid", ONE, TEXT, 35, 36, 0, 0)                                                       \
	KEY("degraded", ONE, CHOICE, 0, 0, "refuse start", 0)                                      \
	KEY("replace", ONE, BOOLEAN, 0, 0, 0, 0)                                                   \
	KEY("create", ONE, OBJECT, 0, 0, 0, config_creation)                                       \
	KEY("device", ONE, TEXT, 1, 4095, 0, 0)                                                    \
	KEY("key", ONE, OBJECT, 0, 0, 0, config_key_source)                                        \
	KEY("header", ONE, TEXT, 1, 4095, 0, 0)                                                    \
	KEY("read_only", ONE, BOOLEAN, 0, 0, 0, 0)                                                 \
	KEY("discards", ONE, BOOLEAN, 0, 0, 0, 0)                                                  \
	KEY("cipher", ONE, TEXT, 1, 64, 0, 0)                                                      \
	KEY("key_size", ONE, NUMBER, 8, 4096, 0, 0)                                                \
	KEY("hash", ONE, TEXT, 1, 32, 0, 0)                                                        \
	KEY("offset", ONE, NUMBER, 0, 9007199254740991, 0, 0)                                      \
	KEY("skip", ONE, NUMBER, 0, 9007199254740991, 0, 0)                                        \
	KEY("sector_size", ONE, NUMBER, 512, 4096, 0, 0)                                           \
	KEY("integrity", ONE, TEXT, 1, 64, 0, 0)                                                   \
	KEY("hash_device", ONE, TEXT, 1, 4095, 0, 0)                                               \
	KEY("hash_offset", ONE, NUMBER, 0, 9007199254740991, 0, 0)                                 \
	KEY("root_hash", ONE, TEXT, 2, 256, 0, 0)                                                  \
	KEY("root_hash_signature", ONE, TEXT, 1, 4095, 0, 0)                                       \
	KEY("on_corruption", ONE, CHOICE, 0, 0, "error restart panic", 0)                          \
	KEY("group", ONE, TEXT, 1, 127, 0, 0)                                                      \
	KEY("volumes", LIST, TEXT, 1, 127, 0, 0)

/* What takes the changes of a root that is only read: memory, or a disk. */
#define CONFIG_OVERLAY(KEY)                                                                        \
	KEY("source", ONE, TEXT, 1, 4095, 0, 0)                                                    \
	KEY("type", ONE, TEXT, 1, 64, 0, 0)                                                        \
	KEY("options", ONE, TEXT, 0, 4000, 0, 0)

/* The root file system, in place of the archive. */
#define CONFIG_ROOT(KEY)                                                                           \
	KEY("source", ONE, TEXT, 1, 4095, 0, 0)                                                    \
	KEY("type", ONE, TEXT, 1, 64, 0, 0)                                                        \
	KEY("options", ONE, TEXT, 0, 4000, 0, 0)                                                   \
	KEY("wait", ONE, NUMBER, 0, 3600, 0, 0)                                                    \
	KEY("overlay", ONE, SWITCH, 0, 0, 0, config_overlay)

/* A route of an interface. */
#define CONFIG_ROUTE(KEY)                                                                          \
	KEY("to", ONE, NETWORK, 0, 0, 0, 0)                                                        \
	KEY("via", ONE, ADDRESS, 0, 0, 0, 0)                                                       \
	KEY("metric", ONE, NUMBER, 0, 2147483647, 0, 0)

/* An interface; the name of the key is the interface's name or its MAC address. */
#define CONFIG_INTERFACE(KEY)                                                                      \
	KEY("dhcp4", ONE, BOOLEAN, 0, 0, 0, 0)                                                     \
	KEY("dhcp6", ONE, BOOLEAN, 0, 0, 0, 0)                                                     \
	KEY("slaac", ONE, BOOLEAN, 0, 0, 0, 0)                                                     \
	KEY("addresses", LIST, NETWORK, 0, 0, 0, 0)                                                \
	KEY("gateways", LIST, ADDRESS, 0, 0, 0, 0)                                                 \
	KEY("routes", LIST, OBJECT, 0, 0, 0, config_route)                                         \
	KEY("dns", LIST, ADDRESS, 0, 0, 0, 0)                                                      \
	KEY("search", LIST, TEXT, 1, 253, 0, 0)                                                    \
	KEY("mtu", ONE, NUMBER, 68, 65535, 0, 0)

/* The domain. */
#define CONFIG_DOMAIN(KEY)                                                                         \
	KEY("hostname", ONE, TEXT, 1, 64, 0, 0)                                                    \
	KEY("sysctls", MAP, SCALAR, 0, 4000, 0, 0)                                                 \
	KEY("file_capabilities", MAP, TEXT, 1, 1000, 0, 0)                                         \
	KEY("default_mounts", ONE, BOOLEAN, 0, 0, 0, 0)                                            \
	KEY("devices", LIST, OBJECT, 0, 0, 0, config_device)                                       \
	KEY("root", ONE, OBJECT, 0, 0, 0, config_root_disk)                                        \
	KEY("mounts", LIST, OBJECT, 0, 0, 0, config_mount)                                         \
	KEY("net", MAP, OBJECT, 0, 0, 0, config_interface)                                         \
	KEY("dns", LIST, ADDRESS, 0, 0, 0, 0)                                                      \
	KEY("search", LIST, TEXT, 1, 253, 0, 0)                                                    \
	KEY("wait_for_network", ONE, BOOLEAN, 0, 0, 0, 0)                                          \
	KEY("network_timeout", ONE, NUMBER, 1, 3600, 0, 0)                                         \
	KEY("on_network_timeout", ONE, CHOICE, 0, 0, "fail continue", 0)                           \
	KEY("program", ONE, OBJECT, 0, 0, 0, config_program)                                       \
	KEY("programs", MAP, OBJECT, 0, 0, 0, config_program)                                      \
	KEY("on_exit", ONE, CHOICE, 0, 0, "poweroff reboot", 0)                                    \
	KEY("on_signal", ONE, CHOICE, 0, 0, "crash poweroff reboot", 0)                            \
	KEY("console", ONE, TEXT, 1, 255, 0, 0)                                                    \
	KEY("control", ONE, CHOICE, 0, 0, "port console", 0)                                       \
	KEY("control_timeout", ONE, NUMBER, 1, 3600, 0, 0)                                         \
	CONFIG_EXECUTION(KEY)

#endif
