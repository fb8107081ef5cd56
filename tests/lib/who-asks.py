# SPDX-License-Identifier: GPL-2.0
"""Serves a folder on 127.0.0.1 and notes whose connections these are, by user number.

usage: who-asks.py FOLDER PORT-FILE USERS-FILE
"""

import functools
import http.server
import sys

folder, port_file, users_file = sys.argv[1:]


def user_of(port):
    """The user of the client's end, whose local address is the first in /proc/net/tcp."""
    with open("/proc/net/tcp", encoding="ascii") as table:
        for line in table:
            words = line.split()
            if words[1] == f"0100007F:{port:04X}":
                return words[7]
    return "unknown"


class Handler(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        with open(users_file, "a", encoding="ascii") as users:
            users.write(user_of(self.client_address[1]) + "\n")
        super().do_GET()


server = http.server.HTTPServer(
    ("127.0.0.1", 0), functools.partial(Handler, directory=folder)
)
with open(port_file, "w", encoding="ascii") as file:
    file.write(f"{server.server_address[1]}\n")
server.serve_forever()
