/* SPDX-License-Identifier: GPL-2.0 */
/* What the domain uses, as it sees it itself. */
#ifndef INIT_STATISTICS_H
#define INIT_STATISTICS_H

/* Answers the host's FRAME_STATISTICS: FRAME_REPORT, and an empty one. */
void statistics_send(void);

#endif
