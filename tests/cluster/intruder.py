"""Tries to get at what another user runs on this node, and prints as JSON how far it came.

`python intruder.py UID`, as anybody but that user. Python's library alone.
"""

from __future__ import annotations

import glob
import ipaddress
import json
import os
import socket
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

_SECONDS = 2.0
_LISTENS = "0A"  # proc_pid_net(5), tcp: st
_PEEKED = ("environ", "cwd", "exe", "fd", "root", "maps", "mem", "ns/net", "ns/user")
_TEMPORARY = ("/tmp", "/var/tmp", "/dev/shm", "/run/user")


def tcp_listeners() -> Iterator[tuple[str, int]]:
    """The address and port of every TCP socket of this node that listens."""
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == _LISTENS:
                address, _, port = fields[1].partition(":")
                yield _address(address), int(port, 16)


def _address(text: str) -> str:
    """An address from its words in the machine's byte order; any becomes the local one."""
    words = [int(text[start : start + 8], 16) for start in range(0, len(text), 8)]
    found = ipaddress.ip_address(struct.pack(f"={len(words)}I", *words))
    if found.is_unspecified:
        return "127.0.0.1" if found.version == 4 else "::1"
    return str(found)


def unix_listeners() -> Iterator[str]:
    """The names of all unix sockets, abstract ones with @, as in /proc/net/unix."""
    for line in Path("/proc/net/unix").read_text().splitlines()[1:]:
        fields = line.split(maxsplit=7)
        if len(fields) == 8:
            yield fields[7]


def greet(client: socket.socket, words: bytes) -> str:
    """What a server says to some words; empty where it says nothing."""
    client.sendall(words)
    try:
        return client.recv(2000).decode("latin-1")
    except TimeoutError:
        return ""


def x11_setup() -> bytes:
    """A client's first words to an X server, without a cookie."""
    return struct.pack("<BxHHHHxx", ord("l"), 11, 0, 0, 0)


def ask_tcp(address: str, port: int) -> str | None:
    """What a port answers; None where it can't be reached."""
    words = x11_setup() if 6000 <= port < 6100 else b"GET / HTTP/1.0\r\n\r\n"
    try:
        with socket.create_connection((address, port), timeout=_SECONDS) as client:
            return greet(client, words)
    except OSError:
        return None


def ask_unix(name: str) -> str | None:
    """What a unix socket answers; None where it can't be reached."""
    address = "\0" + name[1:] if name.startswith("@") else name
    if "X11-unix" in name:
        words = x11_setup()
    elif "dbus" in name:
        words = b"\0AUTH EXTERNAL " + str(os.getuid()).encode().hex().encode() + b"\r\n"
    else:
        words = b"GET / HTTP/1.0\r\n\r\n"
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(_SECONDS)
            client.connect(address)
            return greet(client, words)
    except OSError:
        return None


def processes(uid: int) -> list[str]:
    """The folders in /proc of a user's processes."""
    found = []
    for folder in glob.glob("/proc/[0-9]*"):
        try:
            if os.stat(folder).st_uid == uid:
                found.append(folder)
        except OSError:
            continue
    return found


def seen_of_process(folder: str) -> Iterator[str]:
    """What of a process can be looked into, beside its command line."""
    for name in _PEEKED:
        path = f"{folder}/{name}"
        try:
            if name == "fd":
                os.listdir(path)
            elif os.path.islink(path) or name.startswith("ns/"):
                os.readlink(path)
            else:
                with open(path, "rb") as file:
                    file.read(1)
        except OSError:
            continue
        yield path


def command_line(folder: str) -> str:
    try:
        return Path(folder, "cmdline").read_text(errors="replace").replace("\0", " ")
    except OSError:
        return ""


def temporary_files(uid: int) -> Iterator[str]:
    """Paths of a user's temporary files, as far as they are seen."""
    for top in _TEMPORARY:
        for folder, folders, files in os.walk(top):
            for name in (*folders, *files):
                path = os.path.join(folder, name)
                try:
                    if os.lstat(path).st_uid == uid:
                        yield path
                except OSError:
                    continue


def opened(path: str) -> bool:
    """Whether a file or a folder can be read or written."""
    try:
        if os.path.isdir(path):
            os.listdir(path)
        else:
            with open(path, "rb") as file:
                file.read(1)
    except OSError:
        return not os.path.islink(path) and not _is_socket(path) and os.access(path, os.W_OK)
    return True


def _is_socket(path: str) -> bool:
    try:
        return not os.path.isfile(path) and not os.path.isdir(path)
    except OSError:
        return False


def main() -> None:
    uid = int(sys.argv[1])
    assert uid != os.getuid()
    folders = processes(uid)
    print(
        json.dumps(
            {
                "tcp": {f"{port}": ask_tcp(address, port) for address, port in tcp_listeners()},
                "unix": {name: ask_unix(name) for name in set(unix_listeners())},
                "processes": len(folders),
                "looked_into": [path for folder in folders for path in seen_of_process(folder)],
                "command_lines": [command_line(folder) for folder in folders],
                "files": [path for path in temporary_files(uid) if opened(path)],
            }
        )
    )


if __name__ == "__main__":
    main()
