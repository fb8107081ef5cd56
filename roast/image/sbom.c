// SPDX-License-Identifier: GPL-2.0
/*
 * What an image consists of, as SPDX 2.3 in JSON (spdx.github.io/spdx-spec/v2.3).
 *
 * The same image gives the same text: the time of creation is SOURCE_DATE_EPOCH's, or 1970's.
 */
#include <ctype.h>
#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "../base/report.h"
#include "private.h"

#define IMAGE_ID "SPDXRef-Image"
#define KERNEL_PACKAGE "linux-source-6.12"

static char *creation_time(void)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	char *end = NULL;
	char text[64];
	struct tm parts;
	time_t seconds = 0;

	if (epoch && *epoch) {
		errno = 0;
		seconds = (time_t)strtoll(epoch, &end, 10);
		if (errno || *end || seconds < 0)
			fail(STATUS_USAGE, "SOURCE_DATE_EPOCH=%s is no number of seconds", epoch);
	}
	gmtime_r(&seconds, &parts);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &parts);
	return text_copy(text);
}

/* Package URLs and identifiers have few characters. */
static char *percent_encoded(const char *text)
{
	char *result = allocate(3 * strlen(text) + 1, 1);
	char *to = result;

	for (; *text; text++)
		if (isalnum((unsigned char)*text) || strchr("-._~", *text))
			*to++ = *text;
		else
			to += sprintf(to, "%%%02X", (unsigned char)*text);
	return result;
}

static char *identifier(const char *kind, size_t number, const char *name)
{
	char *text = text_format("SPDXRef-%s-%zu-%s", kind, number, name);

	for (char *c = text; *c; c++)
		if (!isalnum((unsigned char)*c) && *c != '-' && *c != '.')
			*c = '.';
	return text;
}

/* ---- packages */

static struct json_object *package(const char *id, const char *name, const char *version)
{
	struct json_object *object = json_object_new_object();

	json_put_text(object, "SPDXID", id);
	json_put_text(object, "name", name);
	json_put_text(object, "versionInfo", version);
	json_put_text(object, "downloadLocation", "NOASSERTION");
	json_put_boolean(object, "filesAnalyzed", false);
	json_put_text(object, "licenseConcluded", "NOASSERTION");
	json_put_text(object, "licenseDeclared", "NOASSERTION");
	json_put_text(object, "copyrightText", "NOASSERTION");
	return object;
}

static void add_purl(struct json_object *object, const char *name, const char *version,
		     const char *architecture)
{
	struct json_object *array = json_object_new_array();
	struct json_object *reference = json_object_new_object();
	char *coded_name = percent_encoded(name), *coded = percent_encoded(version);
	char *purl = text_format("pkg:deb/debian/%s@%s?arch=%s", coded_name, coded, architecture);

	json_put_text(reference, "referenceCategory", "PACKAGE-MANAGER");
	json_put_text(reference, "referenceType", "purl");
	json_put_text(reference, "referenceLocator", purl);
	json_object_array_add(array, reference);
	json_put(object, "externalRefs", array);
	json_put_text(object, "supplier", "Organization: Debian");
	free(coded_name);
	free(coded);
	free(purl);
}

static void add_checksum(struct json_object *object, const char *algorithm, const char *value)
{
	struct json_object *array = json_get(object, "checksums");
	struct json_object *checksum = json_object_new_object();

	if (!array) {
		array = json_object_new_array();
		json_put(object, "checksums", array);
	}
	json_put_text(checksum, "algorithm", algorithm);
	json_put_text(checksum, "checksumValue", value);
	json_object_array_add(array, checksum);
}

struct document {
	struct json_object *packages, *files, *relationships;
};

static void relate(struct document *document, const char *from, const char *how, const char *to)
{
	struct json_object *object = json_object_new_object();

	json_put_text(object, "spdxElementId", from);
	json_put_text(object, "relationshipType", how);
	json_put_text(object, "relatedSpdxElement", to);
	json_object_array_add(document->relationships, object);
}

static void add_debian_package(struct document *document, struct json_object *from, size_t number)
{
	const char *name = json_get_text(from, "name");
	const char *version = json_get_text(from, "version");
	const char *architecture = json_get_text(from, "architecture");
	const char *source = json_get_text(from, "source");
	char *id = identifier("Package", number, name ? name : "unnamed");
	struct json_object *object = package(id, name ? name : "unnamed", version);

	if (name && version)
		add_purl(object, name, version, architecture ? architecture : "amd64");
	if (source) {
		char *text = text_format("built from Debian's source package %s", source);

		json_put_text(object, "sourceInfo", text);
		free(text);
	}
	json_object_array_add(document->packages, object);
	relate(document, IMAGE_ID, "CONTAINS", id);
	free(id);
}

static void add_debian_packages(struct document *document, const struct bundle *bundle)
{
	struct json_object *packages = json_get(bundle->manifest, "packages");

	for (size_t i = 0; i < json_count(packages); i++)
		add_debian_package(document, json_item(packages, i), i);
}

