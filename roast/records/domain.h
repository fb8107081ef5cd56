/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Domains that roast knows: what is kept of each, and how it is reached while it runs.
 *
 * Each has a directory, named by the first 12 digits of its id (paths of sockets are short), with
 *   spec.json     what it was made with; never changes
 *   state.json    what became of it; replaced as a whole
 *   name          its name; DOMAINS/name:NAME is a link to the directory, which reserves the name
 *   log           what its program wrote, one JSON object a line: {"time", "stream", "text"}, or
 *                 "base64" in place of "text" where that is no UTF-8. An object is what came at
 *                 once, a part of a line or many lines; one after the other, with nothing
 *                 added, they are what the program wrote.
 *   console       what kernel and init wrote, as text
 *   lock          locked (flock) by its monitor while that lives
 *   socket        where the monitor listens
 *   monitor       what the monitor itself has to complain of
 *   kernel, archive, and what the host needs
 * A monitor is a process of roast's that outlives the command: it starts the domain, keeps log
 * and state, serves `roast logs, exec, attach ...` and starts the domain again if it is to be.
 * If the monitor is killed, the lock is free, and whoever looks next puts state.json right.
 *
 * The log gets everything, whoever listens: the program is held up by the disk of the log at most.
 * An attached client that does not keep up misses nothing either, because it reads the rest from
 * the log. When the log's disk is full the program goes on; what is not logged is told once.
 *
 * DOMAINS is BASE/users/UID/domains where root has made BASE/users/UID for this user alone; BASE is
 * $ROAST_STATE, else /var/lib/roast. Without such a folder it is $ROAST_STATE/domains, or
 * $XDG_STATE_HOME/roast/domains. Volumes are beside it. Root sees what is below BASE/users, reads
 * it as the user whose folder it is, and acts on it as that user (owner.h). What is in DOMAINS and
 * belongs to another user is that user's; so an older /var/lib/roast/domains, in which everybody
 * could write, is still looked into.
 */
#ifndef ROAST_DOMAIN_H
#define ROAST_DOMAIN_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "../base/json.h"
#include "../host/host.h"

enum restart { RESTART_NO, RESTART_ON_FAILURE, RESTART_ALWAYS, RESTART_UNLESS_STOPPED };

/* What `roast run` hands to a monitor, besides the host's spec. */
struct order {
	struct spec spec;
	const struct host *host;
	struct json_object *settings; /* the configuration of this run */
	char *image;		      /* what it was made of, for ps */
	char *image_digest;
	enum restart restart;
	long restart_limit;	    /* of on-failure: 0 for no limit */
	bool remove;		    /* --rm */
	bool interactive, terminal; /* -i, -t */
	bool detached;		    /* -d: a domain that does not start is kept, to be looked at */
	uint16_t rows, columns;	    /* of the terminal, at the first start; 0: not known */
	char *manifest;		    /* JSON text of the image's roast.json */
};

/* The directory that all domains' directories are in (made); volumes' likewise. */
const char *domains_directory(void);
const char *volumes_directory(void); /* volume/volume.h says what is in it */

/* A new id and, without a name, a new name; reserves both. Fails with STATUS_IN_USE. */
void domain_reserve(struct spec *spec, const char *name);
/* Takes a reservation back, for a run that failed before its monitor. */
void domain_release(struct spec *spec);

/*
 * Writes spec.json and starts the monitor. Returns when the program has been started; else fails
 * with one line: the host's, the domain's own last words, or why its program cannot be started
 * (with the domain's status of rumproast/exit.h). Nothing is left then of a domain that was new,
 * unless it is detached.
 */
void domain_start(struct order *order);

/* ---- what is kept */

enum domain_state { DOMAIN_CREATED, DOMAIN_RUNNING, DOMAIN_EXITED, DOMAIN_DEAD };

struct domain {
	char *id, *name, *directory;
	struct json_object *spec, *state; /* the files' */
	enum domain_state status;	  /* as it is: a dead monitor has been noticed */
	uid_t owner;
};

/*
 * To act on the domain of this name, id, or beginning of an id that only one has; root may say
 * USER/NAME. Fails with STATUS_NOT_FOUND.
 *
 * For another user's domain root acts in a process that has become that user: there the domain is
 * returned, and domain_leave() ends the process. In root's own process this waits for that end and
 * returns null; it ends with the same status if that is not 0.
 */
struct domain *domain_take(const char *name);
/* Frees it. In a process that acts for its owner, the end, with this status. */
void domain_leave(struct domain *domain, int status);
/* The same to look at what is kept, in this process; nothing is to be done to it but questions. */
struct domain *domain_look(const char *name);
/* The console's file, open for reading; -1 with errno. */
int domain_console(const struct domain *domain);
/* Whether this process acts for another user than who called it. */
bool domain_is_anothers(void);

/*
 * All that this user may see, the newest first; null at the end. What cannot be read is one line,
 * once. Where a name is not another's alone, root sees it as USER/NAME.
 */
struct domain **domain_list(void);
void domain_free(struct domain *domain);

/* ---- a running one; each fails with STATUS_FAILED if it does not run */

struct attachment {
	bool input;	 /* pass standard input on */
	bool output;	 /* pass the program's output on */
	bool terminal;	 /* this process's terminal is raw meanwhile, its size is passed on */
	bool signals;	 /* Ctrl-C is SIGTERM, twice destroys; SIGTERM, SIGHUP, SIGQUIT alike */
	bool from_start; /* output from its beginning, not from now */
	const char *detach_keys; /* default "ctrl-p,ctrl-q" */
};

/* Until the program ends, not to be started again: its status. -1: detached. */
int domain_attach(struct domain *domain, const struct attachment *attachment);
/*
 * request: {"argv", "env", "workdir", "user"}; the command's status. attachment null: returns
 * when it has been started.
 */
int domain_exec(struct domain *domain, struct json_object *request,
		const struct attachment *attachment);
void domain_signal(struct domain *domain, int signal); /* to the program */
/*
 * Asks the domain to end; after so many seconds the program gets SIGKILL, and ten seconds later
 * the domain is destroyed. -1: the configuration's time. Returns when it is over.
 */
void domain_stop(struct domain *domain, int seconds);
/* Takes it away at once, also one whose monitor was killed. */
void domain_destroy(struct domain *domain);
/* Stops it if it runs, and starts it as it was started before. */
void domain_restart(struct domain *domain, int seconds);
/* The status; of one that has ended, too. *why: the line of its end, the caller's, or null. */
int domain_wait(struct domain *domain, char **why);
/* Of one that has ended, why; null if it ended as it should, or runs. */
const char *domain_reason(const struct domain *domain);
/* "host" as struct usage has it, "guest" as FRAME_REPORT; null members if it is not known. */
struct json_object *domain_statistics(struct domain *domain);
/* Of one that does not run: takes its directory away. */
void domain_remove(struct domain *domain);
/* Fails with STATUS_IN_USE if the name is taken. */
void domain_rename(struct domain *domain, const char *name);

#endif
