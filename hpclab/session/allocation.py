"""The Slurm job that the server runs in: one question to Slurm that all tabs share, never too often.

Time left counts down in the browser from the end time. Slurm is asked again only to notice a change, such as
of the time limit; while it doesn't answer, the last known figures stay, with a word on their age.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Mapping
from logging import Logger

import msgspec

from ..core import tasks
from ..core.errors import HpcLabError
from ..core.events import ChangeEvents, Revision
from ..core.pace import Backoff, Budget
from ..slurm import parse
from ..slurm.client import SlurmClient
from ..slurm.states import OVER
from .models import Session
from .own_job import own_job

# An answer is shared for this long; a browser that looks asks every two minutes, and so Slurm every four.
_SHARED_SECONDS = 220.0
# Somebody who asks for a fresh answer gets one that is at most this old.
_FRESH_SECONDS = 10.0
# At most 25 questions in any hour, 5 + 3600 / 180, each one call of slurmctld. Who refreshes nothing causes
# 15 of them, and the jobs in the same panel four questions of two calls: below 30 together.
_BURST = 5
_INTERVAL_SECONDS = 180.0
# A request waits this long for Slurm; a later answer comes by an event.
_PATIENCE_SECONDS = 3.0


class _Known(msgspec.Struct, frozen=True):
    """What is known of the job, apart from when it was learnt.

    Attributes:
        job: from Slurm or from the environment; None outside of a job.
        nodes: names of its nodes.
        reason: why there is no job.
        stale: why the figures are older than they should be.

    """

    job: parse.Job | None
    nodes: tuple[str, ...] = ()
    reason: str | None = None
    stale: str | None = None


class Allocation:
    """The own job.

    Args:
        environment: the environment that the server started with.
        client: Slurm's commands.
        events: told when a later answer of Slurm differs.
        log: takes what nobody waits for.

    """

    def __init__(
        self,
        environment: Mapping[str, str],
        client: SlurmClient,
        events: ChangeEvents,
        log: Logger,
    ) -> None:
        self._client = client
        self._events = events
        self._log = log
        self._revision = Revision()
        self._own = own_job(environment)
        self._known = _at_start(self._own)
        self._answered_at: float | None = None  # Unix seconds
        self._asked_at: float | None = None  # monotonic, as is the next
        self._not_before = 0.0
        self._budget = Budget(_BURST, _INTERVAL_SECONDS)
        self._backoff = Backoff(60, 900)
        self._question: asyncio.Task[None] | None = None

    async def session(self, *, fresh: bool = False) -> Session:
        """The job, from the answer that all tabs share.

        Args:
            fresh: whether a younger answer is wanted, within what is gentle on Slurm.

        """
        if self._question is None and self._is_due(fresh):
            self._question = asyncio.create_task(self._ask())
        if self._question is not None:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(asyncio.shield(self._question), _PATIENCE_SECONDS)
        return self._session()

    async def ask_anew(self) -> None:
        """The job may have been changed: ask Slurm, however young the last answer, within what is gentle."""
        if self._question is not None:
            # It may have been asked before the change.
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(asyncio.shield(self._question), _PATIENCE_SECONDS)
        self._asked_at = None
        self._not_before = 0.0
        await self.session(fresh=True)

    def advance(self) -> None:
        """Something that is told with the job has changed: raise the revision and tell every browser."""
        self._events.advance("session", self._revision)

    async def close(self) -> None:
        """End a question that is under way."""
        if self._question is not None:
            await tasks.end(self._question)

    def _is_due(self, fresh: bool) -> bool:
        if self._own is None:
            return False
        now = time.monotonic()
        if self._asked_at is not None:
            age = now - self._asked_at
            if age < (_FRESH_SECONDS if fresh else _SHARED_SECONDS) or (now < self._not_before and not fresh):
                return False
        return self._budget.take()

    async def _ask(self) -> None:
        """Ask Slurm; whatever comes of it is kept, and announced where it is news."""
        assert self._own is not None
        self._asked_at = time.monotonic()
        try:
            known = await self._learn(self._own)
            self._answered_at = time.time()
            self._backoff.succeeded()
        except HpcLabError as error:
            known = msgspec.structs.replace(self._known, stale=self._stale(error))
            self._not_before = time.monotonic() + self._backoff.failed()
            self._log.warning("hpclab: job %s: %s %s", self._own.job_id, error.message, error.detail or "")
        finally:
            self._question = None
        if known != self._known:
            self._known = known
            self.advance()

    async def _learn(self, own: parse.Job) -> _Known:
        # A task of an array is asked for by its task: its number alone could name the whole array.
        job = await self._client.job(own.job_id if "_" in own.job_id else own.number)
        if job is None or job.state in OVER:
            return _Known(job=None, reason=_ended(own.job_id))
        # A job without a limit has no end, whatever Slurm writes for it.
        job = msgspec.structs.replace(job, job_id=own.job_id, end=job.end if job.limit is not None else None)
        return _Known(job=job, nodes=await self._node_names(job))

    def _stale(self, error: HpcLabError) -> str:
        if self._answered_at is None:
            return f"{error.message} These figures are those of the job's start."
        return f"{error.message} These figures are the last known ones."

    async def _node_names(self, job: parse.Job) -> tuple[str, ...]:
        if self._known.job is not None and self._known.job.nodes == job.nodes and self._known.nodes:
            return self._known.nodes
        return tuple(await self._client.node_names(job.nodes))

    def _session(self) -> Session:
        now = time.time()
        job = self._known.job
        if job is None:
            return Session(
                revision=self._revision.value,
                in_job=False,
                now=now,
                reason=self._known.reason,
                as_of=self._answered_at,
            )
        return Session(
            revision=self._revision.value,
            in_job=True,
            now=now,
            job_id=job.job_id,
            name=job.name,
            account=job.account,
            partition=job.partition,
            qos=job.qos,
            nodes=list(self._known.nodes),
            cpus=job.cpus,
            memory=job.memory,
            gpus=job.gpus,
            start=job.start,
            end=job.end,
            time_left=max(0.0, job.end - now) if job.end is not None else None,
            limit=job.limit,
            as_of=self._answered_at,
            stale=self._known.stale,
        )


def _at_start(own: parse.Job | None) -> _Known:
    if own is None:
        return _Known(
            job=None,
            reason="This server does not run inside a Slurm job, so there is no time limit to count down. "
            "To get a job, start JupyterLab through your site's hub or portal, or with sbatch.",
        )
    nodes = tuple(own.nodes.split(",")) if own.nodes and "[" not in own.nodes else ()
    return _Known(
        job=own,
        nodes=nodes,
        stale="Slurm has not answered yet; these figures are those of the job's start.",
    )


def _ended(job_id: str) -> str:
    return (
        f"The Slurm job {job_id} that this server was started in has ended, but the server goes on outside "
        "of it. Save your work and start a new session."
    )
