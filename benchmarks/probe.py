"""A server extension that watches its server: how long the event loop is kept busy, and its memory.

`GET /benchmarks/probe` tells what it saw; of waits those since it was asked before.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Mapping
from pathlib import Path

import msgspec
from jupyter_server.base.handlers import APIHandler
from jupyter_server.serverapp import ServerApp
from jupyter_server.utils import url_path_join
from tornado import web

_PAUSE_SECONDS = 0.001
_PAGE = os.sysconf("SC_PAGE_SIZE")
_SETTING = "benchmarks_probe"


class Seen(msgspec.Struct):
    """What a probe saw.

    Attributes:
        longest_wait: seconds that the event loop was kept busy at a stretch, without the time in which other
            processes had its core.
        memory_before: resident bytes of the server when the probe started.
        memory_most: the most that they were since.

    """

    longest_wait: float
    memory_before: int
    memory_most: int


class Probe:
    """Watches the event loop that it is started in."""

    def __init__(self) -> None:
        memory = _resident()
        self.seen = Seen(longest_wait=0.0, memory_before=memory, memory_most=memory)

    async def watch(self) -> None:
        """Take short naps for ever, and note by how much each is too long."""
        while True:
            began, queued = time.perf_counter(), _queued()
            await asyncio.sleep(_PAUSE_SECONDS)
            elsewhere = _queued() - queued
            wait = time.perf_counter() - began - _PAUSE_SECONDS - elsewhere
            self.seen.longest_wait = max(self.seen.longest_wait, wait)
            self.seen.memory_most = max(self.seen.memory_most, _resident())


class ProbeHandler(APIHandler):
    """Tells what the probe saw."""

    @web.authenticated
    async def get(self) -> None:
        """Send it, and look for the longest wait anew: a server's start has others."""
        settings: Mapping[str, Probe] = self.settings
        probe = settings[_SETTING]
        self.finish(msgspec.json.encode(probe.seen))
        probe.seen.longest_wait = 0.0


def _queued() -> float:
    """Seconds that this thread has waited for a core (proc(5), /proc/PID/schedstat)."""
    return int(Path("/proc/thread-self/schedstat").read_text().split()[1]) / 1e9


def _resident() -> int:
    """Bytes of memory that this process has (proc(5), /proc/PID/statm)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "benchmarks.probe"}]


def _load_jupyter_server_extension(server: ServerApp) -> None:
    """Put up the probe's address."""
    address = url_path_join(server.base_url, "benchmarks", "probe")
    server.web_app.add_handlers(".*$", [(address, ProbeHandler)])  # type: ignore[no-untyped-call] # Tornado


async def _start_jupyter_server_extension(server: ServerApp) -> None:
    """Begin to watch."""
    probe = Probe()
    server.web_app.settings[_SETTING] = probe
    server.web_app.settings[f"{_SETTING}_task"] = asyncio.create_task(probe.watch())
