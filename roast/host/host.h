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

struct port {
	char *address; /* of this machine; null: all */
	int host;      /* 1..65535; 0: any free one, filled in when it is known */
	int domain;    /* 1..65535 */
	bool udp;
};

enum volume_kind {
	VOLUME_DIRECTORY, /* shared: 9P */
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
	char *bridge;	    /* Xen: or null for xl's own default */
	bool kvm;	    /* QEMU: filled in by host_choose() */
	struct texts extra; /* --host-option: words for QEMU, lines for xl, as they are */
};

/* A domain that has been started. */
struct running {
	pid_t pid;   /* a child whose end is the domain's: QEMU, Firecracker, `xl create -F` */
	int control; /* byte stream with frames (control/frame.h), nonblocking */
	int console; /* lines of the kernel and the first program, nonblocking; -1: they come
			    * by control as well */
	char *qmp;   /* how the host finds it again: the path of QEMU's monitor socket, or of
		      * Firecracker's API; on Xen the UUID, for numbers are given again */
	int domid;   /* Xen's number; -1 elsewhere */
	/*
	 * Whose end leaves the domain waiting for ever, no child of this process: on Xen the QEMU
	 * that shares its directories; 0: none.
	 */
	pid_t server;
	enum status failure; /* why start() said false, for the exit status of roast */
};

struct usage {
	uint64_t memory; /* bytes the host gives the domain */
	uint64_t cpu_ns;
	uint64_t received, sent; /* bytes by network, as the domain sees it; UINT64_MAX: unknown */
	uint64_t read, written;	 /* bytes of disks */
};

struct host {
	const char *name; /* "xen", "qemu", "firecracker" */
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
	/* The host forwards ports (QEMU), or roast has to (Xen), to the domain's address. */
	bool forwards_ports;
};

extern const struct host host_xen, host_qemu, host_firecracker;

/*
 * The host that --on names, or null: a dom0's Xen, else QEMU with KVM, else QEMU emulating. Sets
 * spec->kvm. Fails with STATUS_TOOL and what to install.
 */
const struct host *host_choose(const char *on, struct spec *spec);
const struct host *host_named(const char *name); /* null if there is none */

#endif
