#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Makes the inputs that fuzz targets begin with: DIRECTORY/SIDE/TARGET/NAME.

Some are made here, small ones that are right and some that once were wrong; the others are the
hex digits in regressions/SIDE/TARGET.

usage: seeds.py DIRECTORY
"""

import gzip
import hashlib
import io
import json
import os
import pathlib
import struct
import sys
import tarfile
import zlib

REG, LINK, SYMLINK, CHAR, DIR = (tarfile.REGTYPE, tarfile.LNKTYPE, tarfile.SYMTYPE,
                                 tarfile.CHRTYPE, tarfile.DIRTYPE)
out = pathlib.Path(sys.argv[1])


def seed(target, name, data):
    path = out / target / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())


def tar(*members, form=tarfile.PAX_FORMAT):
    """Members are (name, type, link or content)."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=form) as archive:
        for name, kind, rest in members:
            info = tarfile.TarInfo(name)
            info.type = kind
            info.mode = 0o755
            data = rest.encode() if kind == REG else b""
            info.linkname = rest if kind in (LINK, SYMLINK) else ""
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


def cpio(*members):
    """Members are (name, mode, content); newc."""
    text = b""
    for i, (name, mode, content) in enumerate(members + (("TRAILER!!!", 0, ""),)):
        fields = [i + 1, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(name) + 1, 0]
        text += b"070701" + b"".join(b"%08x" % field for field in fields)
        for part in (name.encode() + b"\0", content.encode()):
            text += part
            text += b"\0" * (-len(text) % 4)
    return text


def ar(*members):
    text = b"!<arch>\n"
    for name, content in members:
        text += b"%-16s%-12d%-6d%-6d%-8s%-10d`\n" % (name.encode(), 0, 0, 0, b"100644",
                                                     len(content))
        text += content + b"\n" * (len(content) % 2)
    return text


def elf(interpreter=b"/lib/b.so\0", needed=(b"b.so",), runpath=b"$ORIGIN/../lib"):
    """A program header each for what is loaded, for the interpreter and for the libraries."""
    strings = b"\0" + b"\0".join(needed + (runpath,)) + b"\0"
    base, size = 64 + 3 * 56, 0
    strings_at = base + len(interpreter)
    dynamic_at = strings_at + len(strings) + -(strings_at + len(strings)) % 8
    dynamic, at = b"", 1
    for name in needed:
        dynamic += struct.pack("<QQ", 1, at)
        at += len(name) + 1
    dynamic += struct.pack("<QQ", 29, at) + struct.pack("<QQ", 5, strings_at)
    dynamic += struct.pack("<QQ", 0, 0)
    size = dynamic_at + len(dynamic)
    header = b"\x7fELF\2\1\1" + bytes(9) + struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, 64, 0, 0, 64,
                                                       56, 3, 64, 0, 0)
    for kind, place, length in ((1, 0, size), (3, base, len(interpreter)),
                                (2, dynamic_at, len(dynamic))):
        header += struct.pack("<IIQQQQQQ", kind, 5, place, place, place, length, length, 8)
    body = header + interpreter + strings
    return body + bytes(dynamic_at - len(body)) + dynamic


def archives():
    hello = ("bin/hello", REG, "#!/bin/sh\n")
    seed("roast/archive", "pax", tar(hello, ("d", DIR, ""), ("l", SYMLINK, "bin"),
                                     ("h", LINK, "bin/hello"), ("null", CHAR, "")))
    seed("roast/archive", "gnu", tar(hello, ("n" * 120, REG, "x"), form=tarfile.GNU_FORMAT))
    seed("roast/archive", "gzip", gzip.compress(tar(hello), mtime=0))
    seed("roast/archive", "cpio", cpio(("bin", 0o40755, ""), ("bin/a", 0o100755, "text"),
                                       ("l", 0o120777, "bin/a")))
    seed("roast/archive", "whiteouts", tar(hello, ("d/f", REG, "x"), ("d/.wh.f", REG, ""),
                                           ("d/.wh..wh..opq", REG, ""), (".wh..", REG, "")))
    seed("roast/archive", "link-below-its-file", tar(("a", REG, "hello"), ("a/b", LINK, "a")))
    seed("roast/archive", "link-above-its-file", tar(("d/f", REG, "hello"), ("d", LINK, "d/f")))
    seed("roast/archive", "link-to-itself", tar(("a", LINK, "a"), ("b", LINK, "a")))
    seed("roast/archive", "links-in-a-circle", tar(("a", SYMLINK, "b"), ("b", SYMLINK, "a"),
                                                   ("a/c", REG, "x")))
    seed("roast/archive", "long-path", tar(("d/" * 2000 + "f", REG, "x")))
    seed("roast/archive", "not-ascii", tar(("\u00e9", REG, "x"), ("l", SYMLINK, "\u00e9"),
                                           ("h", LINK, "\u00e9")))
    seed("roast/archive", "kinds-change", tar(("a", DIR, ""), ("a/b", REG, "x"), ("a", REG, "y"),
                                              ("a", SYMLINK, "b"), ("a/b", REG, "z")))
    control = tar(("./control", REG, "Package: p\nVersion: 1\nDepends: a (>= 1) | b, c\n"))
    seed("roast/deb", "deb", ar(("debian-binary", b"2.0\n"), ("control.tar", control),
                                ("data.tar", tar(hello))))
    seed("roast/deb", "control", "Package: p\nVersion: 1\nSource: q (2)\nPre-Depends: a:any\n")


