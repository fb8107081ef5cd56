// SPDX-License-Identifier: GPL-2.0
/* Directories with the plan of a host, an xl file or a shell script, and what it starts. */
#include <stdlib.h>
#include <string.h>

#include "../base/report.h"
#include "export.h"

/* The plan of a domain whose parts are where the output will be. */
static char *plan(struct export_order *order, const struct host *host, const char *folder)
{
	char *kernel = order->spec.kernel, *archive = order->spec.archive;
	char *text;

	order->spec.kernel = text_format("%skernel", folder);
	order->spec.archive = text_format("%sarchive", folder);
	text = host->plan(&order->spec);
	free(order->spec.kernel);
	free(order->spec.archive);
	order->spec.kernel = kernel;
	order->spec.archive = archive;
	return text;
}

void export_xl(struct export_order *order, const char *output)
{
	char *folder = text_format("%s/", order->output);
	char *text = plan(order, &host_xen, folder);

	export_copy_parts(order, output);
	export_write_text(order, output, ".cfg", text, 0644);
	note("xl create %s%s.cfg starts it; if the directory is moved, its path is in that file",
	     folder, order->spec.name);
	free(text);
	free(folder);
}

/* The script finds its files wherever its directory is; its arguments are QEMU's. */
void export_qemu(struct export_order *order, const char *output)
{
	char *text = plan(order, &host_qemu, "");
	size_t length = strlen(text);
	char *script;

	while (length && text[length - 1] == '\n')
		text[--length] = '\0';
	script = text_format("#!/bin/sh\n"
			     "cd \"$(dirname \"$0\")\" || exit 1\n"
			     "exec %s \"$@\"\n",
			     text);
	export_copy_parts(order, output);
	export_write_text(order, output, ".sh", script, 0755);
	note("%s/%s.sh starts it", order->output, order->spec.name);
	free(script);
	free(text);
}
