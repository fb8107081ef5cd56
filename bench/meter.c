// SPDX-License-Identifier: GPL-2.0
/*
 * A plugin of QEMU's that measures a guest from one instruction to another: the number of guest
 * instructions executed, or the time on the host's clock. One vCPU.
 *
 *   -plugin meter.so,from=ADDRESS,to=ADDRESS,out=FILE[,count=on][,profile=FILE]
 *
 * ADDRESS is virtual, as the guest executes it. When `from` is executed for the first time the
 * measurement begins, when `to` is first executed after that it ends and FILE gets one line,
 * "instructions N nanoseconds N". Without count=on no instruction is instrumented but those
 * two, so that the time is that of an ordinary run, and N is 0. A profile is a line "ADDRESS N"
 * for each instruction executed in between, N times.
 *
 * A repeated string instruction counts once for each repetition, as it does under -icount.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "qemu_plugin.h"

/* Counters of the profile, found by the instruction's address: open addressing. */
#define SITES (1u << 20)

struct site {
	uint64_t address;
	uint64_t executed;
	uint64_t before; /* value of executed when the measurement began */
};

int qemu_plugin_version = QEMU_PLUGIN_VERSION;

static uint64_t from_address, to_address;
static const char *out_path, *profile_path;
static bool counting;

static uint64_t executed, executed_at_start;
static struct timespec started;
static enum { WAITING, MEASURING, DONE } state;
static struct site *sites;

static void fail(const char *what, const char *name)
{
	fprintf(stderr, "meter: %s %s: %s\n", what, name, strerror(errno));
	exit(1);
}

static struct site *site_of(uint64_t address)
{
	uint64_t hash = address * UINT64_C(0x9e3779b97f4a7c15) >> 44;

	for (unsigned int probe = 0; probe < SITES; probe++) {
		struct site *site = &sites[(hash + probe) % SITES];

		if (site->address == address || site->address == 0) {
			site->address = address;
			return site;
		}
	}
	fprintf(stderr, "meter: more than %u different instructions\n", SITES);
	exit(1);
}

static void write_profile(void)
{
	FILE *profile = fopen(profile_path, "w");

	if (!profile)
		fail("cannot write", profile_path);
	for (unsigned int i = 0; i < SITES; i++) {
		uint64_t count = sites[i].executed - sites[i].before;

		if (count)
			fprintf(profile, "%" PRIx64 " %" PRIu64 "\n", sites[i].address, count);
	}
	if (fclose(profile))
		fail("cannot write", profile_path);
}

static void at_from(unsigned int vcpu, void *data)
{
	(void)vcpu;
	(void)data;
	if (state != WAITING)
		return;
	state = MEASURING;
	executed_at_start = executed;
	for (unsigned int i = 0; sites && i < SITES; i++)
		sites[i].before = sites[i].executed;
	clock_gettime(CLOCK_MONOTONIC, &started);
}

static void at_to(unsigned int vcpu, void *data)
{
	struct timespec now;
	int64_t nanoseconds;
	FILE *out;

	(void)vcpu;
	(void)data;
	if (state != MEASURING)
		return;
	state = DONE;
	clock_gettime(CLOCK_MONOTONIC, &now);
	nanoseconds = (now.tv_sec - started.tv_sec) * INT64_C(1000000000) +
		      (now.tv_nsec - started.tv_nsec);
	out = fopen(out_path, "w");
	if (!out)
		fail("cannot write", out_path);
	fprintf(out, "instructions %" PRIu64 " nanoseconds %" PRId64 "\n",
		executed - executed_at_start, nanoseconds);
	if (fclose(out))
		fail("cannot write", out_path);
	if (sites)
		write_profile();
}

/* The marks first: what is counted at `to` must not include the instruction itself. */
static void instrument(struct qemu_plugin_insn *instruction)
{
	uint64_t address = qemu_plugin_insn_vaddr(instruction);

	if (address == from_address)
		qemu_plugin_register_vcpu_insn_exec_cb(instruction, at_from, QEMU_PLUGIN_CB_NO_REGS,
						       NULL);
	if (address == to_address)
		qemu_plugin_register_vcpu_insn_exec_cb(instruction, at_to, QEMU_PLUGIN_CB_NO_REGS,
						       NULL);
	if (counting)
		qemu_plugin_register_vcpu_insn_exec_inline(instruction, QEMU_PLUGIN_INLINE_ADD_U64,
							   &executed, 1);
	if (sites)
		qemu_plugin_register_vcpu_insn_exec_inline(instruction, QEMU_PLUGIN_INLINE_ADD_U64,
							   &site_of(address)->executed, 1);
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *block)
{
	size_t count = qemu_plugin_tb_n_insns(block);

	(void)id;
	for (size_t i = 0; i < count; i++)
		instrument(qemu_plugin_tb_get_insn(block, i));
}

static void set_option(const char *name, const char *value)
{
	if (!strcmp(name, "from")) {
		from_address = strtoull(value, NULL, 0);
	} else if (!strcmp(name, "to")) {
		to_address = strtoull(value, NULL, 0);
	} else if (!strcmp(name, "out")) {
		out_path = strdup(value);
	} else if (!strcmp(name, "profile")) {
		profile_path = strdup(value);
	} else if (!strcmp(name, "count")) {
		counting = !strcmp(value, "on");
	} else {
		fprintf(stderr, "meter: unknown option %s\n", name);
		exit(1);
	}
}

int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info, int argc, char **argv)
{
	(void)info;
	for (int i = 0; i < argc; i++) {
		char *value = strchr(argv[i], '=');

		if (!value)
			return -1;
		*value = '\0';
		set_option(argv[i], value + 1);
	}
	if (!from_address || !to_address || !out_path) {
		fprintf(stderr, "meter: from, to and out must be given\n");
		return -1;
	}
	if (profile_path) {
		sites = calloc(SITES, sizeof(*sites));
		if (!sites)
			fail("no memory for", profile_path);
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	return 0;
}