/* The kernel is compiled from Debian's package; its own version is known in any case. */
static void add_kernel(struct document *document, const struct bundle *bundle)
{
	const char *told = json_get_text(bundle->manifest, "kernel.package");
	const char *blank = told ? strchr(told, ' ') : NULL;
	const char *version = blank ? blank + 1 : json_get_text(bundle->manifest, "kernel.linux");
	struct json_object *object = package("SPDXRef-Linux", KERNEL_PACKAGE, version);

	if (blank)
		add_purl(object, KERNEL_PACKAGE, version, "all");
	json_put_text(object, "licenseDeclared", "GPL-2.0-only");
	json_put_text(object, "summary", "what the kernel was compiled from");
	json_object_array_add(document->packages, object);
	relate(document, IMAGE_ID, "GENERATED_FROM", "SPDXRef-Linux");
}

static void add_rumproast(struct document *document, const struct bundle *bundle)
{
	struct json_object *object =
		package("SPDXRef-Rumproast", "rumproast", json_get_text(bundle->manifest, "roast"));

	json_put_text(object, "licenseDeclared", "GPL-2.0-only");
	json_put_text(object, "summary", "the kernel's architecture and hosts, and init");
	json_object_array_add(document->packages, object);
	relate(document, IMAGE_ID, "CONTAINS", "SPDXRef-Rumproast");
}

/* ---- files */

/* The specification's: the SHA-1 of all files' SHA-1, sorted, in one text. */
static char *verification_code(const struct entries *entries)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int length = 0;
	struct texts sums = { 0 };
	char *text, *code;

	for (size_t i = 0; i < entries->count; i++)
		if (entries->entries[i].sha1)
			texts_add(&sums, entries->entries[i].sha1);
	texts_sort(&sums);
	text = texts_join(&sums, "");
	EVP_Digest(text, strlen(text), digest, &length, EVP_sha1(), NULL);
	code = allocate(2 * length + 1, 1);
	for (unsigned int i = 0; i < length; i++)
		snprintf(code + 2 * i, 3, "%02x", digest[i]);
	free(text);
	texts_free(&sums);
	return code;
}

static void add_file(struct document *document, const struct entry *entry, size_t number)
{
	struct json_object *object = json_object_new_object();
	char *id = text_format("SPDXRef-File-%zu", number);
	char *name = text_format(".%s", entry->path);

	json_put_text(object, "SPDXID", id);
	json_put_text(object, "fileName", name);
	add_checksum(object, "SHA1", entry->sha1);
	add_checksum(object, "SHA256", entry->sha256);
	json_put_text(object, "licenseConcluded", "NOASSERTION");
	json_put_text(object, "copyrightText", "NOASSERTION");
	json_object_array_add(document->files, object);
	relate(document, IMAGE_ID, "CONTAINS", id);
	free(name);
	free(id);
}

static void add_files(struct document *document, const struct bundle *bundle,
		      struct json_object *image)
{
	struct entries entries = archive_entries(bundle->archive, true);
	char *code = verification_code(&entries);

	json_put_boolean(image, "filesAnalyzed", true);
	json_put_text(image, "packageVerificationCode.packageVerificationCodeValue", code);
	for (size_t i = 0; i < entries.count; i++)
		if (entries.entries[i].sha1)
			add_file(document, &entries.entries[i], i);
	entries_free(&entries);
	free(code);
}

/* ---- the document */

static struct json_object *image_package(const struct bundle *bundle)
{
	struct json_object *object =
		package(IMAGE_ID, json_get_text(bundle->manifest, "name"), bundle->digest);
	const char *kernel = json_get_text(bundle->manifest, "kernel.digest");
	const char *archive = json_get_text(bundle->manifest, "archive.digest");
	char *comment = text_format("kernel sha256:%s, archive sha256:%s", kernel, archive);

	json_put_text(object, "primaryPackagePurpose", "OPERATING-SYSTEM");
	json_put_text(object, "comment", comment);
	free(comment);
	return object;
}

static void describe_document(struct json_object *object, const struct bundle *bundle)
{
	const char *name = json_get_text(bundle->manifest, "name");
	char *coded = percent_encoded(name ? name : "image");
	char *space = text_format("https://spdx.org/spdxdocs/%s-%s", coded, bundle->digest);
	struct json_object *creators = json_object_new_array();
	char *created = creation_time();

	json_put_text(object, "spdxVersion", "SPDX-2.3");
	json_put_text(object, "dataLicense", "CC0-1.0");
	json_put_text(object, "SPDXID", "SPDXRef-DOCUMENT");
	json_put_text(object, "name", name ? name : "image");
	json_put_text(object, "documentNamespace", space);
	json_put_text(object, "creationInfo.created", created);
	json_object_array_add(creators, json_object_new_string("Tool: roast-" ROAST_VERSION));
	json_put(object, "creationInfo.creators", creators);
	free(created);
	free(space);
	free(coded);
}

char *sbom_text(const struct bundle *bundle, bool files)
{
	struct json_object *object = json_object_new_object();
	struct json_object *image = image_package(bundle);
	struct document document = {
		.packages = json_object_new_array(),
		.files = json_object_new_array(),
		.relationships = json_object_new_array(),
	};
	char *text;

	describe_document(object, bundle);
	json_object_array_add(document.packages, image);
	relate(&document, "SPDXRef-DOCUMENT", "DESCRIBES", IMAGE_ID);
	add_kernel(&document, bundle);
	add_rumproast(&document, bundle);
	add_debian_packages(&document, bundle);
	if (files)
		add_files(&document, bundle, image);
	json_put(object, "packages", document.packages);
	if (files)
		json_put(object, "files", document.files);
	else
		json_object_put(document.files);
	json_put(object, "relationships", document.relationships);
	text = json_to_text(object);
	json_object_put(object);
	return text;
}
