/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The machines under a domain: Xen, QEMU, Firecracker.
 *
 * A plan is text that works by hand: an xl configuration, a QEMU command line. What roast starts
 * is the plan with the doors it needs itself: the control channel, a monitor's socket.
 */
#ifndef ROAST_HOST_H
#define ROAST_HOST_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "../base/json.h"
#include "../base/report.h"
#include "../base/text.h"

struct sockaddr;

struct port {
	char *address; /* of this machine; null: all */
	int host;      /* 1..65535; 0: any free one, filled in when it is known */
	int domain;    /* 1..65535 */
	bool udp;
};

enum volume_kind {
	VOLUME_DIRECTORY, /* shared: 9P */
	VOLUME_FILE,	  /* one file, shared: 9P */
	VOLUME_DISK,	  /* a disk image or block device */
};

struct volume {
	enum volume_kind kind;
	char *source; /* absolute path here */
	char *target; /* absolute path in the domain */
	bool read_only;
	char *format; /* of a disk: "raw", "qcow2"; null: filled in by devices() */
	char *type;   /* file system of a disk; null: whatever it is */
	char *device; /* what the domain calls it: "/dev/vda", "/dev/xvda", 9P tag; filled in by
		       * host_devices() */
};

/* Everything a host needs to know. Owned by whoever made it. */
struct spec {
	char *id; /* 64 hex digits */
	char *name;
	char *directory; /* the domain's own, private; holds what is below */
	char *kernel;	 /* vmlinux */
	char *archive;	 /* of this run */
	char *arguments; /* kernel command line, beyond what the host adds */
	uint64_t memory; /* MB */
	int vcpus;
	struct port *ports;
	size_t port_count;
	struct volume *volumes;
	size_t volume_count;
	bool network;	    /* a network card at all */
	bool host_loopback; /* QEMU: the gateway's address is this machine's loopback address */
	char *bridge;	    /* Xen: or null for xl's own default */
	/* QEMU, as --accel says: "kvm", "tcg" (emulation); null: KVM where it works. */
	char *accelerator;
	bool kvm;	    /* QEMU: filled in by host_choose() and settle() */
	struct texts extra; /* --host-option: words for QEMU, lines for xl, as they are */
	/* Where QEMU and xl run, so that paths in extra are the caller's; null: in directory. */
	char *workplace;
};

/* What a host tells of a machine by itself. */
enum machine {
	MACHINE_RUNS,
	/* Stopped for good: what is left of the domain is to be destroyed. */
	MACHINE_STOPPED, /* its host cannot run it on */
	MACHINE_PANICKED,
	MACHINE_DISK_FULL,   /* a disk's file cannot grow */
	MACHINE_DISK_FAILED, /* a disk's file cannot be read or written */
	/* Ended, or about to. */
	MACHINE_RESET,	   /* it reset itself, as after a triple fault */
	MACHINE_SIGNALLED, /* a signal told the host's process to end */
	MACHINE_SILENT,	   /* nothing came of it in time; for other_way() */
};

/* A domain that has been started. */
struct running {
	pid_t pid;   /* a child whose end is the domain's: QEMU, Firecracker, `xl create -F` */
	int control; /* byte stream with frames (control/frame.h), nonblocking */
	int console; /* lines of the kernel and init, nonblocking; -1: they come
			    * by control as well */
	char *qmp;   /* how the host finds it again: the path of QEMU's monitor socket, or of
		      * Firecracker's API; on Xen the UUID, for numbers are given again */
	int domid;   /* Xen's number; -1 elsewhere */
	/*
	 * Whose end leaves the domain waiting for ever, no child of this process: on Xen the QEMU
	 * that shares its directories, on QEMU the domain's network; 0: none.
	 */
	pid_t server;
	const char *server_task; /* what it did, for the line when it has ended */
	enum status failure;	 /* why start() said false, for the exit status of roast */
	int failed_as;		 /* and how its process ended, as wait(2) has it; 0: it did not */
	int events; /* readable when the host tells something, for look(); -1: it tells nothing */
	struct qemu_events *heard; /* of QEMU: what came there; the monitor's, for free() */
};

