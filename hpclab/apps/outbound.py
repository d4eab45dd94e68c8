"""An HTTP proxy on a private unix socket: by it a program in a private network reaches the internet.

It connects to other machines' public addresses only (RFC 9110, 9.3.6 for CONNECT; 7.1 of RFC 9112 for `GET
http://…`): never to this node, whose local services take who comes from here for the user, nor to a site's
private network. What counts is the address that a name resolves to, and to that very address it connects.

Like `isolation`, it runs beside the supervisor's other processes and uses Python's library alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import os
import socket
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit, urlunsplit

_CONNECTIONS = 64
_HEAD_BYTES = 32 * 1024
_CHUNK = 64 * 1024
_HEAD_SECONDS, _CONNECT_SECONDS, _IDLE_SECONDS = 30.0, 20.0, 300.0
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052, 2.1
_PORTS = {"http": 80, "https": 443}
# Headers between the program and this proxy (RFC 9110, 7.6.1).
_HOP_HEADERS = ("connection:", "proxy-connection:", "proxy-authorization:", "keep-alive:")

Address = tuple[str, int]
Resolver = Callable[[str, int], Awaitable[Sequence[Address]]]


class RefusedError(Exception):
    """What is asked for isn't given; the status and a reason for whoever asked."""

    def __init__(self, status: str, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


def serve(socket: Path) -> NoReturn:
    """Be the proxy, on a socket that is made with mode 0600, until this process is ended."""
    asyncio.run(_serve(Proxy(public_addresses), socket))
    raise AssertionError("It serves until the process is ended.")


async def public_addresses(host: str, port: int) -> list[Address]:
    """The addresses of a machine, all of them public.

    Raises:
        RefusedError: it has none, or one that is this node's or a private network's.

    """
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise RefusedError("502 Bad Gateway", f"The name {host} is unknown: {error}.") from error
    addresses = [(str(each[4][0]), port) for each in found]
    if not addresses or not all(is_public(address) for address, _ in addresses):
        raise RefusedError("403 Forbidden", f"{host} is not on the public internet.")
    if any(is_this_nodes(address) for address, _ in addresses):
        raise RefusedError("403 Forbidden", f"{host} is this node.")
    return addresses


def is_public(address: str) -> bool:
    """Whether an IP address is of the public internet, also where one is written inside the other's."""
    found = ipaddress.ip_address(address.partition("%")[0])
    inner = _ipv4_in(found) if isinstance(found, ipaddress.IPv6Address) else None
    return found.is_global and not found.is_multicast and (inner is None or inner.is_global)


def _ipv4_in(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address to which packets for an IPv6 address go in the end; None where it is just itself."""
    if address in _NAT64:
        return ipaddress.IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour


def is_this_nodes(address: str) -> bool:
    """Whether an IP address is one of this node's: only then a socket can have it."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((address, 0))
        except OSError:
            return False
    return True


class Proxy:
    """Connects programs with machines.

    Args:
        resolve: the addresses to which a name may lead.

    """

    def __init__(self, resolve: Resolver) -> None:
        self._resolve = resolve
        self._places = asyncio.Semaphore(_CONNECTIONS)

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection: one request, which is passed on with its answer."""
        async with self._places:
            with contextlib.suppress(OSError, asyncio.TimeoutError):
                await self._answer(reader, writer)
        writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await _head(reader)
            host, port, passed = target(head)
            there, back = await self._connect(host, port)
        except RefusedError as refused:
            print(f"hpclab: network: {refused.reason}", flush=True)
            body = f"{refused.reason}\n".encode("utf-8", "replace")
            start = f"HTTP/1.1 {refused.status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
            writer.write(start.encode("ascii") + body)
            await writer.drain()
            return
        if passed:
            back.write(passed)
        else:
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        traffic = _Traffic()
        await asyncio.gather(_pump(reader, back, traffic), _pump(there, writer, traffic))
        back.close()

    async def _connect(self, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await _opened(host, await self._resolve(host, port))


async def _opened(
    host: str, addresses: Sequence[Address]
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection to the first of a machine's addresses that takes one."""
    first, *others = addresses
    try:
        return await asyncio.wait_for(asyncio.open_connection(*first), _CONNECT_SECONDS)
    except (OSError, asyncio.TimeoutError) as error:
        if others:
            return await _opened(host, others)
        why = str(error) or "it took too long"
        raise RefusedError("502 Bad Gateway", f"{host} could not be reached: {why}.") from error


def target(head: bytes) -> tuple[str, int, bytes]:
    """What the head of a request to a proxy asks for.

    Returns:
        The machine, its port, and what to send there first: nothing for CONNECT.

    Raises:
        RefusedError: it isn't such a request.

    """
    first, *lines = head.decode("latin-1").split("\r\n")
    words = first.split(" ")
    if len(words) != 3:
        raise RefusedError("400 Bad Request", "This is no request of HTTP.")
    method, asked, version = words
    try:
        parts = urlsplit(f"//{asked}" if method == "CONNECT" else asked)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError as error:
        raise RefusedError("400 Bad Request", f"The address can't be read: {error}.") from error
    if not parts.hostname or port is None or (method != "CONNECT" and parts.scheme != "http"):
        raise RefusedError("400 Bad Request", "Only CONNECT and http:// addresses are served.")
    if method == "CONNECT":
        return parts.hostname, port, b""
    path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    kept = [line for line in lines if line and not line.lower().startswith(_HOP_HEADERS)]
    # One request for each connection: the next one could ask for another machine.
    passed = "\r\n".join([f"{method} {path} {version}", *kept, "Connection: close", "", ""])
    return parts.hostname, port, passed.encode("latin-1")


async def _head(reader: asyncio.StreamReader) -> bytes:
    try:
        return await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), _HEAD_SECONDS)
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
        raise RefusedError("400 Bad Request", "The request has no end.") from error


class _Traffic:
    """When a connection was last used, in whichever direction: a long download is silent in the other."""

    def __init__(self) -> None:
        self.note()

    def note(self) -> None:
        """Something passes now."""
        self._last = time.monotonic()

    @property
    def is_idle(self) -> bool:
        """Whether nothing has passed for long."""
        return time.monotonic() - self._last >= _IDLE_SECONDS


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, traffic: _Traffic) -> None:
    with contextlib.suppress(OSError):
        while chunk := await _next_chunk(reader, traffic):
            traffic.note()
            writer.write(chunk)
            await writer.drain()
    with contextlib.suppress(OSError, RuntimeError):
        writer.write_eof()


async def _next_chunk(reader: asyncio.StreamReader, traffic: _Traffic) -> bytes:
    """What comes next; nothing at the end, or when both directions have been silent for long."""
    reading = asyncio.ensure_future(reader.read(_CHUNK))
    try:
        while not (await asyncio.wait([reading], timeout=_IDLE_SECONDS))[0]:
            if traffic.is_idle:
                return b""
        return reading.result()
    finally:
        reading.cancel()


async def _serve(proxy: Proxy, path: Path) -> None:
    previous = os.umask(0o177)
    try:
        server = await asyncio.start_unix_server(proxy.connected, path, limit=_HEAD_BYTES)
    finally:
        os.umask(previous)
    await server.serve_forever()
