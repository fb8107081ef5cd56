/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The types of devices. Each function makes one, or ends through fail(): with
 * RUMPROAST_EXIT_DEVICE if a disk does not appear, RUMPROAST_EXIT_KEY if there is no key or it
 * does not fit, else with RUMPROAST_EXIT_STORAGE.
 */
#ifndef INIT_DEVICE_TYPES_H
#define INIT_DEVICE_TYPES_H

struct device;

/* /dev/md/NAME, an array. */
void raid_make(struct device *device);

/* /dev/mapper/NAME: decrypted, with or without a header that says how. */
void luks_make(struct device *device);
void plain_make(struct device *device);

/* /dev/mapper/NAME: reading it tells whether a disk still holds what was written. */
void integrity_make(struct device *device);
void verity_make(struct device *device);

/* /dev/GROUP/VOLUME for each volume of a group. */
void lvm_make(struct device *device);

#endif
