"""All that is known of one job: from slurmctld while it remembers the job, later from accounting."""

from __future__ import annotations

import asyncio
import re
import time
from collections import OrderedDict
from pathlib import Path

import msgspec

from ..core import tasks
from ..core.errors import NotFoundError, RefusedError, UnavailableError
from ..core.pace import Budget
from ..slurm import parse, reasons
from ..slurm.accounting import PastJob
from ..slurm.client import SlurmClient
from ..slurm.states import OVER, WAITING
from . import end_report
from .history import JobHistory
from .models import JobInfo
from .queue import JobQueue

# What slurmctld writes where there is nothing.
_ABSENT = frozenset({"", "(null)", "None", "N/A", "Unknown"})
_USER = re.compile(r"(?P<name>[^()]+)\((?P<uid>\d+)\)")
# Details, output and all tabs share what slurmctld says of a job, until the queue is newer.
_SHARED_SECONDS = 10.0
# Somebody can look at several jobs at once; who follows one all day asks no more often than the Jobs tab.
_BURST = 10
_INTERVAL_SECONDS = 15.0
_REMEMBERED = 50


class _Question(msgspec.Struct, frozen=True):
    """What slurmctld was asked of a job.

    Attributes:
        asked_at: monotonic.
        record: its answer, perhaps still on its way.

    """

    asked_at: float
    record: asyncio.Task[dict[str, str] | None]


class JobDetails:
    """Tells of one job.

    Args:
        client: Slurm's commands.
        queue: tells when what is known of a job may be too old.
        history: knows the jobs that slurmctld has forgotten.
        user: whose jobs are one's own.
        root: the folder that JupyterLab's file browser shows.

    """

    def __init__(
        self, client: SlurmClient, queue: JobQueue, history: JobHistory, user: str, root: Path
    ) -> None:
        self._client = client
        self._queue = queue
        self._history = history
        self._user = user
        self._root = root
        self._budget = Budget(_BURST, _INTERVAL_SECONDS)
        self._questions: OrderedDict[str, _Question] = OrderedDict()  # by job, the last one asked last

    async def details(self, job_id: str) -> JobInfo:
        """What is known of a job, and where its folder is in the file browser.

        Raises:
            what `known` does.

        """
        job = await self.known(job_id)
        job.browser_path = _below(self._root, job.folder)
        return job

    async def known(self, job_id: str) -> JobInfo:
        """What is known of a job.

        Args:
            job_id: of a job, a task `123_4`, a component `123+0`; or `123_[5-9%3]` for tasks that wait.

        Raises:
            NotFoundError: neither slurmctld nor accounting knows it.
            HpcLabError: Slurm doesn't answer.

        """
        asked = job_id.partition("_[")[0]
        record = await self._record(asked)
        if record is not None:
            return _from_controller(record, self._user)
        found = await self._history.find(job_id)
        if found is None:
            raise NotFoundError(
                "unknown_job",
                f"Slurm has forgotten job {job_id}, and it is not among your jobs of the last 30 days.",
            )
        return _from_accounting(found)

    async def own(self, job_id: str) -> JobInfo:
        """The same for a job of one's own only.

        Raises:
            RefusedError: it is somebody else's.

        """
        details = await self.known(job_id)
        if not details.is_mine:
            raise RefusedError(
                "not_yours",
                f"Job {job_id} is {details.user or 'somebody else'}'s; its output is theirs alone.",
            )
        return details

    async def script(self, job_id: str) -> str:
        """The batch script of a job of one's own; of an array, that of all its tasks.

        Raises:
            RefusedError: it is somebody else's.
            NotFoundError: Slurm doesn't know the job, or hasn't kept its script.

        """
        job = await self.own(job_id)
        return end_report.without_report(await self._client.script(job.number))

    async def close(self) -> None:
        """End what is under way."""
        for question in self._questions.values():
            await tasks.end(question.record)

    async def _record(self, job_id: str) -> dict[str, str] | None:
        """What slurmctld says of a job, or said some seconds ago; or longer where it was asked often.

        Raises:
            UnavailableError: it was asked often, and never of this job.
            HpcLabError: Slurm doesn't answer.

        """
        question = self._questions.get(job_id)
        is_fresh = question is not None and self._is_fresh(question)
        if not is_fresh and self._budget.take():
            question = _Question(time.monotonic(), asyncio.create_task(self._client.job_record(job_id)))
            self._questions[job_id] = question
            self._questions.move_to_end(job_id)
            if len(self._questions) > _REMEMBERED:
                self._questions.popitem(last=False)
        if question is None:
            raise UnavailableError(
                "asked_often", "Slurm was asked often just now. Look at this job again in a few seconds."
            )
        # Who goes away takes nobody else's answer along.
        return await asyncio.shield(question.record)

    def _is_fresh(self, question: _Question) -> bool:
        if not question.record.done():
            return question.asked_at >= self._queue.changed_at
        is_answered = not question.record.cancelled() and question.record.exception() is None
        age = time.monotonic() - question.asked_at
        return is_answered and age < _SHARED_SECONDS and question.asked_at >= self._queue.changed_at


def _from_controller(record: dict[str, str], user: str) -> JobInfo:
    job = parse.job(record)
    owner = _USER.fullmatch(record.get("UserId", ""))
    name = owner["name"] if owner else None
    waits = job.state in WAITING or job.state == "SUSPENDED"
    code = _value(record, "Reason") or "None"
    reason = reasons.explain(code) if waits else None
    exit_code, _, signal = record.get("ExitCode", "").partition(":")
    is_over = job.state in OVER
    return JobInfo(
        job_id=job.job_id,
        number=job.number,
        state=job.state,
        is_mine=name == user,
        name=job.name or "",
        user=name,
        account=job.account,
        partition=job.partition,
        qos=job.qos,
        why=reason.sentence if reason else None,
        next_step=(reason.next_step or None) if reason else None,
        reason=code if waits else None,
        dependency=_value(record, "Dependency"),
        submitted=parse.moment(record.get("SubmitTime", "")),
        start=job.start,
        end=job.end if job.limit is not None or is_over else None,
        limit=job.limit,
        cpus=job.cpus,
        gpus=job.gpus,
        memory=job.memory,
        nodes=job.nodes,
        folder=_value(record, "WorkDir"),
        command=_value(record, "Command"),
        stdout=_value(record, "StdOut"),
        stderr=_value(record, "StdErr"),
        exit_code=int(exit_code) if is_over and exit_code.isdigit() else None,
        signal=(int(signal) or None) if is_over and signal.isdigit() else None,
        record=record,
    )


def _from_accounting(job: PastJob) -> JobInfo:
    return JobInfo(
        job_id=job.job_id,
        number=job.number,
        state=job.state,
        is_mine=True,  # accounting was asked for one's own alone
        name=job.name,
        user=job.user,
        account=job.account,
        partition=job.partition,
        qos=job.qos,
        submitted=job.submitted,
        start=job.start,
        end=job.end,
        limit=job.limit,
        cpus=job.cpus,
        gpus=job.gpus,
        memory=job.memory,
        nodes=job.nodes,
        folder=job.folder,
        exit_code=job.exit_code,
        signal=job.signal,
    )


def _below(root: Path, folder: str | None) -> str | None:
    """A folder's path below another one; nothing is asked of the disk."""
    if folder is None or not Path(folder).is_relative_to(root):
        return None
    return str(Path(folder).relative_to(root)).removeprefix(".")


def _value(record: dict[str, str], key: str) -> str | None:
    value = record.get(key, "")
    return None if value in _ABSENT else value
