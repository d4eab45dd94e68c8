"""How the last session ended: accounting is asked once, at the next start; it is told until it was seen."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Mapping, Sequence
from logging import Logger
from pathlib import Path

from ..core import redaction, server_log, threads
from ..core.errors import HpcLabError
from ..slurm.accounting import PastJob
from ..slurm.client import SlurmClient
from ..slurm.states import FAILED, OVER
from . import records
from .models import LastSession, LastSessions
from .own_job import own_job
from .records import SessionRecord

_PATIENCE_SECONDS = 5.0
# A session that ended long ago, with others since, needs no more than a look at the youngest few.
_LOOKED_AT = 3

_ROOT = 0
_DIED = FAILED | {"PREEMPTED", "REVOKED"}


class LastSessionReader:
    """Knows how the session before this one ended.

    Args:
        environment: the one that the server started with.
        slurm: Slurm's commands.
        log_patterns: where servers write their logs, where it isn't known otherwise; with `{job_id}` and `~`.
        log: takes what nobody waits for.

    """

    def __init__(
        self, environment: Mapping[str, str], slurm: SlurmClient, log_patterns: Sequence[str], log: Logger
    ) -> None:
        self._slurm = slurm
        self._patterns = log_patterns
        self._log = log
        self._folder = records.folder(environment)
        self._home = environment.get("HOME") or str(Path.home())
        self._below_hub = "JUPYTERHUB_API_URL" in environment
        self._cluster = environment.get("SLURM_CLUSTER_NAME", "")
        job = own_job(environment)
        self._own = SessionRecord(job.number, self._cluster, time.time(), _own_log()) if job else None
        self._asked: asyncio.Task[tuple[SessionRecord, LastSession] | None] | None = None

    async def begin(self) -> None:
        """Remember this session. A home that is full or can't be written to only costs the memory of it."""
        await self._on_disk(lambda: records.remove_old(self._folder))
        own = self._own
        if own is not None:
            await self._on_disk(lambda: records.write(own, self._folder))

    async def forget_own(self) -> None:
        """This session ends as the person wants: there will be nothing to tell."""
        if self._own is not None:
            await self._forget(self._own)

    async def last(self) -> LastSessions:
        """How the last session ended; all who ask share one question to accounting."""
        if self._asked is None:
            self._asked = asyncio.create_task(self._find())
        found = await asyncio.shield(self._asked)
        return LastSessions(last=found[1] if found else None)

    async def seen(self) -> None:
        """It was seen, and isn't told any more."""
        if self._asked is not None and self._asked.done() and (found := self._asked.result()):
            await self._forget(found[0])
            self._asked = asyncio.create_task(_nothing())

    async def _find(self) -> tuple[SessionRecord, LastSession] | None:
        """The youngest session that died. What ended well is forgotten."""
        for record in (await self._others())[:_LOOKED_AT]:
            try:
                known = await self._slurm.accounted(record.number)
            except HpcLabError as error:
                self._log.info("hpclab: how job %s ended isn't known: %s", record.number, error.message)
                return None
            if known is None or known.state not in OVER:
                continue
            if self._has_died(known):
                return record, await self._told(record, known)
            await self._forget(record)
        return None

    async def _others(self) -> list[SessionRecord]:
        try:
            found = await threads.run(lambda: records.read(self._folder), timeout=_PATIENCE_SECONDS)
        except (OSError, HpcLabError):
            return []
        own = self._own.number if self._own is not None else None
        return [each for each in found if each.cluster == self._cluster and each.number != own]

    def _has_died(self, job: PastJob) -> bool:
        if job.state == "CANCELLED":
            # The hub may stop a server in another user's name; without one it was an admin.
            return job.cancelled_by not in (None, os.getuid()) and not self._below_hub
        return job.state in _DIED

    async def _told(self, record: SessionRecord, job: PastJob) -> LastSession:
        path, text = await self._end_of_log(record)
        return LastSession(
            job_id=record.number,
            state=job.state,
            by_admin=job.cancelled_by == _ROOT,
            started=job.start,
            ended=job.end,
            limit=job.limit,
            memory_limit=job.memory,
            memory_peak=job.peak_memory,
            exit_status=job.exit_code or 0,
            signal=job.signal or 0,
            log=text,
            log_path=path,
        )

    async def _end_of_log(self, record: SessionRecord) -> tuple[str | None, str | None]:
        candidates = [record.log] if record.log else []
        for pattern in self._patterns:
            path = pattern.replace("{job_id}", record.number)
            candidates.append(f"{self._home}{path[1:]}" if path.startswith("~/") else path)

        def read() -> tuple[str | None, str | None]:
            for path in candidates:
                if (text := server_log.end_of(Path(path))) is not None:
                    return path, redaction.redact(text, ())
            return None, None

        try:
            return await threads.run(read, timeout=_PATIENCE_SECONDS)
        except HpcLabError:
            return None, None

    async def _forget(self, record: SessionRecord) -> None:
        await self._on_disk(lambda: records.remove(record, self._folder))

    async def _on_disk(self, work: Callable[[], None]) -> None:
        try:
            await threads.run(work, timeout=_PATIENCE_SECONDS)
        except (OSError, HpcLabError) as error:
            self._log.info("hpclab: the memory of sessions can't be kept: %s", error)


async def _nothing() -> None:
    return None


def _own_log() -> str | None:
    path = server_log.own_log()
    return str(path) if path is not None else None
