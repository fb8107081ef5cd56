// SPDX-License-Identifier: GPL-2.0
/*
 * Which code computes lost disks of a RAID 6. lib/raid6 looks for vector code on x86 only; it
 * has chosen its plain C when this runs, and no array has been started yet.
 */
#include <linux/init.h>
#include <linux/printk.h>
#include <linux/raid/pq.h>

static const struct raid6_recov_calls *const candidates[] __initconst = {
#ifdef CONFIG_AS_AVX512
	&raid6_recov_avx512,
#endif
	&raid6_recov_avx2,
	&raid6_recov_ssse3,
};

static int __init choose_recovery(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(candidates); i++) {
		if (!candidates[i]->valid())
			continue;
		raid6_2data_recov = candidates[i]->data2;
		raid6_datap_recov = candidates[i]->datap;
		pr_info("raid6: using %s recovery algorithm instead\n", candidates[i]->name);
		break;
	}
	return 0;
}
subsys_initcall_sync(choose_recovery);
