/* SPDX-License-Identifier: GPL-2.0 */
/* Flags that several verbs have, as rows for their tables. */
#ifndef ROAST_ROWS_H
#define ROAST_ROWS_H

/* clang-format off */
/* source: a struct source_options. */
#define SOURCE_ROWS(source) \
	{ 0, "entrypoint", OPTION_TEXT, "PROGRAM", "the program, in place of the one found", \
	  &(source).entrypoint }, \
	{ 0, "package", OPTION_TEXTS, "PACKAGE", "one more Debian package in the domain", \
	  &(source).packages }, \
	{ 0, "file", OPTION_TEXTS, "SOURCE:TARGET", \
	  "one more file, with the libraries it needs", &(source).files }, \
	{ 0, "include", OPTION_TEXTS, "PATH", "keep this of a package", &(source).include }, \
	{ 0, "whole", OPTION_SWITCH, NULL, "keep all of a package", &(source).whole }, \
	{ 0, "pull", OPTION_SWITCH, NULL, "look for newer packages first", &(source).pull }

/* image: a struct bundle_options. */
#define KERNEL_ROWS(image) \
	{ 0, "component", OPTION_TEXTS, "NAME", \
	  "of the kernel, beyond what is needed (roast components lists them)", \
	  &(image).components }, \
	{ 0, "kernel", OPTION_TEXT, "FILE", "this kernel", &(image).kernel }

/* flags: a struct program_flags. */
#define PROGRAM_ROWS(flags) \
	{ 'e', "env", OPTION_TEXTS, "NAME=VALUE", "an environment variable", \
	  &(flags).environment }, \
	{ 0, "env-file", OPTION_TEXTS, "FILE", \
	  "environment variables, one a line; for passwords, as ps shows -e for a moment", \
	  &(flags).environment_files }, \
	{ 0, "config", OPTION_TEXTS, "FILE", \
	  "settings as in rumproast.json(5), laid over the image's", &(flags).configurations }, \
	{ 0, "cap-add", OPTION_TEXTS, "CAPABILITY", \
	  "let the program have it though its user is not root, or ALL", &(flags).added }, \
	{ 0, "cap-drop", OPTION_TEXTS, "CAPABILITY", \
	  "take it from the program though its user is root, or ALL", &(flags).dropped }

/* flags: a struct machine_flags. */
#define MACHINE_ROWS(flags) \
	{ 'p', "publish", OPTION_TEXTS, "[ADDRESS:][HOST:]DOMAIN[/udp]", \
	  "a port of this machine that leads to one of the domain; of ADDRESS, by default " \
	  PORT_ADDRESS "; 0.0.0.0 is for other machines, too", &(flags).ports }, \
	{ 'v', "volume", OPTION_TEXTS, "SOURCE:TARGET[:ro]", \
	  "a directory, file, disk image or named volume at a path in the domain", \
	  &(flags).volumes }, \
	{ 'm', "memory", OPTION_TEXT, "SIZE", "the same, with docker's letter", \
	  &(flags).memory }, \
	{ 'M', "memory", OPTION_TEXT, "SIZE", "64M, 1G: the domain's memory", \
	  &(flags).memory }, \
	{ 0, "cpus", OPTION_TEXT, "NUMBER", \
	  "virtual processors (kernels use one today)", &(flags).cpus }, \
	{ 0, "network", OPTION_TEXT, "MODE", \
	  "none, default, or host-loopback: on QEMU, this machine's own services are at 10.0.2.2", \
	  &(flags).network }, \
	{ 0, "bridge", OPTION_TEXT, "NAME", \
	  "on Xen: the bridge of the domain's interface", &(flags).bridge }, \
	{ 0, "kernel-arguments", OPTION_TEXT, "WORDS", "for the kernel's command line", \
	  &(flags).kernel_arguments }, \
	{ 0, "host-option", OPTION_TEXTS, "TEXT", "a word for QEMU, a line for xl", \
	  &(flags).host_options }
/* clang-format on */

#endif
