"""Knows which of one's jobs have ended, without a question to Slurm of its own.

Jobs that were submitted here leave a report, in a folder that is looked at every few seconds. Others are
noticed when somebody asks for the queue: who was in it before and isn't any more, or is over now.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import msgspec

from ..core import tasks, threads
from ..core.errors import HpcLabError
from ..core.events import ChangeEvents, Revision
from ..slurm.queue import QueueEntry
from ..slurm.states import FAILED, OVER
from . import end_report
from .end_report import EndReport
from .models import EndedJob, EndedJobs

_PACE_SECONDS = 10.0
_PATIENCE_SECONDS = 10.0
# What nobody has seen by then interests nobody.
_KEPT_SECONDS = 7 * 86_400.0
# A job's report is some hundred bytes.
_LARGEST = 10_000


class _Queue(msgspec.Struct, frozen=True):
    """One's own queue at a moment, by what jobs are told of under.

    Attributes:
        active: those that wait or run.
        over: the lines of those that are wholly over.
        listed: a line of each.

    """

    active: frozenset[str]
    over: dict[str, list[QueueEntry]]
    listed: dict[str, QueueEntry]

    @classmethod
    def of(cls, entries: Sequence[QueueEntry]) -> _Queue:
        """The queue that Slurm tells."""
        active = frozenset(_key(entry) for entry in entries if entry.state not in OVER)
        over: dict[str, list[QueueEntry]] = {}
        for entry in entries:
            if (key := _key(entry)) not in active:
                over.setdefault(key, []).append(entry)
        return cls(active, over, {_key(entry): entry for entry in entries})

    def news(self, before: _Queue) -> list[EndedJob]:
        """What has ended since an earlier queue; what was cancelled is no news."""
        keys = [*(before.active - self.active), *(self.over.keys() - before.listed.keys())]
        found = (
            _of_queue(key, self.over.get(key, []), before.listed.get(key)) for key in dict.fromkeys(keys)
        )
        return [job for job in found if job is not None]


class EndWatch:
    """The jobs that have ended.

    Args:
        folder: where jobs leave their reports.
        own_job: the number of the job that the server runs in, whose end is told elsewhere.
        events: tells browsers.

    """

    def __init__(self, folder: Path, own_job: str | None, events: ChangeEvents) -> None:
        self.folder = folder
        self._own_job = own_job
        self._events = events
        self._revision = Revision()
        self._disk = threads.OneAtATime[list[EndReport]]()
        self._ended: dict[str, EndedJob] = {}
        self._unseen: set[str] = set()
        self._reports: dict[str, list[str]] = {}  # numbers of jobs, by what they are told of under
        self._last: _Queue | None = None
        self._watching: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look for reports."""
        self._watching = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Look no more."""
        if self._watching is not None:
            await tasks.end(self._watching)

    def ended(self) -> EndedJobs:
        """The jobs whose end nobody has seen, the last one first."""
        unseen = [job for key, job in self._ended.items() if key in self._unseen]
        return EndedJobs(revision=self._revision.value, jobs=unseen[::-1])

    async def seen(self, keys: Iterable[str]) -> None:
        """A person has been told of these."""
        gone = self._unseen.intersection(keys)
        self._unseen -= gone
        files = [self.folder / number for key in gone for number in self._reports.get(key, [])]
        with contextlib.suppress(OSError, HpcLabError):
            await threads.run(lambda: _remove(files), timeout=_PATIENCE_SECONDS)

    async def follow(self, entries: Sequence[QueueEntry]) -> None:
        """Take one's own queue, with jobs that are over where Slurm still knows them."""
        before = self._last

        def compare() -> tuple[_Queue, list[EndedJob]]:
            now = _Queue.of(entries)
            return now, now.news(before) if before is not None else []

        # Thousands of lines are compared in a thread: the event loop goes on meanwhile.
        self._last, news = await threads.run(compare, timeout=_PATIENCE_SECONDS)
        told = {*self._ended, self._own_job}
        self._tell(job for job in news if job.key not in told)

    async def _watch(self) -> None:
        while True:
            with contextlib.suppress(OSError, HpcLabError):
                await self.look()
            await asyncio.sleep(_PACE_SECONDS)

    async def look(self) -> None:
        """Look for new reports.

        Raises:
            OSError: the folder can't be read.
            TooSlowError: the disk doesn't answer.

        """
        known = {number for numbers in self._reports.values() for number in numbers}
        reports = await self._disk.run(lambda: _read(self.folder, known), timeout=_PATIENCE_SECONDS)
        changed: dict[str, EndedJob] = {}
        for report in reports:
            key = report.array or report.number
            before = changed.get(key) or (self._ended.get(key) if key in self._reports else None)
            changed[key] = _with_report(before, report)
            self._reports.setdefault(key, []).append(report.number)
        self._tell(changed.values())

    def _tell(self, jobs: Iterable[EndedJob]) -> None:
        found = list(jobs)
        for job in found:
            self._ended.pop(job.key, None)  # the last one stands last
            self._ended[job.key] = job
            self._unseen.add(job.key)
        if found:
            self._events.advance("ended_jobs", self._revision)


def _key(entry: QueueEntry) -> str:
    """What a job, an array with all its tasks, or a heterogeneous job is told of under."""
    return entry.array_id or entry.job_id.partition("+")[0]


def _of_queue(key: str, over: Sequence[QueueEntry], before: QueueEntry | None) -> EndedJob | None:
    """A job that has left the queue; None where it was cancelled, which is no news."""
    if over and all(entry.state == "CANCELLED" for entry in over):
        return None
    failed = [entry.state for entry in over if entry.state in FAILED]
    known = over[0] if over else before
    assert known is not None  # it stood in one of the two answers
    return EndedJob(
        key=key,
        name=known.name,
        is_array=known.array_id is not None,
        tasks=len(over) or 1,
        failed=len(failed),
        state=failed[0] if failed else (over[0].state if over else None),
        at=time.time(),
    )


def _with_report(before: EndedJob | None, report: EndReport) -> EndedJob:
    """A job, or an array with one more task, that has reported its end."""
    failed = int(report.status != 0) + (before.failed if before else 0)
    return EndedJob(
        key=report.array or report.number,
        name=report.name,
        is_array=report.array is not None,
        tasks=1 + (before.tasks if before else 0),
        failed=failed,
        state="FAILED" if failed else "COMPLETED",
        exit_code=report.status if report.array is None else None,
        at=time.time(),
    )


def _read(folder: Path, known: Collection[str]) -> list[EndReport]:
    """The reports that aren't known; those that are too old are removed. Reads the disk."""
    if not folder.is_dir():
        return []
    found = []
    for file in folder.iterdir():
        if file.name in known:
            continue
        if time.time() - file.stat().st_mtime > _KEPT_SECONDS:
            file.unlink(missing_ok=True)
            continue
        with file.open(encoding="utf-8", errors="replace") as stream:
            report = end_report.parse(file.name, stream.read(_LARGEST))
        if report is not None:
            found.append(report)
    return found


def _remove(files: Iterable[Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)
