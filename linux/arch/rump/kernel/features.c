// SPDX-License-Identifier: GPL-2.0
/*
 * The CPU's features as x86's vector code asks for them: the bits of CPUID (Intel SDM volume 2),
 * less what needs registers that are not kept for anybody (Intel SDM volume 1, section 13.5).
 */
#include <linux/array_size.h>
#include <linux/cache.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/string.h>
#include <asm/cpufeature.h>
#include <asm/fpu/api.h>
#include <rumproast/x86/cpu.h>

enum { EAX, EBX, ECX, EDX };

struct cpuinfo_x86 boot_cpu_data __ro_after_init;
EXPORT_SYMBOL(boot_cpu_data);

/* Words of capabilities that are an output of CPUID. */
static const struct word {
	u8 number, output;
	u32 leaf, subleaf;
} words[] __initconst = {
	{ 0, EDX, 1, 0 },	   { 1, EDX, 0x80000001, 0 }, { 4, ECX, 1, 0 },
	{ 6, ECX, 0x80000001, 0 }, { 9, EBX, 7, 0 },	      { 10, EAX, 0xd, 1 },
	{ 12, EAX, 7, 1 },	   { 16, ECX, 7, 0 },	      { 18, EDX, 7, 0 },
};

static const u16 need_avx[] __initconst = {
	X86_FEATURE_AVX,  X86_FEATURE_AVX2, X86_FEATURE_FMA,	    X86_FEATURE_F16C,
	X86_FEATURE_FMA4, X86_FEATURE_XOP,  X86_FEATURE_VAES,	    X86_FEATURE_VPCLMULQDQ,
	X86_FEATURE_AVX_VNNI, X86_FEATURE_AVX_IFMA,
};

static const u16 need_avx512[] __initconst = {
	X86_FEATURE_AVX512F,	      X86_FEATURE_AVX512DQ,	   X86_FEATURE_AVX512IFMA,
	X86_FEATURE_AVX512PF,	      X86_FEATURE_AVX512ER,	   X86_FEATURE_AVX512CD,
	X86_FEATURE_AVX512BW,	      X86_FEATURE_AVX512VL,	   X86_FEATURE_AVX512_BF16,
	X86_FEATURE_AVX512VBMI,	      X86_FEATURE_AVX512_VBMI2,	   X86_FEATURE_AVX512_VNNI,
	X86_FEATURE_AVX512_BITALG,    X86_FEATURE_AVX512_VPOPCNTDQ, X86_FEATURE_AVX512_4VNNIW,
	X86_FEATURE_AVX512_4FMAPS,    X86_FEATURE_AVX512_VP2INTERSECT,
	X86_FEATURE_AVX512_FP16,
};

static const struct {
	char name[12];
	u8 number;
} vendors[] __initconst = {
	{ "GenuineIntel", X86_VENDOR_INTEL },
	{ "AuthenticAMD", X86_VENDOR_AMD },
	{ "HygonGenuine", X86_VENDOR_HYGON },
	{ "CentaurHauls", X86_VENDOR_CENTAUR },
	{ "  Shanghai  ", X86_VENDOR_ZHAOXIN },
};

static void __init read_words(void)
{
	unsigned int highest[4], out[4];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		hyper_cpuid(words[i].leaf & 0x80000000, 0, highest);
		if (highest[EAX] < words[i].leaf)
			continue;
		hyper_cpuid(words[i].leaf, words[i].subleaf, out);
		boot_cpu_data.x86_capability[words[i].number] = out[words[i].output];
	}
}

static void __init leave_out(const u16 *features, size_t count)
{
	while (count--)
		boot_cpu_data.x86_capability[features[count] / 32] &=
			~(1U << features[count] % 32);
}

static void __init read_vendor(void)
{
	unsigned int out[4], i;
	u32 name[3];

	hyper_cpuid(0, 0, out);
	name[0] = out[EBX];
	name[1] = out[EDX];
	name[2] = out[ECX];
	boot_cpu_data.x86_vendor = X86_VENDOR_UNKNOWN;
	for (i = 0; i < ARRAY_SIZE(vendors); i++)
		if (!memcmp(vendors[i].name, name, sizeof(name)))
			boot_cpu_data.x86_vendor = vendors[i].number;
}

/* Family and model join their extended parts where these count. */
static void __init read_model(void)
{
	unsigned int out[4], family;

	hyper_cpuid(1, 0, out);
	family = out[EAX] >> 8 & 0xf;
	boot_cpu_data.x86_model = out[EAX] >> 4 & 0xf;
	if (family == 0xf || family == 6)
		boot_cpu_data.x86_model |= out[EAX] >> 12 & 0xf0;
	boot_cpu_data.x86 = family == 0xf ? family + (out[EAX] >> 20 & 0xff) : family;
	boot_cpu_data.x86_stepping = out[EAX] & 0xf;
}

static int __init features_init(void)
{
	read_words();
	read_vendor();
	read_model();
	if (!cpu_has_xfeatures(XFEATURE_MASK_SSE | XFEATURE_MASK_YMM, NULL))
		leave_out(need_avx, ARRAY_SIZE(need_avx));
	if (!cpu_has_xfeatures(XFEATURE_MASK_AVX512 | XFEATURE_MASK_YMM, NULL))
		leave_out(need_avx512, ARRAY_SIZE(need_avx512));
	return 0;
}
pure_initcall(features_init);
