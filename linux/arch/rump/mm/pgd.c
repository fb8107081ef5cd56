// SPDX-License-Identifier: GPL-2.0
/* Roots: the lower half a program's own, the upper half everybody's. */
#include <linux/mm.h>
#include <asm/pgalloc.h>

pgd_t *pgd_alloc(struct mm_struct *mm)
{
	pgd_t *pgd = (pgd_t *)__get_free_page(GFP_PGTABLE_USER);

	if (!pgd)
		return NULL;
	memcpy(pgd + KERNEL_PGD_FIRST, swapper_pg_dir + KERNEL_PGD_FIRST,
	       (PTRS_PER_PGD - KERNEL_PGD_FIRST) * sizeof(*pgd));
	return pgd;
}

void pgd_free(struct mm_struct *mm, pgd_t *pgd)
{
	free_page((unsigned long)pgd);
}
