"""What runs beside the server with modules of its start: kernels, terminals, applications.

Each capability adds a source for what it runs; whoever needs to know asks here, and knows none of them.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Literal

import msgspec

ActivityKind = Literal["kernel", "terminal", "app"]


class Activity(msgspec.Struct, frozen=True):
    """Something that runs.

    Attributes:
        kind: what it is.
        id: names it among its kind, in the routes of its capability.
        name: as people know it, such as the notebook's name; text of theirs.
        modules: full names of what was loaded when it started; empty too where that isn't known.
        stale: it started with other modules than those that are loaded now; None where that isn't known.
        pid: the process on this node from which all of it descends; None where there is none here.

    """

    kind: ActivityKind
    id: str
    name: str
    modules: tuple[str, ...]
    stale: bool | None
    pid: int | None = None


Source = Callable[[], Awaitable[Sequence[Activity]]]
End = Callable[[], Awaitable[None]]

_log = logging.getLogger(__name__)


class Activities:
    """All that runs, from every source."""

    def __init__(self) -> None:
        self._sources: list[Source] = []
        self._ends: list[End] = []

    def add(self, source: Source, end: End) -> None:
        """Ask this too.

        Args:
            source: tells what runs; answers soon, also where a disk or a process hangs.
            end: ends all of it in order.

        """
        self._sources.append(source)
        self._ends.append(end)

    async def running(self) -> list[Activity]:
        """What runs now, in the order in which the sources were added."""
        found = await asyncio.gather(*(source() for source in self._sources))
        return [activity for activities in found for activity in activities]

    async def end_all(self, *, timeout: float) -> None:
        """End all that runs, side by side, in order.

        Args:
            timeout: seconds after which what still runs is left to whatever ends the server.

        """
        ending = [asyncio.ensure_future(end()) for end in self._ends]
        if not ending:
            return
        done, late = await asyncio.wait(ending, timeout=timeout)
        for task in late:
            task.cancel()
        for task in done:
            if error := task.exception():
                _log.warning("hpclab: something did not end in order", exc_info=error)
