/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_RUMP_PCI_H
#define _ASM_RUMP_PCI_H

/* Bus numbers and resources that firmware assigned stay; what it left out is assigned here. */
#define pcibios_assign_all_busses() 0

#include <asm-generic/pci.h>

#endif
