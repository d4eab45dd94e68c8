"""Ends the session when the person says so: what runs is ended in order, then the job is given back.

The hub is asked first where there is one, as it would otherwise take the job's end for a crash. Where the
hub doesn't let a server stop itself, or where there is none, Slurm cancels the job. Without a job the server
ends itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from logging import Logger

from ..core.activities import Activities
from ..core.errors import ConflictError, HpcLabError, NotFoundError
from ..slurm.client import SlurmClient
from .hub import own_hub
from .models import EndedSession, EndPreview, RunningPart, Way
from .own_job import own_job

# Kernels and applications get this long to end in order; the job's end ends what is left.
_ORDERLY_SECONDS = 20.0


class SessionEnd:
    """Ends the own session.

    Args:
        environment: the one that the server started with.
        slurm: Slurm's commands.
        activities: knows what runs, and ends it.
        forget: keeps the next session from telling of this one's end.
        stop_server: has the server end itself a moment later, when the answer is out.
        log: takes what the person isn't asked about.

    """

    def __init__(
        self,
        environment: Mapping[str, str],
        slurm: SlurmClient,
        activities: Activities,
        *,
        forget: Callable[[], Awaitable[None]],
        stop_server: Callable[[], None],
        log: Logger,
    ) -> None:
        self._job = own_job(environment)
        self._hub = own_hub(environment)
        self._slurm = slurm
        self._activities = activities
        self._forget = forget
        self._stop_server = stop_server
        self._log = log
        self._lock = asyncio.Lock()

    async def preview(self) -> EndPreview:
        """What would end, and how; nothing is done."""
        running = [RunningPart(kind=each.kind, name=each.name) for each in await self._activities.running()]
        return EndPreview(
            way=self._first_way, job_id=self._job.job_id if self._job is not None else None, running=running
        )

    async def end(self) -> EndedSession:
        """End it. The answer goes out a moment before the server does.

        Raises:
            ConflictError: it is just being ended.
            HpcLabError: the job couldn't be ended; what ran has ended all the same.

        """
        if self._lock.locked():
            raise ConflictError("ending", "This session is just being ended.")
        async with self._lock:
            await self._activities.end_all(timeout=_ORDERLY_SECONDS)
            way = await self._give_back()
            # Only now: a session that couldn't be ended may still die.
            await self._forget()
            return EndedSession(way=way)

    @property
    def _first_way(self) -> Way:
        if self._hub is not None:
            return "hub"
        return "job" if self._job is not None else "server"

    async def _give_back(self) -> Way:
        if self._hub is not None:
            try:
                await self._hub.stop_server()
                return "hub"
            except HpcLabError as error:
                self._log.info("hpclab: the session is ended without the hub: %s", error.message)
        if self._job is not None:
            try:
                await self._slurm.cancel(self._job.number)
                return "job"
            except NotFoundError:
                self._log.info("hpclab: job %s is over already", self._job.number)
        self._stop_server()
        return "server"
