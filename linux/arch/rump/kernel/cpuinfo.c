// SPDX-License-Identifier: GPL-2.0
/* /proc/cpuinfo, with the lines and flag names that programs look for on x86-64. */
#include <linux/cpumask.h>
#include <linux/init.h>
#include <linux/math64.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/time64.h>
#include <rumproast/hyper.h>
#include <rumproast/x86/cpu.h>

enum { EAX, EBX, ECX, EDX };

struct cpu_flag {
	const char *name;
	u32 leaf;
	u8 subleaf, output, bit;
};

static const struct cpu_flag flags[] = {
	{ "fpu", 1, 0, EDX, 0 },
	{ "tsc", 1, 0, EDX, 4 },
	{ "pae", 1, 0, EDX, 6 },
	{ "cx8", 1, 0, EDX, 8 },
	{ "cmov", 1, 0, EDX, 15 },
	{ "clflush", 1, 0, EDX, 19 },
	{ "mmx", 1, 0, EDX, 23 },
	{ "fxsr", 1, 0, EDX, 24 },
	{ "sse", 1, 0, EDX, 25 },
	{ "sse2", 1, 0, EDX, 26 },
	{ "ht", 1, 0, EDX, 28 },
	{ "syscall", 0x80000001, 0, EDX, 11 },
	{ "nx", 0x80000001, 0, EDX, 20 },
	{ "pdpe1gb", 0x80000001, 0, EDX, 26 },
	{ "rdtscp", 0x80000001, 0, EDX, 27 },
	{ "lm", 0x80000001, 0, EDX, 29 },
	/* One flag of the CPU, two names. */
	{ "constant_tsc", 0x80000007, 0, EDX, 8 },
	{ "nonstop_tsc", 0x80000007, 0, EDX, 8 },
	{ "pni", 1, 0, ECX, 0 },
	{ "pclmulqdq", 1, 0, ECX, 1 },
	{ "ssse3", 1, 0, ECX, 9 },
	{ "fma", 1, 0, ECX, 12 },
	{ "cx16", 1, 0, ECX, 13 },
	{ "sse4_1", 1, 0, ECX, 19 },
	{ "sse4_2", 1, 0, ECX, 20 },
	{ "movbe", 1, 0, ECX, 22 },
	{ "popcnt", 1, 0, ECX, 23 },
	{ "aes", 1, 0, ECX, 25 },
	{ "xsave", 1, 0, ECX, 26 },
	{ "avx", 1, 0, ECX, 28 },
	{ "f16c", 1, 0, ECX, 29 },
	{ "rdrand", 1, 0, ECX, 30 },
	{ "hypervisor", 1, 0, ECX, 31 },
	{ "lahf_lm", 0x80000001, 0, ECX, 0 },
	{ "abm", 0x80000001, 0, ECX, 5 },
	{ "sse4a", 0x80000001, 0, ECX, 6 },
	{ "fsgsbase", 7, 0, EBX, 0 },
	{ "bmi1", 7, 0, EBX, 3 },
	{ "avx2", 7, 0, EBX, 5 },
	{ "bmi2", 7, 0, EBX, 8 },
	{ "erms", 7, 0, EBX, 9 },
	{ "avx512f", 7, 0, EBX, 16 },
	{ "avx512dq", 7, 0, EBX, 17 },
	{ "rdseed", 7, 0, EBX, 18 },
	{ "adx", 7, 0, EBX, 19 },
	{ "avx512ifma", 7, 0, EBX, 21 },
	{ "clflushopt", 7, 0, EBX, 23 },
	{ "clwb", 7, 0, EBX, 24 },
	{ "avx512cd", 7, 0, EBX, 28 },
	{ "sha_ni", 7, 0, EBX, 29 },
	{ "avx512bw", 7, 0, EBX, 30 },
	{ "avx512vl", 7, 0, EBX, 31 },
	{ "avx512vbmi", 7, 0, ECX, 1 },
	{ "avx512_vbmi2", 7, 0, ECX, 6 },
	{ "gfni", 7, 0, ECX, 8 },
	{ "vaes", 7, 0, ECX, 9 },
	{ "vpclmulqdq", 7, 0, ECX, 10 },
	{ "avx512_vnni", 7, 0, ECX, 11 },
	{ "avx512_bitalg", 7, 0, ECX, 12 },
	{ "avx512_vpopcntdq", 7, 0, ECX, 14 },
	{ "rdpid", 7, 0, ECX, 22 },
	{ "fsrm", 7, 0, EDX, 4 },
	{ "xsaveopt", 0xd, 1, EAX, 0 },
	{ "xsavec", 0xd, 1, EAX, 1 },
};

/* A vector extension is only there when the operating system keeps its registers. */
static bool flag_usable(const struct cpu_flag *flag)
{
	struct hyper_x86_features features;

	hyper_x86_features(&features);
	if (!strncmp(flag->name, "avx512", 6))
		return (features.xsave_mask & 0xe6) == 0xe6;
	if (!strncmp(flag->name, "avx", 3) || !strcmp(flag->name, "fma") ||
	    !strcmp(flag->name, "f16c") || !strcmp(flag->name, "vaes") ||
	    !strcmp(flag->name, "vpclmulqdq"))
		return (features.xsave_mask & 0x6) == 0x6;
	if (!strncmp(flag->name, "xsave", 5))
		return features.xsave_mask;
	if (!strcmp(flag->name, "fsgsbase"))
		return features.fsgsbase;
	return true;
}

static bool flag_set(const struct cpu_flag *flag)
{
	unsigned int highest[4], out[4];

	hyper_cpuid(flag->leaf & 0x80000000, 0, highest);
	if (highest[EAX] < flag->leaf)
		return false;
	hyper_cpuid(flag->leaf, flag->subleaf, out);
	return out[flag->output] >> flag->bit & 1;
}

