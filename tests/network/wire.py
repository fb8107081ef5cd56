# SPDX-License-Identifier: GPL-2.0
"""Frames of a small Ethernet segment: IPv4, IPv6, UDP, ARP, ICMPv6."""
import ipaddress
import struct

MAC = bytes.fromhex("525509000001")
EVERYONE = b"\xff" * 6


def v4(text):
    return ipaddress.IPv4Address(text).packed


def v6(text):
    return ipaddress.IPv6Address(text).packed


LINK_LOCAL = v6("fe80::1")


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def frame(to, kind, data, source=MAC):
    return (to + source + struct.pack("!H", kind) + data).ljust(60, b"\0")


def udp(source_port, port, data):
    return struct.pack("!HHHH", source_port, port, 8 + len(data), 0) + data


def ip4(to_mac, source, to, protocol, data):
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(data), 1, 0, 64, protocol, 0, source, to)
    head = head[:10] + struct.pack("!H", checksum(head)) + head[12:]
    return frame(to_mac, 0x0800, head + data)


def ip6(to_mac, source, to, protocol, data, checksum_at):
    pseudo = source + to + struct.pack("!IHBB", len(data), 0, 0, protocol)
    value = checksum(pseudo + data) or 0xFFFF
    data = data[:checksum_at] + struct.pack("!H", value) + data[checksum_at + 2:]
    head = struct.pack("!IHBB", 6 << 28, len(data), protocol, 255) + source + to
    return frame(to_mac, 0x86DD, head + data)


def arp(operation, sender_mac, sender, target_mac, target, to=EVERYONE):
    return frame(to, 0x0806, struct.pack("!HHBBH", 1, 0x0800, 6, 4, operation) +
                 sender_mac + sender + target_mac + target, sender_mac)


def name(text):
    """A name as DNS has it; \\n and the like may stand in labels."""
    parts = [part.encode() for part in text.split(".")]
    return b"".join(bytes([len(part)]) + part for part in parts) + b"\0"


def options4(data):
    """The options of a DHCPv4 message, as numbers and values."""
    found, at = {}, 240
    while at + 1 < len(data) and data[at] != 255:
        if data[at] == 0:
            at += 1
            continue
        found[data[at]] = data[at + 2:at + 2 + data[at + 1]]
        at += 2 + data[at + 1]
    return found


def options6(data):
    found, at = {}, 4
    while at + 4 <= len(data):
        number, size = struct.unpack("!HH", data[at:at + 4])
        found[number] = data[at + 4:at + 4 + size]
        at += 4 + size
    return found
