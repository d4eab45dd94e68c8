"""Whether an application on a unix socket answers yet."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from .spec import AppSpec, Protocol

_ANSWER_SECONDS = 10.0
# The pause between two questions: a hundredth of what the start has taken so far. Nobody notices that, and
# asking costs next to nothing.
_PAUSE_SHARE, _SHORTEST_PAUSE, _LONGEST_PAUSE = 0.01, 0.01, 0.25  # seconds


async def until_ready(spec: AppSpec, socket: Path, prefix: str = "") -> None:
    """Return as soon as the application answers. Waits without end: the caller sets the limit."""
    started = time.monotonic()
    while not await answers(spec, socket, prefix):
        pause = (time.monotonic() - started) * _PAUSE_SHARE
        await asyncio.sleep(min(max(pause, _SHORTEST_PAUSE), _LONGEST_PAUSE))


async def answers(spec: AppSpec, socket: Path, prefix: str = "") -> bool:
    """Whether it answers now: an HTTP server with its page, a VNC server with its greeting.

    Some servers listen before they know their pages, and answer 404 until then.
    """
    try:
        first = await asyncio.wait_for(_first_line(spec, socket, prefix), _ANSWER_SECONDS)
    except (OSError, ValueError, asyncio.TimeoutError):
        return False
    if spec.protocol is Protocol.VNC:
        return first.startswith(b"RFB ")  # RFC 6143, 7.1.1
    return status_of(first) in spec.ready_statuses


def status_of(status_line: bytes) -> int:
    """The status in the first line of an HTTP answer (RFC 9112, 4); 0 where it isn't one."""
    words = status_line.split()
    if len(words) >= 2 and words[0].startswith(b"HTTP/") and words[1].isdigit():
        return int(words[1])
    return 0


async def _first_line(spec: AppSpec, socket: Path, prefix: str) -> bytes:
    reader, writer = await asyncio.open_unix_connection(socket)
    try:
        if spec.protocol is Protocol.HTTP:
            writer.write(f"GET {prefix}{spec.ready_path} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode("ascii"))
        return await reader.readline()
    finally:
        writer.close()