/* Of a domain that does not run. */
#define RUNNING_NOTHING                                                                            \
	((struct running){ .control = -1, .console = -1, .events = -1, .domid = -1 })

struct usage {
	uint64_t memory; /* bytes the host gives the domain */
	uint64_t cpu_ns;
	uint64_t received, sent; /* bytes by network, as the domain sees it; UINT64_MAX: unknown */
	uint64_t read, written;	 /* bytes of disks */
};

struct host {
	const char *name;  /* "xen", "qemu", "firecracker" */
	const char *title; /* of what ends when a domain's process does: "QEMU"; null: the name */
	/* Whether this machine has it; if not, *why is one line (not to be freed). */
	bool (*available)(const char **why);
	/* How init shall speak to roast: the value of the configuration's key "control". */
	const char *control;
	/*
	 * Names each volume's device, and settings' mounts are made of that afterwards. Fails if a
	 * volume cannot be had on this host.
	 */
	void (*devices)(struct spec *spec);
	/* The plan, whole, with a newline at its end; the caller's. */
	char *(*plan)(const struct spec *spec);
	/* What --dry-run tells besides: how the plan is used by hand, one line. */
	const char *by_hand;
	/*
	 * Starts the domain; false with one line in *why (the caller's) if it cannot be, and an
	 * exit status in running->failure. Does not end the process: the monitor calls it.
	 * If the caller dies, QEMU and Firecracker get SIGTERM; a domain of Xen goes on.
	 */
	bool (*start)(struct spec *spec, struct running *running, char **why);
	/* Asks the domain to end, as a power button does; and takes it away at once. */
	void (*stop)(const struct running *running);
	void (*destroy)(const struct running *running);
	/* What the host sees of it. False if it is gone. */
	bool (*usage)(const struct spec *spec, const struct running *running, struct usage *usage);
	/*
	 * After running.pid has ended: the domain's status as the host saw it (a shell's way to
	 * count), -1 if it did not see one; *crashed if it was no orderly end. QEMU tells the lower
	 * seven bits only, and 101 for a crash; so what came by control goes before. To be called
	 * once, when nothing more comes by control: it takes away what is left of the domain.
	 */
	int (*status)(const struct spec *spec, const struct running *running, int wait_status,
		      bool *crashed);
	/* "kvm" or "tcg": what runs the domain's instructions. Null: there is no such choice. */
	const char *(*accelerator)(const struct spec *spec);
	/*
	 * Before each start but the first, and when the kernel is known: looks again at what this
	 * machine has, unless the user has chosen. May be null.
	 */
	void (*settle)(struct spec *spec);
	/*
	 * The machine has ended so before its program ran: whether another start, with the spec as
	 * it is changed here, may do better. *why is one line for the user, the caller's. May be
	 * null.
	 */
	bool (*other_way)(struct spec *spec, enum machine machine, int wait_status, char **why);
	/* Reads running->events: what became of the machine. Null where running->events is -1. */
	enum machine (*look)(const struct running *running);
	/*
	 * What the host's program wrote that may tell why the machine or itself ended, on one line,
	 * the caller's; null: nothing. The function may be null.
	 */
	char *(*words)(const struct spec *spec);
	size_t volumes_max; /* how many disks and shares a domain can have */
	/* The host forwards ports (QEMU), or roast has to (Xen), to the domain's address. */
	bool forwards_ports;
	/*
	 * Of a host that does not: whether an address, which the domain says it has, can be the
	 * domain's and not this machine's or another network's; interface gets what leads there,
	 * IF_NAMESIZE bytes. False with one line in *why, the caller's.
	 */
	bool (*reaches)(const struct running *running, const struct sockaddr *address,
			char *interface, char **why);
};

extern const struct host host_xen, host_qemu, host_firecracker;

/*
 * The host that --on names, or null: a dom0's Xen, else QEMU with KVM, else QEMU emulating. Sets
 * spec->kvm as spec->accelerator allows. Fails with STATUS_TOOL and what to install.
 */
const struct host *host_choose(const char *on, struct spec *spec);
const struct host *host_named(const char *name); /* null if there is none */
/* spec->accelerator for what --accel says; another word fails with STATUS_USAGE. */
char *accelerator_take(const char *text);

#endif
