/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The configuration of a domain: every key the first program knows, with its type and range.
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
 *          LIMIT    a number, "unlimited", or "SOFT:HARD" of these
 *          SCALAR   text or a whole number
 *          ADDRESS  an IPv4 or IPv6 address
 *          NETWORK  an IPv4 or IPv6 address and prefix length, such as "192.0.2.1/24"
 *          OBJECT   an object with the keys of the list inner
 */
#ifndef RUMPROAST_CONFIG_H
#define RUMPROAST_CONFIG_H

#define CONFIG_PATH "/etc/rumproast.json"
#define CONFIG_XENSTORE "vm-data/rumproast"
#define CONFIG_PARAMETER "rump."

/* The whole configuration may be at most this large, in bytes. */
#define CONFIG_SIZE_MAX 65536

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

/* How a program is run. At the top level they are the defaults of all programs. */
#define CONFIG_EXECUTION(KEY)                                                                      \
	KEY("env", MAP, TEXT, 0, 32768, 0, 0)                                                      \
	KEY("workdir", ONE, TEXT, 1, 4095, 0, 0)                                                   \
	KEY("user", ONE, TEXT, 1, 255, 0, 0)                                                       \
	KEY("groups", LIST, TEXT, 1, 255, 0, 0)                                                    \
	KEY("limits", ONE, OBJECT, 0, 0, 0, config_limits)                                         \
	KEY("restart", ONE, CHOICE, 0, 0, "never on-failure always", 0)                            \
	KEY("restart_delay", ONE, NUMBER, 0, 3600, 0, 0)                                           \
	KEY("stop_signal", ONE, SIGNAL, 0, 0, 0, 0)                                                \
	KEY("stop_timeout", ONE, NUMBER, 0, 3600, 0, 0)

/* A program. */
#define CONFIG_PROGRAM(KEY)                                                                        \
	KEY("argv", LIST, TEXT, 0, 32768, 0, 0)                                                    \
	KEY("console", ONE, BOOLEAN, 0, 0, 0, 0)                                                   \
	CONFIG_EXECUTION(KEY)

/* A file system to mount before the programs start, in the order of the list. */
#define CONFIG_MOUNT(KEY)                                                                          \
	KEY("source", ONE, TEXT, 1, 4095, 0, 0)                                                    \
	KEY("target", ONE, TEXT, 1, 4095, 0, 0)                                                    \
	KEY("type", ONE, TEXT, 1, 64, 0, 0)                                                        \
	KEY("options", ONE, TEXT, 0, 4000, 0, 0)                                                   \
	KEY("wait", ONE, NUMBER, 0, 3600, 0, 0)                                                    \
	KEY("optional", ONE, BOOLEAN, 0, 0, 0, 0)

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
	KEY("default_mounts", ONE, BOOLEAN, 0, 0, 0, 0)                                            \
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
	CONFIG_EXECUTION(KEY)

#endif
