"""The way out of a private network leads to the public internet, and nowhere else."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hpclab.apps import namespaces, outbound, private_folder, supervisor
from hpclab.apps.outbound import Address, Proxy, RefusedError, target


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("192.168.0.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("0.0.0.0", False),  # noqa: S104
        ("::1", False),
        ("fe80::1%eth0", False),
        ("::ffff:127.0.0.1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::5db8:d822", True),
        ("64:ff9b::a01:203", False),
    ],
)
def test_only_public_addresses_are_public(address: str, public: bool) -> None:
    assert outbound.is_public(address) is public


def test_this_nodes_addresses_are_known() -> None:
    assert outbound.is_this_nodes("127.0.0.1")
    assert not outbound.is_this_nodes("192.0.2.1")


def test_what_is_asked_for_is_read() -> None:
    assert target(b"CONNECT wikidata.org:443 HTTP/1.1\r\nHost: x\r\n\r\n") == ("wikidata.org", 443, b"")
    head = b"POST http://a.example/x?y=1 HTTP/1.1\r\nHost: a.example\r\nProxy-Connection: keep-alive\r\n\r\n"
    assert target(head) == (
        "a.example",
        80,
        b"POST /x?y=1 HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n",
    )


@pytest.mark.parametrize(
    "line",
    ["GET /x HTTP/1.1", "GET ftp://a/x HTTP/1.1", "CONNECT a HTTP/1.1", "CONNECT a:x HTTP/1.1", "nonsense"],
)
def test_what_cannot_be_served_is_refused(line: str) -> None:
    with pytest.raises(RefusedError):
        target(f"{line}\r\n\r\n".encode())


@asynccontextmanager
async def _machine() -> AsyncIterator[int]:
    """A server that sends back what it gets."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1000):
            writer.write(b"echo " + data)
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()


async def _asked(folder: Path, proxy: Proxy, request: bytes, more: bytes = b"") -> bytes:
    server = await asyncio.start_unix_server(proxy.connected, folder / "proxy")
    reader, writer = await asyncio.open_unix_connection(folder / "proxy")
    writer.write(request)
    answer = b""
    if more:
        answer = await reader.readuntil(b"\r\n\r\n")
        writer.write(more)
    with contextlib.suppress(OSError):
        writer.write_eof()
    answer += await asyncio.wait_for(reader.read(), 10)
    writer.close()
    server.close()
    return answer


async def test_it_connects_to_the_address_that_was_checked(tmp_path: Path) -> None:
    async with _machine() as port:

        async def resolve(host: str, asked: int) -> Sequence[Address]:
            assert (host, asked) == ("machine.example", 443)
            return [("127.0.0.1", port)]

        request = b"CONNECT machine.example:443 HTTP/1.1\r\n\r\n"
        answer = await _asked(tmp_path, Proxy(resolve), request, b"hello")
    assert answer == b"HTTP/1.1 200 Connection established\r\n\r\necho hello"


async def test_a_page_is_asked_for_in_the_programs_place(tmp_path: Path) -> None:
    async with _machine() as port:

        async def resolve(host: str, asked: int) -> Sequence[Address]:
            return [("127.0.0.1", port)]

        answer = await _asked(tmp_path, Proxy(resolve), b"GET http://machine.example/x HTTP/1.1\r\n\r\n")
    assert answer == b"echo GET /x HTTP/1.1\r\nConnection: close\r\n\r\n"


async def test_the_next_address_is_tried(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        nobodys = closed.getsockname()[1]
    async with _machine() as port:

        async def resolve(host: str, asked: int) -> Sequence[Address]:
            return [("127.0.0.1", nobodys), ("127.0.0.1", port)]

        request = b"CONNECT machine.example:443 HTTP/1.1\r\n\r\n"
        answer = await _asked(tmp_path, Proxy(resolve), request, b"hello")
    assert answer.endswith(b"echo hello")


async def test_a_long_download_is_not_idle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "_IDLE_SECONDS", 0.5)
    cut_off: list[bool] = []

    async def send(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for _ in range(20):
            writer.write(b"x")
            await asyncio.sleep(0.05)
        cut_off.append(reader.at_eof())
        writer.close()

    machine = await asyncio.start_server(send, "127.0.0.1", 0)

    async def resolve(host: str, asked: int) -> Sequence[Address]:
        return [("127.0.0.1", machine.sockets[0].getsockname()[1])]

    server = await asyncio.start_unix_server(Proxy(resolve).connected, tmp_path / "proxy")
    reader, writer = await asyncio.open_unix_connection(tmp_path / "proxy")
    writer.write(b"GET http://machine.example/x HTTP/1.1\r\n\r\n")
    answer = await asyncio.wait_for(reader.read(), 10)
    for each in (writer, server, machine):
        each.close()
    assert answer == b"x" * 20
    assert cut_off == [False]


async def test_who_asks_for_more_is_told_no(tmp_path: Path) -> None:
    for name in ("127.0.0.1", "localhost", "[::1]"):
        request = f"CONNECT {name}:22 HTTP/1.1\r\n\r\n".encode()
        answer = await _asked(tmp_path, Proxy(outbound.public_addresses), request)
        assert answer.startswith(b"HTTP/1.1 403 Forbidden\r\n"), name
        (tmp_path / "proxy").unlink(missing_ok=True)


_INSIDE = """
import socket, sys, time
try:
    socket.create_connection(("127.0.0.1", int(sys.argv[1])), 5)
    print("the node's own ports can be reached")
except OSError:
    pass
for _ in range(100):
    try:
        proxy = socket.create_connection(("127.0.0.1", 3128), 5)
        proxy.sendall(b"CONNECT 127.0.0.1:%d HTTP/1.1\\r\\n\\r\\n" % int(sys.argv[1]))
        answer = proxy.recv(1000)
        if answer:
            break
    except OSError:
        pass
    time.sleep(0.1)
print(answer.split(b"\\r\\n")[0].decode(), flush=True)
"""


@pytest.mark.skipif(namespaces.obstacle() is not None, reason="there are no private networks here")
async def test_the_way_out_begins_inside_the_private_network(tmp_path: Path) -> None:
    folder = private_folder.make("test", {"TMPDIR": str(tmp_path)})
    async with _machine() as port:
        launch = supervisor.Launch(
            parent=os.getpid(),
            argv=[sys.executable, "-c", _INSIDE, str(port)],
            environment=dict(os.environ),
            cwd="/",
            grace=1.0,
            private_port=4711,
            outbound_port=3128,
        )
        launch.write(folder)
        command = [sys.executable, "-I", "-S", supervisor.__file__, str(folder)]
        ended = await asyncio.to_thread(
            subprocess.run, command, capture_output=True, text=True, timeout=60, check=False, env={}
        )
    assert ended.stdout.splitlines()[-1] == "HTTP/1.1 403 Forbidden"
    assert "can be reached" not in ended.stdout
    assert "127.0.0.1 is not on the public internet" in ended.stdout
    assert (folder / supervisor.OUTBOUND_SOCKET_FILE).stat().st_mode & 0o777 == 0o600
