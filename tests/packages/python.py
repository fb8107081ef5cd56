# SPDX-License-Identifier: GPL-2.0
"""Threads, subprocesses, sockets, files and memory of Python."""
import array
import asyncio
import hashlib
import mmap
import multiprocessing
import os
import queue
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import zlib

count = failures = 0


def check(name, got, expected):
    global count, failures
    count += 1
    if got != expected:
        failures += 1
        print(f"not ok {count} - {name}\n# got {got!r}, expected {expected!r}", flush=True)
    else:
        print(f"ok {count} - {name}", flush=True)


def threads():
    numbers, results = queue.Queue(), queue.Queue()

    def work():
        while (n := numbers.get()) is not None:
            results.put(n * n)

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for n in range(1000):
        numbers.put(n)
    for _ in workers:
        numbers.put(None)
    for worker in workers:
        worker.join()
    check("eight threads share a queue", sum(results.get() for _ in range(1000)), 332833500)
    event = threading.Event()
    check("a wait with a time limit", event.wait(0.05), False)


def subprocesses():
    output = subprocess.run(["/bin/sh", "-c", "read x; echo $((x + 1)); exit 7"], input=b"41\n",
                            capture_output=True)
    check("a subprocess answers", (output.stdout, output.returncode), (b"42\n", 7))
    children = [subprocess.Popen([sys.executable, "-c", f"print({n} ** 10)"],
                                 stdout=subprocess.PIPE) for n in range(4)]
    check("four at a time", [int(child.communicate()[0]) for child in children],
          [n ** 10 for n in range(4)])
    try:
        subprocess.run(["sleep", "60"], timeout=0.2)
        check("a time limit", "none", "expired")
    except subprocess.TimeoutExpired:
        check("a time limit", "expired", "expired")
    child = subprocess.Popen(["sleep", "60"])
    child.send_signal(signal.SIGTERM)
    check("a killed subprocess", child.wait(), -signal.SIGTERM)
    try:
        subprocess.run(["/no/such/program"])
        check("a missing program", "none", "not found")
    except FileNotFoundError:
        check("a missing program", "not found", "not found")


def cube(n):
    return n ** 3


def processes():
    with multiprocessing.get_context("fork").Pool(3) as pool:
        check("a pool of processes", pool.map(cube, range(20)), [n ** 3 for n in range(20)])


def sockets():
    server = socket.create_server(("127.0.0.1", 0))

    def echo():
        connection, _ = server.accept()
        with connection:
            while data := connection.recv(65536):
                connection.sendall(data)

    thread = threading.Thread(target=echo)
    thread.start()
    block = os.urandom(300000)
    with socket.create_connection(server.getsockname()) as client:
        sender = threading.Thread(target=lambda: (client.sendall(block),
                                                  client.shutdown(socket.SHUT_WR)))
        sender.start()
        got = b""
        while data := client.recv(65536):
            got += data
        sender.join()
    thread.join()
    check("an echo server", hashlib.sha256(got).digest(), hashlib.sha256(block).digest())
    check("select finds nothing", select.select([server], [], [], 0), ([], [], []))


def coroutines():
    async def later(n):
        await asyncio.sleep(0.01 * n)
        return n

    async def all_of_them():
        return await asyncio.gather(*(later(n) for n in range(10)))

    check("coroutines", asyncio.run(all_of_them()), list(range(10)))

    async def child():
        process = await asyncio.create_subprocess_exec("echo", "awaited",
                                                       stdout=subprocess.PIPE)
        return (await process.communicate())[0]

    check("a subprocess is awaited", asyncio.run(child()), b"awaited\n")


def memory():
    with tempfile.TemporaryFile() as file:
        file.truncate(100000)
        with mmap.mmap(file.fileno(), 100000) as area:
            area[50000:50006] = b"mapped"
        file.seek(50000)
        check("a mapped file", file.read(6), b"mapped")
    check("a large array", sum(array.array("q", range(500000))), 124999750000)
    text = b"compress me " * 20000
    check("compression", zlib.decompress(zlib.compress(text)), text)


def signals():
    got = []
    signal.signal(signal.SIGALRM, lambda number, frame: got.append(number))
    signal.setitimer(signal.ITIMER_REAL, 0.02, 0.02)
    while len(got) < 5:
        time.sleep(0.05)
    signal.setitimer(signal.ITIMER_REAL, 0)
    check("an interval timer", got[:5], [signal.SIGALRM] * 5)


def floating_point():
    check("floating point", sum(1 / n ** 2 for n in range(1, 10001)).hex(),
          "0x1.a513d881ef17ap+0")
    check("formatting", f"{2 ** 0.5:.15f}", "1.414213562373095")


for group in (threads, subprocesses, processes, sockets, coroutines, memory, signals,
              floating_point):
    group()
check("the machine", os.uname().machine, "x86_64")
print(f"1..{count}")
sys.exit(failures > 0)
