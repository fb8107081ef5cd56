// SPDX-License-Identifier: GPL-2.0
/* The xenstore client against a server that answers rightly, and against others. */
#include <sys/socket.h>

#include "../../include/rumproast/exit.h"
#include "caught.h"
#include "json.h"
#include "sources.h"
#include "xenstore.h"

struct header {
	uint32_t type, request, transaction, length;
};

enum { DIRECTORY = 1, READ = 2, WRITE = 11, REMOVE = 13, WATCH_EVENT = 15, ERROR = 16 };

/* A store: paths and values, sorted so that a directory comes before what it holds. */
struct node {
	const char *path, *value;
};

static const struct node good[] = {
	{ "vm-data/rumproast", "{\"hostname\": \"early\", \"restart\": \"always\"}" },
	{ "vm-data/rumproast/hostname", "web" },
	{ "vm-data/rumproast/env", "" },
	{ "vm-data/rumproast/env/SECRET", "xyz" },
	{ "vm-data/rumproast/env/EMPTY", "" },
	{ "vm-data/rumproast/net", "" },
	{ "vm-data/rumproast/net/eth0.5", "" },
	{ "vm-data/rumproast/net/eth0.5/addresses", "192.0.2.1/24" },
	{ "vm-data/rumproast/sysctls", "" },
	{ "vm-data/rumproast/sysctls/net.core.somaxconn", "5" },
	{ NULL, NULL },
};
static const struct node empty[] = { { NULL, NULL } };
static const struct node unknown[] = {
	{ "vm-data/rumproast", "" },
	{ "vm-data/rumproast/hostnam", "web" },
	{ NULL, NULL },
};
static const struct node no_object[] = { { "vm-data/rumproast", "yes" }, { NULL, NULL } };

/* Ways to answer wrongly. */
enum fault {
	NONE,
	TOO_LONG,
	CUT,
	OTHER_REQUEST,
	OTHER_TYPE,
	UNENDED_LIST,
	EVENTS,
	HANG_UP,
	DENIED
};

static void put(int fd, uint32_t type, uint32_t request, const void *payload, uint32_t length)
{
	struct header header = { type, request, 0, length };

	if (write(fd, &header, sizeof(header)) < 0 || write(fd, payload, length) < 0)
		_exit(0);
}

static void put_error(int fd, uint32_t request, const char *name)
{
	put(fd, ERROR, request, name, (uint32_t)strlen(name) + 1);
}

/* Children: the names one level below path. */
static void put_children(int fd, const struct node *nodes, const char *path, uint32_t request,
			 enum fault fault)
{
	char names[1024];
	size_t used = 0, length = strlen(path);

	for (; nodes->path; nodes++)
		if (strncmp(nodes->path, path, length) == 0 && nodes->path[length] == '/' &&
		    !strchr(nodes->path + length + 1, '/'))
			used += (size_t)sprintf(names + used, "%s", nodes->path + length + 1) + 1;
	put(fd, DIRECTORY, request, names, (uint32_t)used - (fault == UNENDED_LIST && used));
}

static const struct node *find(const struct node *nodes, const char *path)
{
	for (; nodes->path; nodes++)
		if (strcmp(nodes->path, path) == 0)
			return nodes;
	return NULL;
}

static void answer_wrongly(int fd, const struct header *header, enum fault fault)
{
	struct header wrong = *header;

	if (fault == TOO_LONG || fault == CUT) {
		wrong.length = fault == TOO_LONG ? 4097 : 100;
		if (write(fd, &wrong, sizeof(wrong)) < 0 || write(fd, "abc", 3) < 0)
			_exit(1);
		_exit(0);
	}
	if (fault == OTHER_REQUEST)
		put(fd, header->type, header->request + 1, "abc", 3);
	if (fault == OTHER_TYPE)
		put(fd, WRITE, header->request, "OK", 3);
	if (fault == DENIED)
		put_error(fd, header->request, "EACCES");
}

static void serve_one(int fd, const struct node *nodes, const struct header *header,
		      const char *path, enum fault fault)
{
	const struct node *node = find(nodes, path);

	if (fault == EVENTS)
		put(fd, WATCH_EVENT, 0, "a\0b", 4);
	if (fault == TOO_LONG || fault == CUT || fault == OTHER_REQUEST || fault == OTHER_TYPE ||
	    fault == DENIED)
		answer_wrongly(fd, header, fault);
	else if (header->type == WRITE)
		put(fd, WRITE, header->request, "OK", 3);
	else if (!node)
		put_error(fd, header->request, "ENOENT");
	else if (header->type == REMOVE)
		put(fd, REMOVE, header->request, "OK", 3);
	else if (header->type == READ)
		put(fd, READ, header->request, node->value, (uint32_t)strlen(node->value));
	else
		put_children(fd, nodes, path, header->request, fault);
}

