/* SPDX-License-Identifier: GPL-2.0 */
/* The linked guest, as bytes of roast; ROAST_GUEST is its file. */
	.section .rodata, "a"
	.globl roast_guest, roast_guest_size
	.balign 8
roast_guest_size:
	.quad	2f - 1f
roast_guest:
1:	.incbin	ROAST_GUEST
2:
	.section .note.GNU-stack, "", @progbits