def roast_file():
    parts = {"kernel": b"kernel", "archive": b"archive"}
    manifest = {"version": 1, "settings": {"program": {"argv": ["/bin/a"]}}}
    for name, data in parts.items():
        manifest[name] = {"size": len(data), "digest": hashlib.sha256(data).hexdigest()}
    text = json.dumps(manifest, sort_keys=True)
    members = [("roast.json", REG, text)] + [(n, REG, d.decode()) for n, d in parts.items()]
    seed("roast/roast-file", "right", tar(*members, form=tarfile.USTAR_FORMAT)[:5120 - 512])
    seed("roast/roast-file", "manifest", text)
    for name, value in (("list", "[]"), ("number", '{"version": 1e400}'),
                        ("types", text.replace('"settings": {', '"kernel": 7, "settings": {'))):
        seed("roast/roast-file", name, value)


def images():
    index = {"manifests": [{"digest": "@1", "platform": {"os": "linux", "architecture": "amd64"},
                            "annotations": {"org.opencontainers.image.ref.name": "t"}}]}
    manifest = {"config": {"digest": "@2", "size": 10}, "layers": [{"digest": "@3", "size": 1}]}
    config = {"architecture": "amd64", "config": {
        "Cmd": ["/bin/a"], "Env": ["A=b"], "User": "root", "WorkingDir": "/x", "StopSignal": "3",
        "ExposedPorts": {"80/tcp": {}}, "Volumes": {"/v": {}}}}
    layer = tar(("bin/a", REG, "#!/bin/b\n"), ("etc/passwd", REG, "root:x:0:0::/:\n"))

    def parts(*texts):
        return b"\0".join(t.encode() if isinstance(t, str) else json.dumps(t).encode()
                          for t in texts) + b"\0"
    seed("roast/layout", "right", parts(index, manifest, config) + layer)
    seed("roast/layout", "index-in-itself", parts({"manifests": [{"digest": "@1"}]}, index, config))
    for name, wrong in (("number", "7"), ("text", '"x"'), ("list", "[[[]]]"), ("null", "null"),
                        ("deep", "[" * 10000)):
        seed("roast/layout", "index-" + name, parts(wrong, manifest, config) + layer)
        seed("roast/layout", "manifest-" + name, parts(index, wrong, config) + layer)
        seed("roast/layout", "config-" + name, parts(index, manifest, wrong) + layer)
    for key, wrong in (("manifests", 1), ("manifests", [1, None, "x"]), ("manifests", {})):
        seed("roast/layout", f"{key}-{type(wrong).__name__}", parts({key: wrong}, {}, {}))
    for key in config["config"]:
        for wrong in (1, None, [None, 1, {}], {"a": 1}, "text"):
            other = {"config": {**config["config"], key: wrong}}
            seed("roast/layout", f"{key}-{type(wrong).__name__}",
                 parts(index, manifest, other) + layer)
    saved = [{"Config": "c.json", "Layers": ["l.tar"]}]
    seed("roast/saved", "right", parts(saved, config) + layer)
    seed("roast/saved", "layers-null", parts([{"Config": "c.json", "Layers": [None, 1]}], config))
    seed("roast/saved", "config-number", parts([{"Config": 1}], config))


