"""Watches the job's memory: warns before it is full, also while nobody looks, and says who holds it.

The watch reads two small files of the job's own cgroup every few seconds. Who holds the memory is read from
the processes only when somebody asks: the panel while it is seen, or a browser that was told of a warning.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import Callable, Mapping

from ..core import tasks, threads
from ..core.activities import Activities
from ..core.errors import HpcLabError
from ..core.events import ChangeEvents, Revision
from . import cgroups, consumers
from .models import MemoryState, MemoryUser, MemoryWarning
from .own_job import own_job
from .trend import PACE_SECONDS, MemoryTrend, Sample

_PATIENCE_SECONDS = 5.0
# All tabs share an answer for this long.
_SHARED_SECONDS = 2.0
# Who holds less than this is no news.
_SMALLEST_BYTES = 10 * 1024 * 1024


class MemoryWatch:
    """The job's memory.

    Args:
        environment: the one that the server started with.
        activities: knows what runs.
        events: told of a warning, and of its end.
        clock: seconds that only grow.

    """

    def __init__(
        self,
        environment: Mapping[str, str],
        activities: Activities,
        events: ChangeEvents,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._in_job = own_job(environment) is not None
        self._activities = activities
        self._events = events
        self._clock = clock
        self._revision = Revision()
        self._trend = MemoryTrend()
        self._warning: MemoryWarning | None = None
        self._groups: cgroups.JobGroups | None = None
        self._cgroup = threads.OneAtATime[cgroups.Memory | None]()
        self._processes = threads.OneAtATime[dict[int, consumers.Held]]()
        self._watching: asyncio.Task[None] | None = None
        self._users: list[MemoryUser] = []
        self._users_at = float("-inf")
        self._lock = asyncio.Lock()

    def start(self) -> None:
        """Begin to watch; outside of a job there is nothing to be watched."""
        if self._in_job:
            self._watching = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Watch no more."""
        if self._watching is not None:
            await tasks.end(self._watching)

    async def state(self) -> MemoryState:
        """Who holds the memory, and the warning if there is one."""
        async with self._lock:
            if self._clock() - self._users_at > _SHARED_SECONDS:
                self._users = await self._find_users()
                self._users_at = self._clock()
        return MemoryState(
            revision=self._revision.value, now=time.time(), warning=self._warning, users=self._users
        )

    async def _watch(self) -> None:
        while True:
            # The job has just ended, or the kernel is stuck.
            with contextlib.suppress(OSError, ValueError, HpcLabError):
                await self.look()
            await asyncio.sleep(PACE_SECONDS)

    async def look(self) -> None:
        """Take a sample, and tell browsers where that is reason for a warning, or for its end.

        Raises:
            OSError: the job has just ended.
            ValueError: the kernel writes something else than it documents.
            TooSlowError: the kernel doesn't answer.

        """
        found = await self._cgroup.run(self._read, timeout=_PATIENCE_SECONDS)
        if found is not None and found.limit is not None:
            self._follow(Sample(self._clock(), found.used, found.limit))

    def _read(self) -> cgroups.Memory | None:
        """Read the job's cgroup; where it is doesn't change. May wait for the disk."""
        self._groups = self._groups or cgroups.own_job_groups()
        return cgroups.memory(self._groups) if self._groups is not None else None

    def _follow(self, sample: Sample) -> None:
        seconds = self._trend.add(sample)
        if seconds is not None:
            now = time.time()
            self._warning = MemoryWarning(at=now, full_at=now + seconds, used=sample.used, limit=sample.limit)
        elif self._warning is None or self._trend.warns:
            return
        else:
            self._warning = None
        self._users_at = float("-inf")
        self._events.advance("memory", self._revision)

    async def _find_users(self) -> list[MemoryUser]:
        running = [each for each in await self._activities.running() if each.pid is not None]
        try:
            processes = await self._processes.run(
                lambda: consumers.read(os.getuid()), timeout=_PATIENCE_SECONDS
            )
        except (OSError, HpcLabError):
            return []
        roots = {os.getpid(), *(each.pid for each in running if each.pid is not None)}
        held = consumers.held_by_trees(processes, roots)
        users = [MemoryUser(kind="server", id="", name="JupyterLab", held=held[os.getpid()])]
        users += [
            MemoryUser(kind=each.kind, id=each.id, name=each.name, held=held[each.pid])
            for each in running
            if each.pid is not None
        ]
        users.sort(key=lambda user: user.held, reverse=True)
        return [user for user in users if user.held >= _SMALLEST_BYTES]
