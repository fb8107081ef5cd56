// SPDX-License-Identifier: GPL-2.0
/* QEMU's monitor, against a server that says what QEMU might, and what it never should. */
#include "spec.h"

#include <sys/socket.h>

#include "../../../roast/host/common/clock.h"
#include "../../../roast/host/common/local_socket.h"
#include "../../../roast/host/qemu/qmp.h"

#define GREETING "{\"QMP\": {\"version\": {}, \"capabilities\": [\"oob\"]}}\r\n"
#define AGREED "{\"return\": {}}\r\n"
#define PATIENCE_MS 10000

/* What the server says at first, and as an answer to each line it gets; null: hangs up. */
struct script {
	const char *greeting;
	const char *answers[8];
	bool by_bytes; /* each byte by itself */
	bool silent;   /* at the end it waits, rather than hangs up */
};

static void say(int file, const char *text, bool by_bytes)
{
	size_t piece = by_bytes ? 1 : strlen(text);

	for (; *text; text += piece)
		if (send(file, text, piece, MSG_NOSIGNAL) != (ssize_t)piece)
			_exit(0);
}

static bool hear_line(int file)
{
	char byte;

	while (recv(file, &byte, 1, 0) == 1)
		if (byte == '\n')
			return true;
	return false;
}

static pid_t serve(const char *path, const struct script *script)
{
	int listening = local_socket_listen(path);
	pid_t pid;
	int file;

	require(listening >= 0);
	pid = fork();
	require(pid >= 0);
	if (pid) {
		close(listening);
		return pid;
	}
	file = accept(listening, NULL, NULL);
	if (script->greeting)
		say(file, script->greeting, script->by_bytes);
	for (size_t i = 0; script->answers[i] && hear_line(file); i++)
		say(file, script->answers[i], script->by_bytes);
	if (script->silent)
		pause();
	_exit(0);
}

static void end_server(pid_t server)
{
	kill(server, SIGKILL);
	require(waitpid(server, NULL, 0) == server);
}

static char *socket_path(void)
{
	return text_format("%s/qmp", temporary_directory());
}

static void test_answers(bool by_bytes)
{
	const struct script script = {
		GREETING,
		{ AGREED,
		  "{\"event\": \"RESUME\", \"timestamp\": {}}\r\n{\"return\": {\"status\": "
		  "\"running\"}}\r\n",
		  "{\"error\": {\"class\": \"GenericError\", \"desc\": \"no such thing\"}}\r\n",
		  "{\"return\": \"VNC: none\\r\\nof them\"}\r\n", "{\"return\": 7}\r\n" },
		by_bytes,
		false
	};
	char *path = socket_path();
	pid_t server = serve(path, &script);
	struct json_object *object;
	struct qmp qmp;
	char *text;

	check(qmp_open(&qmp, path, PATIENCE_MS), "a greeting is understood");
	object = qmp_execute(&qmp, "query-status", NULL, PATIENCE_MS);
	check(text_equal(json_get_text(object, "status"), "running"),
	      "an answer is found behind an event");
	json_object_put(object);
	object = json_object_new_object();
	check(!qmp_execute(&qmp, "device_del", object, PATIENCE_MS), "an error is no answer");
	check(text_equal(qmp.error, "no such thing"), "and says why");
	text = qmp_monitor(&qmp, "info vnc", PATIENCE_MS);
	check(text_equal(text, "VNC: none\r\nof them"), "people's monitor answers with text");
	free(text);
	text = qmp_monitor(&qmp, "info vnc", PATIENCE_MS);
	check(!text && strstr(qmp.error, "no text"), "and with nothing else");
	object = qmp_execute(&qmp, "query-status", NULL, PATIENCE_MS);
	check(!object && text_equal(qmp.error, "QEMU has ended"), "its end is noticed");
	qmp_close(&qmp);
	end_server(server);
	free(path);
}

/* What cannot be a monitor gives a line, and never hangs. */
static void test_nonsense(const char *name, const struct script *script, const char *expected)
{
	char *path = socket_path();
	pid_t server = serve(path, script);
	long began = clock_ms();
	struct qmp qmp;

	check(!qmp_open(&qmp, path, 500), "%s is no monitor", name);
	check(qmp.error && strstr(qmp.error, expected), "%s: the line says %s", name, expected);
	check(clock_ms() - began < 60000, "%s: nobody waits for it for ever", name);
	qmp_close(&qmp);
	end_server(server);
	free(path);
}

static void test_nonsenses(void)
{
	static char endless[5 << 20];
	const struct script none = { 0 };
	const struct script silent = { .silent = true };
	const struct script text = { .greeting = "SSH-2.0-OpenSSH_9.2\r\n" };
	const struct script other = { .greeting = "{\"jsonrpc\": \"2.0\"}\n" };
	const struct script array = { .greeting = "[1, 2]\n" };
	const struct script half = { .greeting = "{\"QMP\": {\"ver", .silent = true };
	const struct script refused = {
		.greeting = GREETING,
		.answers = { "{\"error\": {\"desc\": \"busy\"}}\n" },
	};
	const struct script long_line = { .greeting = endless };

	memset(endless, ' ', sizeof(endless) - 1);
	test_nonsense("who hangs up", &none, "QEMU has ended");
	test_nonsense("who is silent", &silent, "does not answer");
	test_nonsense("who speaks otherwise", &text, "no JSON object");
	test_nonsense("who says something else", &other, "is not QEMU's monitor");
	test_nonsense("who sends a list", &array, "no JSON object");
	test_nonsense("who stops half-way", &half, "does not answer");
	test_nonsense("who refuses", &refused, "busy");
	test_nonsense("who sends a line without an end", &long_line, "without an end");
}

static void test_absence(void)
{
	char *path = text_format("%s/nobody", temporary_directory());
	struct qmp qmp;

	check(!qmp_open(&qmp, path, 100) && strstr(qmp.error, path),
	      "where nobody listens the path is named");
	qmp_close(&qmp);
	check(!qmp_tell(path, "quit"), "and nothing is told");
	free(path);
}

/* Longer than the address of a socket. */
static void test_long_path(void)
{
	char *folder = text_format("%s/%0100d/%0100d", temporary_directory(), 1, 2);
	char *path = text_format("%s/qmp", folder);
	char *missing = text_format("%s/3/qmp", folder);
	int listening, file;

	directory_make(folder, 0700);
	listening = local_socket_listen(path);
	check(listening >= 0, "a socket can have a long path");
	file = local_socket_connect(path);
	check(file >= 0, "and be reached there");
	close(file);
	close(listening);
	check(local_socket_connect(path) < 0 && errno == ECONNREFUSED,
	      "who no longer listens refuses");
	listening = local_socket_listen(path);
	check(listening >= 0, "the next one takes its place");
	close(listening);
	check(local_socket_listen(missing) < 0 && errno == ENOENT, "a missing folder is told");
	free(missing);
	free(path);
	free(folder);
}

int main(void)
{
	signal(SIGPIPE, SIG_IGN);
	test_answers(false);
	test_answers(true);
	test_nonsenses();
	test_absence();
	test_long_path();
	return finish();
}