def programs():
    seed("roast/elf", "program", elf())
    seed("roast/elf", "interpreter-without-end", elf(interpreter=b"/lib/ld.so"))
    seed("roast/elf", "cut", elf()[:200])
    seed("roast/closure", "program", elf() + elf(needed=()).ljust(len(elf()), b"\0"))
    seed("roast/closure", "script", b"#!/bin/env a\n".ljust(40) + b"#!/bin/a\n".ljust(40))
    seed("roast/closure", "long-line", b"#!/bin/env ".ljust(300, b"x") * 2)
    seed("roast/script", "postinst", """#!/bin/sh
set -e
. /usr/share/debconf/confmodule
make() {
	install -d -o "$1" -g adm -m 0750 /var/log/$2
}
if [ "$1" = "configure" ]; then
	adduser --system --group --home /var/lib/p p
	for d in a b; do make p "$d"; chown p:adm /var/lib/$d; done
	ln -sf /usr/bin/${X:-p} /usr/bin/q # comment
	update-alternatives --install /usr/bin/e e /usr/bin/p 50
fi
case "$1" in configure) mkdir -p /x ;; esac
""")
    seed("roast/unit", "service", """[Unit]
Description=x
[Service]
Type=forking
EnvironmentFile=-/etc/default/p
ExecStartPre=/usr/sbin/p -t
ExecStart=/usr/sbin/p -g 'daemon on;' \\
 $OPTS ${MORE} %i
User=p
RuntimeDirectory=p q
KillSignal=SIGQUIT
\0OPTS="-a -b"
MORE=c
""")
    seed("roast/accounts", "accounts", "p\0adm\0root:x:0:0:root:/root:/bin/sh\np:x:100:\n\0"
         "root:x:0:\nadm:x:4:a,b\n")


def texts():
    seed("roast/environment", "file", "# comment\nA=b\nC\n  D = e\r\n")
    seed("roast/json", "two", '{"a": {"b": ["c", null, 1], "n": 1e3, "t": true}}\0{"a": []}')
    seed("roast/json", "deep", "[" * 10000)
    seed("roast/json", "twice", '{"a": 1, "a": {"b": 2}}\0{"a": {"b": ["x"]}}')
    seed("roast/record", "both", json.dumps({
        "id": "0" * 64, "name": "n", "host": "qemu", "memory": 64, "cpus": 1, "settings": {},
        "ports": [{"host": 1, "domain": 2, "protocol": "tcp"}], "volumes": [{"name": "v"}]})
        + '\0{"status": "running", "pid": 1, "started": "2026-01-01T00:00:00Z"}')
    seed("init/json", "settings", json.dumps({
        "program": {"argv": ["/bin/a"], "env": {"A": "b"}, "user": "root"},
        "mounts": [{"source": "/dev/vda", "target": "/x", "type": "ext4"}],
        "net": {"eth0": {"addresses": ["192.0.2.1/24"]}}, "hostname": "h"}))
    seed("init/json", "deep", "[" * 1000)
    seed("init/cmdline", "line", 'console=hvc0 a="b c" -- "x y" z')


def frame(kind, session, payload):
    head = struct.pack("<BHH", kind, session, len(payload))
    crc = zlib.crc32(head + payload)
    body = head + struct.pack("<I", crc) + payload
    text = b"".join(bytes([0x0e, b ^ 0x40]) if b in (0x0e, 0x0f) else bytes([b]) for b in body)
    return b"\x01" + text


def channel():
    stream = frame(1, 0, b"\1\0") + b"text\n" + frame(32, 1, b"out\x0f") + frame(35, 1, b"\0\0")
    seed("roast/frames", "stream", b"\x05" + stream)
    seed("roast/frames", "bytewise", b"\0" + stream)

    def answer(payload, kind=0):
        return bytes([kind]) + struct.pack("<H", len(payload)) + payload
    seed("init/xenstore", "right", answer(b"") + answer(b"hostname\0env\0") + answer(b"web") +
         answer(b"") + answer(b"") + answer(b"A\0") + answer(b"b") + answer(b""))
    seed("init/xenstore", "error", answer(b"ENOENT\0", 0x90) * 4)