static void show_flags(struct seq_file *file)
{
	size_t i;

	seq_puts(file, "flags\t\t:");
	for (i = 0; i < ARRAY_SIZE(flags); i++)
		if (flag_set(&flags[i]) && flag_usable(&flags[i]))
			seq_printf(file, " %s", flags[i].name);
	seq_putc(file, '\n');
}

static void show_vendor(struct seq_file *file)
{
	unsigned int out[4];

	hyper_cpuid(0, 0, out);
	seq_printf(file, "vendor_id\t: %.4s%.4s%.4s\n", (char *)&out[EBX], (char *)&out[EDX],
		   (char *)&out[ECX]);
}

/* Family and model as Intel and AMD number them: the extended parts join where they count. */
static void show_model(struct seq_file *file)
{
	unsigned int out[4], family;

	hyper_cpuid(1, 0, out);
	family = out[EAX] >> 8 & 0xf;
	if (family == 0xf)
		family += out[EAX] >> 20 & 0xff;
	seq_printf(file, "cpu family\t: %u\n", family);
	seq_printf(file, "model\t\t: %u\n", (out[EAX] >> 4 & 0xf) | (out[EAX] >> 12 & 0xf0));
	seq_printf(file, "stepping\t: %u\n", out[EAX] & 0xf);
}

static void show_brand(struct seq_file *file)
{
	unsigned int brand[13] = {};
	unsigned int i;

	for (i = 0; i < 3; i++)
		hyper_cpuid(0x80000002 + i, 0, brand + 4 * i);
	seq_printf(file, "model name\t: %s\n", strim((char *)brand));
}

/*
 * Cycles per microsecond since boot, which is long enough ago to be exact. In units of 1 kHz.
 */
static u64 cycles_at_boot, time_at_boot;

static int __init remember_boot(void)
{
	cycles_at_boot = hyper_cycles();
	time_at_boot = hyper_clock_monotonic();
	return 0;
}
pure_initcall(remember_boot);

static u64 frequency(void)
{
	u64 microseconds = div_u64(hyper_clock_monotonic() - time_at_boot, NSEC_PER_USEC);

	return microseconds ? mul_u64_u64_div_u64(hyper_cycles() - cycles_at_boot, 1000,
						   microseconds) : 0;
}

static void show_frequency(struct seq_file *file)
{
	u32 fraction;
	u64 mhz = div_u64_rem(frequency(), 1000, &fraction);

	seq_printf(file, "cpu MHz\t\t: %llu.%03u\n", mhz, fraction);
}

/* CPUID leaf 80000008H: bits of physical and of virtual addresses. */
static void show_address_sizes(struct seq_file *file)
{
	unsigned int highest[4], out[4];

	hyper_cpuid(0x80000000, 0, highest);
	if (highest[EAX] < 0x80000008)
		return;
	hyper_cpuid(0x80000008, 0, out);
	seq_printf(file, "address sizes\t: %u bits physical, %u bits virtual\n", out[EAX] & 0xff,
		   out[EAX] >> 8 & 0xff);
}

static void show_topology(struct seq_file *file, unsigned long cpu)
{
	unsigned int out[4];

	seq_printf(file, "physical id\t: 0\nsiblings\t: %u\ncore id\t\t: %lu\ncpu cores\t: %u\n",
		   num_online_cpus(), cpu, num_online_cpus());
	hyper_cpuid(1, 0, out);
	seq_printf(file, "apicid\t\t: %u\ninitial apicid\t: %u\n", out[EBX] >> 24,
		   out[EBX] >> 24);
}

/* The deepest standard leaf of CPUID stands between what programs take for granted. */
static void show_level(struct seq_file *file)
{
	unsigned int out[4];

	hyper_cpuid(0, 0, out);
	seq_printf(file, "fpu\t\t: yes\nfpu_exception\t: yes\ncpuid level\t: %u\nwp\t\t: yes\n",
		   out[EAX]);
}

/* Linux' measure of a CPU's speed has been twice its frequency for long. */
static void show_bogomips(struct seq_file *file)
{
	u32 fraction;
	u64 mhz = div_u64_rem(2 * frequency(), 1000, &fraction);

	seq_printf(file, "bogomips\t: %llu.%02u\n", mhz, fraction / 10);
}

static int show_cpu(struct seq_file *file, void *position)
{
	unsigned long cpu = (unsigned long)position - 1;

	seq_printf(file, "processor\t: %lu\n", cpu);
	show_vendor(file);
	show_model(file);
	show_brand(file);
	show_frequency(file);
	show_topology(file, cpu);
	show_level(file);
	show_flags(file);
	show_bogomips(file);
	seq_puts(file, "clflush size\t: 64\ncache_alignment\t: 64\n");
	show_address_sizes(file);
	seq_puts(file, "power management:\n\n");
	return 0;
}

static void *cpu_at(loff_t *position)
{
	*position = cpumask_next(*position - 1, cpu_online_mask);
	return *position < nr_cpu_ids ? (void *)(unsigned long)(*position + 1) : NULL;
}

static void *start_cpus(struct seq_file *file, loff_t *position)
{
	return cpu_at(position);
}

static void *next_cpu(struct seq_file *file, void *cpu, loff_t *position)
{
	(*position)++;
	return cpu_at(position);
}

static void stop_cpus(struct seq_file *file, void *cpu)
{
}

const struct seq_operations cpuinfo_op = {
	.start = start_cpus,
	.next = next_cpu,
	.stop = stop_cpus,
	.show = show_cpu,
};
