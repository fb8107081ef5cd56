// SPDX-License-Identifier: GPL-2.0
/* What libxl, xenstore's library and xl do. */
#include <libxl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xenstore.h>
#include <xentoollog.h>

#include "../common/process.h"
#include "xen.h"

#define DESTROY_MS 60000

/* What libxl would say besides its answer is nobody's to read. */
static void drop_message(xentoollog_logger *logger, xentoollog_level level, int error,
			 const char *context, const char *format, va_list arguments)
{
	(void)logger;
	(void)level;
	(void)error;
	(void)context;
	(void)format;
	(void)arguments;
}

static void keep_logger(xentoollog_logger *logger)
{
	(void)logger;
}

/* Opened for each call, because roast forks, and a context belongs to the process that made it. */
static libxl_ctx *library_open(void)
{
	static xentoollog_logger silence = { drop_message, NULL, keep_logger };
	libxl_ctx *context;

	return libxl_ctx_alloc(&context, LIBXL_VERSION, 0, &silence) == 0 ? context : NULL;
}

static bool has_uuid(const libxl_dominfo *info, const char *uuid)
{
	libxl_uuid wanted;

	return !uuid || (libxl_uuid_from_string(&wanted, uuid) == 0 &&
			 libxl_uuid_compare(&wanted, &info->uuid) == 0);
}

bool xen_look(int domid, const char *uuid, struct xen_domain *domain)
{
	libxl_ctx *context = library_open();
	libxl_dominfo info;
	bool found;

	if (!context)
		return false;
	libxl_dominfo_init(&info);
	found = libxl_domain_info(context, &info, (uint32_t)domid) == 0 && has_uuid(&info, uuid);
	if (found)
		*domain = (struct xen_domain){
			.memory = info.current_memkb << 10,
			.cpu_ns = info.cpu_time,
			.ended = info.shutdown || info.dying,
			.reason = info.shutdown ? (int)info.shutdown_reason : -1,
		};
	libxl_dominfo_dispose(&info);
	libxl_ctx_free(context);
	return found;
}

bool xen_unpause(int domid)
{
	libxl_ctx *context = library_open();
	bool done;

	if (!context)
		return false;
	done = libxl_domain_unpause(context, (uint32_t)domid, NULL) == 0;
	libxl_ctx_free(context);
	return done;
}

bool xen_shut_down(int domid)
{
	libxl_ctx *context = library_open();
	bool done;

	if (!context)
		return false;
	done = libxl_domain_shutdown(context, (uint32_t)domid, NULL) == 0;
	libxl_ctx_free(context);
	return done;
}

const char *xen_xl(void)
{
	return access("/usr/sbin/xl", X_OK) == 0 ? "/usr/sbin/xl" : "xl";
}

/* libxl would run scripts and wait for them with signals that belong to the caller. */
void xen_destroy(int domid)
{
	struct texts words = { 0 };
	pid_t xl;
	int status;

	texts_add(&words, xen_xl());
	texts_add(&words, "destroy");
	texts_add_format(&words, "%d", domid);
	xl = process_start(&words, "/", "/dev/null", NULL, 0);
	if (xl > 0 && !process_wait(xl, DESTROY_MS, &status))
		process_kill(xl);
	texts_free(&words);
}

/* Takes path. */
static char *store_read(char *path)
{
	struct xs_handle *store = xs_open(0);
	unsigned int length;
	char *value = store ? xs_read(store, XBT_NULL, path, &length) : NULL;

	if (store)
		xs_close(store);
	free(path);
	return value;
}

char *xen_store_read(int domid, const char *node)
{
	return store_read(text_format("/local/domain/%d/%s", domid, node));
}

/* The directory is dom0's: the domain can read it and not write it. */
char *xen_store_read_network(int domid, const char *node)
{
	return store_read(text_format("/local/domain/0/backend/vif/%d/0/%s", domid, node));
}

bool xen_answers(void)
{
	libxl_ctx *context = library_open();

	if (!context)
		return false;
	libxl_ctx_free(context);
	return true;
}