def network():
    def options(*pairs, form="BB"):
        return b"".join(struct.pack("!" + form, number, len(value)) + value
                        for number, value in pairs)
    message = b"\2\1\6\0" + b"\0" * 12 + bytes([10, 0, 2, 15]) + b"\0" * 220
    message += options((53, b"\5"), (54, b"\x0a\0\2\2"), (51, b"\0\0\x0e\x10"),
                       (1, b"\xff\xff\xff\0"), (3, b"\x0a\0\2\2"), (6, b"\1\1\1\1"),
                       (12, b"web"), (15, b"a.org b.org"), (26, b"\5\x78"),
                       (121, b"\x18\xc0\0\2\x0a\0\2\2\0\x0a\0\2\3"),
                       (119, b"\3lab\2xy\0\3web\xc0\4"), (81, b"\4\0\0\3web\0"),
                       (52, b"\3")) + b"\xff"
    seed("init/dhcp4", "ack", message)
    udp = struct.pack("!HHHH", 67, 68, 8 + len(message), 0)
    head = struct.pack("!BBHHHBBHI4s", 0x45, 0, 28 + len(message), 1, 0, 64, 17, 0, 0x0a000202,
                       b"\xff" * 4)
    total = sum(struct.unpack("!10H", head))
    head = head[:10] + struct.pack("!H", ~(total % 0xffff) & 0xffff) + head[12:]
    seed("init/dhcp4", "packet", head + udp + message)
    address = bytes.fromhex("20010db8" + "00" * 11 + "01")
    one = options((5, address + struct.pack("!II", 100, 200)), form="HH")
    seed("init/dhcp6", "reply", options(
        (2, b"\0\3\0\1abcdef"), (3, struct.pack("!III", 1, 50, 80) + one), (23, address),
        (24, b"\3lab\0\1b\0"), (32, b"\0\0\x0e\x10"), (13, b"\0\0"), form="HH"))
    seed("init/advertised", "options",
         struct.pack("!BBHI", 25, 3, 0, 600) + address + struct.pack("!BBHI", 31, 2, 0, 600) +
         b"\3lab\1b\0\0" + struct.pack("!BBHI", 25, 3, 0, 0) + address)


def firmware():
    oem = bytes([11, 5, 0, 0, 1]) + b"a:value\0\0"
    seed("init/smbios", "oem", bytes([0, 4, 0, 0]) + b"\0\0" + oem + bytes([127, 4, 0, 0, 0, 0]))
    base = 0x100000
    s5 = b"\x08_S5_\x12\x06\x04\x0a\x05\x0a\x05\x00"
    virtio = b"LNRO0005\0" + b"\x86\x09\0" + struct.pack("<BII", 1, 0xfe000000, 512) + \
        b"\x89\x06\0" + struct.pack("<BBI", 1, 1, 16)
    madt = struct.pack("<II", 0xfee00000, 1) + bytes([0, 8, 0, 0, 1, 0, 0, 0]) + \
        bytes([1, 12, 0, 0]) + struct.pack("<II", 0xfec00000, 0) + \
        bytes([2, 10, 0, 9]) + struct.pack("<IH", 9, 13)
    seed("hyper/aml", "soft-off", bytes(8) + s5 + bytes(8))
    seed("hyper/aml", "virtio", bytes(8) + virtio)
    seed("hyper/aml", "madt", madt)

    def table(name, content):
        return name + struct.pack("<IBB", 36 + len(content), 1, 0) + bytes(26) + content
    fadt_at, madt_at, dsdt_at = base + 0x100, base + 0x300, base + 0x400
    memory = bytearray(0x500)
    memory[0:20] = b"RSD PTR \0OEMID \0" + struct.pack("<I", base + 0x40)
    fadt = bytearray(240)
    struct.pack_into("<I", fadt, 4, dsdt_at)
    for at, content in ((0x40, table(b"RSDT", struct.pack("<II", fadt_at, madt_at))),
                        (0x100, table(b"FACP", bytes(fadt))), (0x300, table(b"APIC", madt)),
                        (0x400, table(b"DSDT", s5 + virtio))):
        memory[at:at + len(content)] = content
    seed("hyper/acpi", "tables", bytes(memory))
    info = struct.pack("<IIIIQQQQII", 0x336ec578, 1, 0, 1, base + 0x80, base + 0xc0, 0,
                       base + 0x100, 2, 0)
    ranges = struct.pack("<QQII", 0, 0xa0000, 1, 0) + struct.pack("<QQII", base, 1 << 28, 1, 0)
    seed("hyper/start-info", "pvh", info.ljust(0x80, b"\0") +
         struct.pack("<QQQQ", 0x8000000, 4096, 0, 0).ljust(0x40, b"\0") +
         b"console=hvc0".ljust(0x40, b"\0") + ranges)

    def tag(kind, content):
        return (struct.pack("<II", kind, 8 + len(content)) + content).ljust(
            (8 + len(content) + 7) & ~7, b"\0")
    tags = tag(1, b"a b\0") + tag(3, struct.pack("<II", 0x800000, 0x900000) + b"\0") + \
        tag(6, struct.pack("<II", 24, 0) + ranges) + tag(14, bytes(20)) + tag(0, b"")
    seed("hyper/multiboot2", "tags", struct.pack("<II", 8 + len(tags), 0) + tags)


for make in (archives, roast_file, images, programs, texts, channel, network, firmware):
    make()
kept = pathlib.Path(__file__).parent / "regressions"
for path in kept.glob("*/*/*"):
    seed(f"{path.parent.parent.name}/{path.parent.name}", "regression-" + path.stem,
         bytes.fromhex("".join(line for line in path.read_text().splitlines()
                               if not line.startswith("#"))))
