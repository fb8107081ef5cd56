/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Files that QEMU's fw_cfg device holds (docs/specs/fw_cfg.rst of QEMU), by its I/O ports.
 *
 * Linux' driver of this device is not there for this architecture, but a program here may use
 * I/O ports. Elsewhere, and where there is no such device, nothing is found.
 */
#ifndef INIT_FW_CFG_H
#define INIT_FW_CFG_H

#include <stdbool.h>
#include <stddef.h>

/* Whether there is the device, and this program may use it. */
bool fw_cfg_exists(void);

/*
 * The file called name, of at most most bytes, with a terminating zero, to be freed by the
 * caller. Null with errno: ENOENT if there is no such file, EFBIG if it is larger, ENODEV if
 * there is no device.
 */
char *fw_cfg_read(const char *name, size_t most, size_t *size);

#endif
