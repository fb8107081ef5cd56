#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Writes archives, layouts and programs that somebody made to do harm.

usage: hostile-archives.py DIRECTORY
"""

import gzip
import hashlib
import io
import json
import pathlib
import struct
import sys
import tarfile

REG, LINK, SYMLINK, DIR = tarfile.REGTYPE, tarfile.LNKTYPE, tarfile.SYMTYPE, tarfile.DIRTYPE
out = pathlib.Path(sys.argv[1])
program = ("bin/sh", REG, pathlib.Path("/bin/busybox").read_bytes())


def tar(name, *members, headers=None):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for member, kind, rest in members:
            info = tarfile.TarInfo(member)
            info.type = kind
            info.mode = 0o755
            info.pax_headers = dict(headers or {}) if member == members[-1][0] else {}
            if kind == REG:
                info.size = len(rest)
            else:
                info.linkname = rest
            archive.addfile(info, io.BytesIO(rest) if kind == REG else None)
    (out / name).write_bytes(file.getvalue())


def sparse(name, size):
    """A member that says it has so many bytes, all of them a hole."""
    tar(name, program, ("hole", REG, b"1\n0\n0\n".ljust(512, b"\0")),
        headers={"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "hole",
                 "GNU.sparse.realsize": str(size)})


def roast_file(name, text, kernel=b"kernel"):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for member, data in (("roast.json", text.encode()), ("kernel", kernel), ("archive", b"a")):
            info = tarfile.TarInfo(member)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    data = file.getvalue()
    blocks = sum(512 + -(-size // 512) * 512 for size in (len(text), len(kernel), 1)) + 1024
    (out / name).write_bytes(data[:blocks].ljust(blocks, b"\0"))


def layout(name, index, manifest=None, config=None):
    """In texts "@manifest" and "@config" stand for digests."""
    blobs = out / name / "blobs" / "sha256"
    blobs.mkdir(parents=True)
    (out / name / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    for key, text in (("@config", config), ("@manifest", manifest)):
        if text is None:
            continue
        manifest = manifest.replace("@config", hashlib.sha256(config.encode()).hexdigest()) \
            if key == "@manifest" and config is not None else manifest
        data = (manifest if key == "@manifest" else text).encode()
        digest = hashlib.sha256(data).hexdigest()
        (blobs / digest).write_bytes(data)
        index = index.replace(key, digest)
    (out / name / "index.json").write_text(index)


def archives():
    tar("link-below.tar", program, ("a", REG, b"hello"), ("a/b", LINK, "a"))
    tar("link-above.tar", program, ("d/f", REG, b"hello"), ("d", LINK, "d/f"))
    tar("link-missing.tar", program, ("b", LINK, "nowhere"))
    tar("link-self.tar", program, ("b", LINK, "b"))
    tar("loop.tar", program, ("a", SYMLINK, "b"), ("b", SYMLINK, "a"), ("a/c", REG, b"x"))
    tar("long-path.tar", program, ("d/" * 30000 + "f", REG, b"x"))
    tar("deep-path.tar", program, ("d/" * 1000 + "f", REG, b"x"))
    tar("long-name.tar", program, ("n" * 300, REG, b"x"))
    tar("long-link.tar", program, ("l", SYMLINK, "x" * 60000))
    tar("uid.tar", program, ("f", REG, b"x"), headers={"uid": "4294967299"})
    tar("negative-uid.tar", program, ("f", REG, b"x"), headers={"uid": "-2"})
    sparse("sparse.tar", 40 << 30)
    sparse("negative-size.tar", -5)
    zeros = io.BytesIO()
    with tarfile.open(fileobj=zeros, mode="w") as archive:
        info = tarfile.TarInfo("zeros")
        info.size = 400 << 20
        archive.addfile(info, io.BytesIO(bytes(info.size)))
    (out / "zeros.tar.gz").write_bytes(gzip.compress(zeros.getvalue(), 6, mtime=0))
    (out / "twice.tar.gz.gz").write_bytes(gzip.compress(gzip.compress(
        (out / "link-missing.tar").read_bytes(), mtime=0), mtime=0))
    (out / "tree.mtree").write_text("#mtree\n/set type=file\n./passwd contents=/etc/passwd\n")
    tar("utf8.tar", program, ("\u00e9", REG, b"x"), ("l", SYMLINK, "\u00e9"),
        ("h", LINK, "\u00e9"))


def images():
    part = {"size": 1 << 36, "digest": "0" * 64}
    right = {"version": 1, "kernel": part, "archive": part, "settings": {}}
    roast_file("size.roast", json.dumps(right))
    part["size"] = (1 << 63) - 1
    roast_file("overflow.roast", json.dumps(right))
    for i, wrong in enumerate(("7", "[]", '"x"', "null", "[" * 10000, '{"version": "1"}',
                               json.dumps({**right, "kernel": []}),
                               json.dumps({**right, "settings": 7}), '{"version": 1e999}')):
        roast_file(f"type-{i}.roast", wrong)
    index = '{"manifests": [{"digest": "sha256:@manifest"}]}'
    manifest = '{"config": {"digest": "sha256:@config"}, "layers": []}'
    wrong = ("7", "[]", '"x"', "null", "[" * 10000, '{"manifests": 7}', '{"manifests": {"a": 1}}',
             '{"manifests": [7]}', '{"manifests": [null]}', '{"manifests": [{"digest": 7}]}')
    for i, text in enumerate(wrong):
        layout(f"index-{i}", text)
    for i, text in enumerate(wrong + ('{"layers": 7}', '{"config": [], "layers": {}}',
                                      '{"config": {"digest": "sha256:@config"}, "layers": [7]}')):
        layout(f"manifest-{i}", index, text, "{}")
    for key in ("Cmd", "Env", "User", "WorkingDir", "StopSignal", "ExposedPorts", "Volumes"):
        for i, value in enumerate((7, [7], [None], {"a": 7}, "x", None)):
            text = json.dumps({"config": {key: value}})
            layout(f"config-{key}-{i}", index, manifest, text)


def elf(name, interpreters, needed=()):
    """A program whose PT_INTERPs are these and whose DT_NEEDEDs are those."""
    strings = b"\0" + b"".join(text.encode() + b"\0" for text in needed)
    count = len(interpreters) + 2
    texts = b"".join(interpreters)
    strings_at = 64 + 56 * count + len(texts)
    dynamic_at = (strings_at + len(strings) + 7) & ~7
    dynamic, at = b"", 1
    for text in needed:
        dynamic += struct.pack("<QQ", 1, at)
        at += len(text) + 1
    dynamic += struct.pack("<QQQQ", 5, strings_at, 0, 0)
    size = dynamic_at + len(dynamic)
    head = b"\x7fELF\2\1\1" + bytes(9) + struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 64, 64, 0, 0, 64,
                                                     56, count, 64, 0, 0)
    rows = [(1, 0, size), (2, dynamic_at, len(dynamic))]
    at = 64 + 56 * count
    for text in interpreters:
        rows.append((3, at, len(text)))
        at += len(text)
    for kind, place, length in rows:
        head += struct.pack("<IIQQQQQQ", kind, 5, place, place, place, length, length, 8)
    body = head + texts + strings
    path = out / name
    path.write_bytes(body + bytes(dynamic_at - len(body)) + dynamic)
    path.chmod(0o755)


def programs():
    loader, secret = b"/lib64/ld-linux-x86-64.so.2\0", str(out / "secret").encode()
    elf("two-loaders", [loader, secret + b"\0"])
    elf("secret-loader", [secret + b"\0"])
    elf("text-loader", [b"/etc/hostname\0"])
    elf("relative-loader", [b"etc/passwd\0"])
    elf("unended-loader", [b"/lib64/ld-linux-x86-64.so.2"])
    elf("secret-library", [loader], [secret.decode()])
    elf("hidden-library", [loader], [str(out / "hidden" / "library.so")])
    for name, line in (("env-up", "/usr/bin/env ../../.." + secret.decode()),
                       ("relative", "../../.." + secret.decode()),
                       ("shadow", "/etc/shadow"), ("passwd", "/etc/passwd"),
                       ("environ", "/proc/self/environ"), ("cut", "/bin/" + "x" * 300)):
        (out / ("script-" + name)).write_text(f"#!{line}\n")
        (out / ("script-" + name)).chmod(0o755)


for make in (archives, images, programs):
    make()
