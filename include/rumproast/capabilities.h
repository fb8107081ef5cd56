/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The names of Linux' capabilities, capabilities(7), without "CAP_" and in lower case: words with
 * blanks between them, in the order of their numbers, which begin with 0.
 *
 * This header includes nothing. Whoever reads names takes them in upper case and with the prefix,
 * too; "all" stands for every capability.
 */
#ifndef RUMPROAST_CAPABILITIES_H
#define RUMPROAST_CAPABILITIES_H

#define CAPABILITY_NAMES                                                                           \
	"chown dac_override dac_read_search fowner fsetid kill setgid setuid setpcap "             \
	"linux_immutable net_bind_service net_broadcast net_admin net_raw ipc_lock ipc_owner "     \
	"sys_module sys_rawio sys_chroot sys_ptrace sys_pacct sys_admin sys_boot sys_nice "        \
	"sys_resource sys_time sys_tty_config mknod lease audit_write audit_control setfcap "      \
	"mac_override mac_admin syslog wake_alarm block_suspend audit_read perfmon bpf "           \
	"checkpoint_restore"

#endif
