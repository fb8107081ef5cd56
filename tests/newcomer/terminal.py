#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Runs a command on a terminal of its own, as a person does, until it serves a page; then Ctrl-C.

usage: terminal.py PORT LOG COMMAND [ARGUMENT]...
Status: 0 if http://localhost:PORT/ was printed and served, and the command said that the domain had
ended and ended itself, after one Ctrl-C; else 1, with the reason at the end of LOG, which gets all
that the command printed.
"""
import os
import pty
import select
import signal
import sys
import time
import urllib.request

SERVE_SECONDS = 2400
END_SECONDS = 120


def fetch(port):
    # A proxy of this machine's has nothing to do with localhost.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://localhost:{port}/", timeout=5) as answer:
            return answer.read().decode("utf-8", "replace")
    except OSError:
        return ""


def read(terminal, log, seconds):
    """What has come, b"" at the end, None if nothing came in time."""
    if not select.select([terminal], [], [], seconds)[0]:
        return None
    try:
        data = os.read(terminal, 65536)
    except OSError:
        data = b""
    log.write(data)
    log.flush()
    return data


def main():
    port, log = sys.argv[1], open(sys.argv[2], "wb")
    child, terminal = pty.fork()
    if child == 0:
        # As a person's shell has them: a job in the background ignores Ctrl-C, and Python SIGPIPE.
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGPIPE, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        os.execvp(sys.argv[3], sys.argv[3:])
    seen, page, end, interrupted = b"", "", time.time() + SERVE_SECONDS, False
    while True:
        data = read(terminal, log, 1)
        if data == b"":
            break
        seen = (seen + (data or b""))[-65536:]
        if not interrupted and f"http://localhost:{port}/".encode() in seen:
            page = fetch(port)
        if page and not interrupted:
            os.write(terminal, b"\x03")
            interrupted, end = True, time.time() + END_SECONDS
        if time.time() > end:
            log.write(b"\n# it took too long\n")
            os.kill(child, 9)
            break
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    # make ends by the signal, too, as every program does that Ctrl-C interrupts.
    ended = status in (0, 128 + signal.SIGINT, -signal.SIGINT) and b"The domain has ended." in seen
    good = interrupted and ended and "<" in page
    if not good:
        log.write(f"\n# status {status}, {len(page)} bytes of a page\n".encode())
    sys.exit(0 if good else 1)


main()
