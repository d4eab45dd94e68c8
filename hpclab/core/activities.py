"""What runs beside the server with modules of its start: kernels, terminals, applications.

Each capability adds a source for what it runs; whoever needs to know asks here, and knows none of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal

ActivityKind = Literal["kernel", "terminal", "app"]


@dataclass(frozen=True)
class Activity:
    """Something that runs.

    Attributes:
        kind: what it is.
        id: names it among its kind, in the routes of its capability.
        name: as people know it, such as the notebook's name; text of theirs.
        modules: full names of what was loaded when it started; empty too where that isn't known.
        stale: it started with other modules than those that are loaded now; None where that isn't known.

    """

    kind: ActivityKind
    id: str
    name: str
    modules: tuple[str, ...]
    stale: bool | None


Source = Callable[[], Awaitable[Sequence[Activity]]]


class Activities:
    """All that runs, from every source."""

    def __init__(self) -> None:
        self._sources: list[Source] = []

    def add(self, source: Source) -> None:
        """Ask this too. A source answers soon, also where a disk or a process hangs."""
        self._sources.append(source)

    async def running(self) -> list[Activity]:
        """What runs now, in the order in which the sources were added."""
        found = await asyncio.gather(*(source() for source in self._sources))
        return [activity for activities in found for activity in activities]
