// SPDX-License-Identifier: GPL-2.0
/* Images from registries and to them, by skopeo. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/child.h"
#include "../base/files.h"
#include "../base/report.h"
#include "private.h"

#define TAG "image"

/* What skopeo calls "transports"; without one it is a registry's. */
static bool has_transport(const char *reference)
{
	static const char *const transports[] = {
		"docker://", "docker-archive:",	    "docker-daemon:", "oci:", "oci-archive:",
		"dir:",	     "containers-storage:", "sif:",
	};

	for (size_t i = 0; i < sizeof(transports) / sizeof(transports[0]); i++)
		if (text_begins(reference, transports[i]))
			return true;
	return false;
}

static char *with_transport(const char *reference)
{
	return has_transport(reference) ? text_copy(reference)
					: text_format("docker://%s", reference);
}

/* Of 'time="..." level=fatal msg="..."' the message. */
static const char *message_of(char *complaint)
{
	static const char mark[] = "msg=\"";
	char *message = strstr(complaint, mark);
	size_t length;

	if (!message)
		return complaint;
	message += strlen(mark);
	length = strlen(message);
	if (length && message[length - 1] == '"')
		message[length - 1] = '\0';
	return message;
}

static enum status status_of(const char *message)
{
	if (strstr(message, "manifest unknown") || strstr(message, "no such file") ||
	    strstr(message, "not found") || strstr(message, "name unknown"))
		return STATUS_NOT_FOUND;
	if (strstr(message, "no space left"))
		return STATUS_RESOURCES;
	return STATUS_FAILED;
}

/* A registry on this very machine needs no certificate, as docker has it. */
static bool is_local(const char *reference)
{
	static const char scheme[] = "docker://";
	struct in_addr address;
	char host[64];
	size_t length;

	if (!text_begins(reference, scheme))
		return false;
	reference += strlen(scheme);
	length = strcspn(reference, ":/");
	/* Without a port or a path behind it the word is an image's name. */
	if (length >= sizeof(host) || !reference[length])
		return false;
	memcpy(host, reference, length);
	host[length] = '\0';
	/* A name that begins with 127 is anybody's. */
	return strcmp(host, "localhost") == 0 ||
	       (inet_pton(AF_INET, host, &address) == 1 && ntohl(address.s_addr) >> 24 == 127);
}

/*
 * Which images are taken, and whose signatures they need, is containers-policy.json(5)'s to say:
 * ROAST_POLICY's, else the user's or the machine's, as skopeo has it. A machine without one takes
 * everything, as with Debian's. What is pushed is roast's own.
 */
static void add_policy(struct texts *argv, bool is_pulled)
{
	const char *policy = getenv("ROAST_POLICY"), *home = getenv("HOME");
	char *own = text_format("%s/.config/containers/policy.json", home ? home : "");

	if (is_pulled && policy && *policy) {
		if (!file_is_regular(policy))
			fail(STATUS_USAGE, "ROAST_POLICY: %s is no file", policy);
		texts_add(argv, "--policy");
		texts_add(argv, policy);
	} else if (!is_pulled ||
		   (!file_exists(own) && !file_exists("/etc/containers/policy.json"))) {
		texts_add(argv, "--insecure-policy");
	}
	free(own);
}

/* doing: "pull", "push"; told: what the person named. */
static void copy(const char *from, const char *to, const char *doing, const char *told)
{
	char *what = text_format("%sing %s", doing, told);
	struct texts argv = { 0 };
	char *output, *complaint;

	child_need("skopeo", "skopeo");
	texts_split(&argv, "skopeo copy --quiet --override-os linux --override-arch amd64", " ");
	add_policy(&argv, strcmp(doing, "pull") == 0);
	if (is_local(from))
		texts_add(&argv, "--src-tls-verify=false");
	if (is_local(to))
		texts_add(&argv, "--dest-tls-verify=false");
	texts_add(&argv, from);
	texts_add(&argv, to);
	progress_begin(what, 0, true);
	if (child_run(&argv, &output, &complaint) != 0) {
		const char *message = message_of(complaint);

		fail(status_of(message), "cannot %s %s: %s", doing, told, message);
	}
	progress_end();
	free(output);
	free(complaint);
	free(what);
	texts_free(&argv);
}

struct bundle *bundle_pull(const char *reference, const struct bundle_options *bundle_options)
{
	char *directory = text_format("%s/pulled", temporary_directory());
	char *from = with_transport(reference);
	char *to = text_format("oci:%s:" TAG, directory);
	struct source_options options = { 0 };
	struct bundle *bundle;

	copy(from, to, "pull", reference);
	bundle = bundle_read_oci(directory, TAG);
	if (!bundle) {
		struct image *image = source_open(to, &options);

		free(image->reference);
		image->reference = text_copy(reference);
		bundle = bundle_build(image, bundle_options);
		image_free(image);
	}
	free(to);
	free(from);
	free(directory);
	return bundle;
}

void bundle_push(const struct bundle *bundle, const char *reference)
{
	char *directory = text_format("%s/pushed", temporary_directory());
	char *from = text_format("oci:%s:" TAG, directory);
	char *to = with_transport(reference);

	bundle_write_oci(bundle, directory, TAG);
	copy(from, to, "push", reference);
	free(to);
	free(from);
	free(directory);
}
