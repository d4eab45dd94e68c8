"""Leads connections from a unix socket to a port of 127.0.0.1, until a program ends.

Python's library alone, and no threads: none can be made after CLONE_NEWPID.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Coroutine
from pathlib import Path
from typing import NoReturn

from hpclab.apps import process_control

_LISTENING = "0A"  # TCP_LISTEN, in the kernel's include/net/tcp_states.h
_CHUNK = 64 * 1024


def run(first: int, port: int, listen: Path, *, private: bool, outbound: tuple[int, Path] | None) -> NoReturn:
    """Forward connections until a child of this process ends, and end at once with its exit status.

    Args:
        first: the child's process id.
        port: where connections to the socket lead, on 127.0.0.1.
        listen: the unix socket; made with mode 0600.
        private: False where others can take the port: only a listener of this user is connected to then.
        outbound: a port of 127.0.0.1, and the unix socket to which it leads.

    """
    asyncio.run(_forward_until_end(first, port, listen, private=private, outbound=outbound))
    raise AssertionError("The forwarder ends this process.")


async def _forward_until_end(
    first: int, port: int, listen: Path, *, private: bool, outbound: tuple[int, Path] | None
) -> NoReturn:
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[int] = loop.create_future()

    def reap() -> None:
        pid, how = os.waitpid(first, os.WNOHANG)
        if pid and not ended.done():
            ended.set_result(process_control.exit_status(how))

    loop.add_signal_handler(signal.SIGCHLD, reap)
    reap()  # it may have ended before the handler was there

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not private and not is_own_listener(port):
            writer.close()  # the program doesn't listen yet, or somebody else has taken its port
            return
        await _forward(reader, writer, asyncio.open_connection("127.0.0.1", port))

    async def leaving(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert outbound is not None
        await _forward(reader, writer, asyncio.open_unix_connection(outbound[1]))

    previous = os.umask(0o177)
    try:
        await asyncio.start_unix_server(connected, listen)
    finally:
        os.umask(previous)
    if outbound is not None:
        await asyncio.start_server(leaving, "127.0.0.1", outbound[0])
    os._exit(await ended)


def is_own_listener(port: int) -> bool:
    """Whether this user's processes alone listen on a TCP port (proc(5), `/proc/net/tcp`)."""
    owners = set()
    for table in ("tcp", "tcp6"):
        with contextlib.suppress(OSError):
            lines = Path("/proc/net", table).read_text(encoding="ascii").splitlines()[1:]
            owners |= {
                int(fields[7])
                for fields in map(str.split, lines)
                if fields[3] == _LISTENING and int(fields[1].rpartition(":")[2], 16) == port
            }
    return owners == {os.getuid()}


async def _forward(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    connecting: Coroutine[None, None, tuple[asyncio.StreamReader, asyncio.StreamWriter]],
) -> None:
    try:
        inner_reader, inner_writer = await connecting
    except OSError:
        writer.close()  # nobody listens there yet
        return
    await asyncio.gather(_pump(reader, inner_writer), _pump(inner_reader, writer))
    for each in (inner_writer, writer):
        each.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while chunk := await reader.read(_CHUNK):
            writer.write(chunk)
            await writer.drain()
    with contextlib.suppress(OSError, RuntimeError):
        writer.write_eof()
