/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of roast/records share: names of files, locks, the words of state.json.
 *
 * Functions here fail as those of domain.h do, unless they say otherwise.
 */
#ifndef ROAST_RECORDS_PRIVATE_H
#define ROAST_RECORDS_PRIVATE_H

#include <stdint.h>

#include "domain.h"

#define SHORT_ID 12 /* digits that name a directory */
#define NAME_LINK "name:"

/* directory/name; the caller's. */
char *domain_file(const char *directory, const char *name);
/* Replaces a file of a domain's; -1 with errno if it cannot be done. */
int domain_file_write(const char *directory, const char *name, const char *text);
/* A file of a domain's: flags as of open(2); what is no regular file of its owner's is EINVAL. */
int domain_file_open(const char *directory, const char *name, int flags);
/* All of a small one; null with errno. The caller's. */
#define DOMAIN_FILE_MAX (16u << 20)
char *domain_file_read(const char *directory, const char *name);
/* The folder with a folder for each user, named by his number; the caller's. */
char *users_directory(void);
/* Where an older roast kept everybody's domains; null if that is not there. */
const char *older_directory(void);

/*
 * The domain in place/directory_name; null if there is none. *why, the caller's, says then why it
 * cannot be used; null if it is only not there yet. Does not fail for what is in its files.
 */
struct domain *domain_open(const char *place, const char *directory_name, char **why);
bool is_domain_directory(const char *name);

/*
 * The lock of a domain (flock). lock_take() waits up to so many milliseconds; -1 if somebody has
 * it then. lock_is_free() takes it for a moment, shared.
 */
int lock_take(const char *directory, int milliseconds);
bool lock_is_free(const char *directory);
/* As lock_take() without a wait; -1 also if there can be no lock. */
int lock_try(const char *directory);
/* The one that domain_reserve() took for this directory, or -1; it is the caller's then. */
int lock_of_reservation(const char *directory);

/* Makes the link that reserves a name; false if it is taken. */
bool name_reserve(const char *name, const char *directory_name);
void name_release(const char *name, const char *directory_name);
/* What a name leads to in a place, "0123456789ab"; null if there is none. The caller's. */
char *name_lookup(const char *place, const char *name);
bool name_is_good(const char *name);
void name_check(const char *name);

/* spec.json from an order, and back. */
struct json_object *order_to_json(const struct order *order);
struct json_object *ports_to_json(const struct spec *spec);
struct order *order_from_json(struct json_object *object, const char *directory);

/* A process that may be gone: its number and when it started, in the kernel's clock ticks. */
uint64_t process_start_time(pid_t pid); /* 0: there is none */
/* A name for the time since this machine was started; numbers mean nothing beyond it. */
const char *machine_boot(void);

/* Of state.json: how to reach what a killed monitor has left; false if that is gone. */
bool orphan_of(struct json_object *state, struct running *running);
/* Takes it away, and waits until it is. */
void orphan_destroy(struct domain *domain);

/* Takes the directory and the names away; lock is closed. Does not fail. */
void domain_erase(const char *directory, int lock);

/* "2026-11-23T03:00:00.123456789Z" */
#define TIME_SIZE 40
void time_text(char *text);
int64_t milliseconds_now(void); /* of a clock that is never set */

/*
 * The code of domain_start() that runs in the monitor; does not return. To parent, the writing end
 * of a pipe, goes what became of the start: u8 status, u16 length of the text that follows. As
 * long as its reading end is open the monitor stays, for who started the domain may want to
 * attach himself. first: the domain is new, and nothing is left of it if it does not start, unless
 * it is detached. Before the last message there may be notes, whose status is PARENT_NOTE.
 */
#define PARENT_MESSAGE_MAX 4096
#define PARENT_NOTE 255
void monitor_run(struct order *order, int lock, int parent, bool first) __attribute__((noreturn));

#endif
