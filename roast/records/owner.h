/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Acting for the owner of a domain: root reads, writes, starts and signals nothing of another
 * user's with its own rights, but in a process that has become that user for good.
 */
#ifndef ROAST_RECORDS_OWNER_H
#define ROAST_RECORDS_OWNER_H

#include <stdbool.h>
#include <sys/types.h>

struct json_object;

/*
 * What ask(argument) returns, called as this user; of another user in a process of its own, which
 * has OWNER_ANSWER_MS for at most OWNER_ANSWER_MAX bytes. Null with *why, the caller's, if no
 * answer came. The answer of another user's is what that user wishes: texts in it are printable.
 */
#define OWNER_ANSWER_MS 20000
#define OWNER_ANSWER_MAX (64u << 20)
struct json_object *owner_ask(uid_t owner, struct json_object *(*ask)(void *argument),
			      void *argument, char **why);

/*
 * Goes on as the owner of the domain place/id, in a child. In the child it returns true; the parent
 * waits for the child's end, then it returns false, or ends with the child's status if that is not
 * 0. To the child, owner_place() is the directory of domains, and owner_id() the only domain.
 */
bool owner_enter(uid_t owner, const char *place, const char *id);
const char *owner_place(void); /* null: this process has not been entered */
const char *owner_id(void);
/* The end of what owner_enter() began; nothing where it was not called. */
void owner_leave(int status);

/* "alice", or the number of who has no name; the caller's. */
char *owner_name(uid_t owner);

#endif