static void serve(int fd, const struct node *nodes, enum fault fault)
{
	struct header header;
	char path[4097];

	while (fault != HANG_UP && read(fd, &header, sizeof(header)) == sizeof(header)) {
		ssize_t got = read(fd, path, header.length);

		if (got != (ssize_t)header.length)
			break;
		path[got] = 0;
		serve_one(fd, nodes, &header, path, fault);
	}
	_exit(0);
}

static struct xenstore connect_to(const struct node *nodes, enum fault fault)
{
	struct xenstore store = { 0 };
	int ends[2];
	pid_t pid;

	require(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
	signal(SIGPIPE, SIG_IGN);
	pid = fork();
	require(pid >= 0);
	if (pid == 0) {
		close(ends[0]);
		serve(ends[1], nodes, fault);
	}
	close(ends[1]);
	store.fd = ends[0];
	return store;
}

struct situation {
	const struct node *nodes;
	enum fault fault;
};

static void load(const void *argument)
{
	const struct situation *situation = argument;
	struct xenstore store = connect_to(situation->nodes, situation->fault);
	struct json *tree = json_new(JSON_OBJECT);
	char text[1024];

	source_xenstore_from(tree, &store);
	json_write(tree, text, sizeof(text));
	dprintf(STDERR_FILENO, "%s", text);
}

static void expect(const struct node *nodes, enum fault fault, int status, const char *text,
		   const char *what)
{
	struct situation situation = { nodes, fault };
	struct caught caught = catch_fail(load, &situation);

	if (!check(caught.status == status && strstr(caught.text, text), "%s", what))
		note("gave %d, %s", caught.status, caught.text);
}

static void test_write(void)
{
	struct xenstore store = connect_to(good, NONE);
	struct xenstore denied = connect_to(good, DENIED);
	struct xenstore gone = connect_to(good, HANG_UP);
	static char long_value[5000];

	memset(long_value, 'x', sizeof(long_value) - 1);
	check(xenstore_write(&store, "data/exit-status", "3"), "a value is written");
	check(xenstore_remove(&store, "vm-data/rumproast/hostname"), "a node is removed");
	check(!xenstore_remove(&store, "vm-data/none") && errno == ENOENT, "a missing one is not");
	check(!xenstore_remove(&denied, "vm-data/rumproast") && errno == EACCES,
	      "nor one that belongs to the host");
	check(!xenstore_write(&store, "data/x", long_value) && errno == E2BIG,
	      "a value that is too long is not sent");
	check(!xenstore_write(&denied, "data/x", "3") && errno == EACCES, "a refusal is told");
	check(!xenstore_write(&gone, "data/x", "3"), "a closed connection is told");
}

int main(void)
{
	static const char all[] = "{\"hostname\":\"web\",\"restart\":\"always\",\"env\":{"
				  "\"SECRET\":\"xyz\",\"EMPTY\":\"\"},"
				  "\"net\":{\"eth0.5\":{\"addresses\":[\"192.0.2.1/24\"]}},"
				  "\"sysctls\":{\"net.core.somaxconn\":\"5\"}}";

	expect(good, NONE, 0, all, "all kinds of settings are read");
	expect(good, EVENTS, 0, all, "watch events between answers are ignored");
	expect(empty, NONE, 0, "{}", "no directory is no mistake");
	expect(unknown, NONE, RUMPROAST_EXIT_CONFIGURATION, "unknown key hostnam", "unknown key");
	expect(no_object, NONE, RUMPROAST_EXIT_CONFIGURATION, "not JSON",
	       "a value that is no object");
	expect(good, TOO_LONG, RUMPROAST_EXIT_CONFIGURATION, "cannot be read: Protocol error",
	       "an answer that is too long");
	expect(good, CUT, RUMPROAST_EXIT_CONFIGURATION, "cannot be read: Protocol error",
	       "an answer that ends early");
	expect(good, OTHER_REQUEST, RUMPROAST_EXIT_CONFIGURATION, "cannot be read: Protocol error",
	       "an answer to another request");
	expect(good, OTHER_TYPE, RUMPROAST_EXIT_CONFIGURATION, "cannot be read: Protocol error",
	       "an answer of another type");
	expect(good, UNENDED_LIST, RUMPROAST_EXIT_CONFIGURATION, "cannot be read: Protocol error",
	       "a list without its last zero");
	expect(good, DENIED, RUMPROAST_EXIT_CONFIGURATION, "cannot be read: Permission denied",
	       "a refusal");
	expect(good, HANG_UP, RUMPROAST_EXIT_CONFIGURATION,
	       "cannot be read:", "a closed connection");
	test_write();
	return finish();
}
