"""How often Slurm is asked: shared by all tabs, within a budget, less after failures."""

from __future__ import annotations

import asyncio
import gzip
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
import pytest

from hpclab.core.errors import ForbiddenError, UnavailableError
from hpclab.jobs import details as details_module
from hpclab.jobs import queue as queue_module
from hpclab.jobs.details import JobDetails
from hpclab.jobs.history import JobHistory
from hpclab.jobs.models import PastJobs, QueuedJobs, QueueQuery
from hpclab.jobs.queue import JobQueue
from hpclab.slurm.client import SlurmClient

from ..clock import Clock

MINE, ALL = QueueQuery(), QueueQuery(scope="all")


class Slurm:
    """Programs in place of squeue, sacct and scontrol, which count how often they run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.client = SlurmClient({"PATH": f"{folder}:/bin:/usr/bin"}, timeout=5)
        self.answer("")

    def answer(self, script: str) -> None:
        """What they do from now on."""
        for name in ("squeue", "sacct", "scontrol"):
            file = self.folder / name
            file.write_text(f'#!/bin/sh\necho "$*" >> {self.folder}/{name}.log\n{script}\n')
            file.chmod(0o755)

    def asked(self, name: str) -> list[str]:
        """The calls so far."""
        log = self.folder / f"{name}.log"
        return log.read_text().splitlines() if log.exists() else []


# Prints two jobs, one of alice's and one of bob's, with the delimiter that it finds in its arguments.
JOBS = """for last; do :; done
mark=$(printf '%s' "$last" | sed 's/^--format=%i//; s/%A.*//')
for user in alice bob; do
  for field in 5 5 5 N/A RUNNING $user a p q 1 1 N/A 1:00 1 2 3 n1 None; do
    printf '%s%s' "$field" "$mark"
  done
  printf 'name|%s\\n' "$mark"
done"""


@pytest.fixture
def slurm(tmp_path: Path) -> Slurm:
    """Slurm's place."""
    return Slurm(tmp_path)


def play(scene: Callable[[], Awaitable[None]]) -> None:
    """Run a scene."""

    async def whole() -> None:
        await scene()

    asyncio.run(whole())


async def look(queue: JobQueue, query: QueueQuery) -> QueuedJobs:
    """The queue as a browser gets it."""
    return msgspec.json.decode(gzip.decompress((await queue.prepared(query)).gzipped), type=QueuedJobs)


async def past(history: JobHistory, days: int) -> PastJobs:
    """The history as a browser gets it."""
    return msgspec.json.decode(gzip.decompress((await history.prepared(days)).gzipped), type=PastJobs)


def test_ten_tabs_ask_once_each_15_seconds(slurm: Slurm, clock: Clock) -> None:
    slurm.answer(JOBS)

    async def scene() -> None:
        queue = JobQueue(slurm.client, "alice", allows_all=True)
        for _ in range(2):
            answers = await asyncio.gather(*(look(queue, ALL) for _ in range(10)))
            assert all(len(answer.jobs) == 2 for answer in answers)
        mine = await look(queue, MINE)
        assert [job.user for job in mine.jobs] == ["alice"], "all jobs hold one's own"
        assert len(slurm.asked("squeue")) == 1
        clock.now += 15
        await look(queue, ALL)
        assert len(slurm.asked("squeue")) == 2

    play(scene)


def test_one_s_own_jobs_are_asked_for_by_name(slurm: Slurm, clock: Clock) -> None:
    async def scene() -> None:
        await look(JobQueue(slurm.client, "alice", allows_all=False), MINE)
        (asked,) = slurm.asked("squeue")
        assert asked.startswith("--noheader --local --user=alice --states=all --format=%i")

    play(scene)


def test_impatient_people_stay_within_the_budget(slurm: Slurm, clock: Clock) -> None:
    async def scene() -> None:
        queue = JobQueue(slurm.client, "alice", allows_all=True)
        for _ in range(20):
            queue.outdate()
            await look(queue, MINE)
        assert len(slurm.asked("squeue")) == queue_module._BURST
        never = JobQueue(slurm.client, "alice", allows_all=True)
        for _ in range(queue_module._BURST):
            never.outdate()
            await look(never, MINE)
        assert "in a few seconds" in ((await look(never, ALL)).reason or "")

    play(scene)


def test_what_is_old_says_so_and_slurm_is_left_alone_for_a_while(slurm: Slurm, clock: Clock) -> None:
    slurm.answer(JOBS)
    said = "slurm_load_jobs error: Unable to contact slurm controller (connect failure)"

    async def scene() -> None:
        queue = JobQueue(slurm.client, "alice", allows_all=True)
        first = await look(queue, ALL)
        slurm.answer(f"echo '{said}' >&2; exit 1")
        clock.now += 16
        later = await look(queue, ALL)
        assert (later.as_of, len(later.jobs)) == (first.as_of, 2)
        assert "does not answer" in (later.stale or "")
        clock.now += 16
        await look(queue, ALL)
        assert len(slurm.asked("squeue")) == 2, "not again within half a minute"
        slurm.answer(JOBS)
        clock.now += 40
        assert (await look(queue, ALL)).stale is None

    play(scene)


def test_without_a_first_answer_there_is_a_reason(slurm: Slurm, clock: Clock) -> None:
    slurm.answer("echo 'squeue: error: something' >&2; exit 1")

    async def scene() -> None:
        answer = await look(JobQueue(slurm.client, "alice", allows_all=True), MINE)
        assert (answer.as_of, answer.stale) == (None, None)
        assert "something" in (answer.reason or "")

    play(scene)


def test_other_people_s_jobs_can_be_switched_off(slurm: Slurm, clock: Clock) -> None:
    async def scene() -> None:
        with pytest.raises(ForbiddenError):
            await look(JobQueue(slurm.client, "alice", allows_all=False), ALL)

    play(scene)
    assert not slurm.asked("squeue")


def test_accounting_is_asked_six_times_an_hour_at_most(slurm: Slurm, clock: Clock) -> None:
    async def scene() -> None:
        history = JobHistory(slurm.client, "alice")
        for _ in range(120):
            for days in (1, 7, 30):
                await past(history, days)
            clock.now += 30
        assert 3 <= len(slurm.asked("sacct")) <= 6

    play(scene)


def test_a_longer_history_answers_for_a_shorter_one(slurm: Slurm, clock: Clock) -> None:
    async def scene() -> None:
        history = JobHistory(slurm.client, "alice")
        assert (await past(history, 30)).reason is None
        assert (await past(history, 7)).reason is None
        assert await history.find("99") is None
        assert len(slurm.asked("sacct")) == 1

    play(scene)


def test_without_accounting_there_is_a_reason(slurm: Slurm, clock: Clock) -> None:
    slurm.answer("echo 'Slurm accounting storage is disabled' >&2; exit 1")

    async def scene() -> None:
        answer = await past(JobHistory(slurm.client, "alice"), 7)
        assert "keeps no accounting" in (answer.reason or "")

    play(scene)


def test_details_of_a_job_are_shared_until_something_changes(
    slurm: Slurm, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hpclab.jobs.details.time", clock)
    slurm.answer("echo 'JobId=5 JobName=five'; echo '   UserId=alice(1001) JobState=RUNNING'")

    async def scene() -> None:
        queue = JobQueue(slurm.client, "alice", allows_all=True)
        details = JobDetails(slurm.client, queue, JobHistory(slurm.client, "alice"), "alice", slurm.folder)
        found = await asyncio.gather(*(details.details("5") for _ in range(10)))
        assert {job.name for job in found} == {"five"}
        await details.own("5")
        assert len(slurm.asked("scontrol")) == 1
        clock.now += 1
        queue.outdate()
        clock.now += 1
        await details.details("5")
        assert len(slurm.asked("scontrol")) == 2, "an action makes it too old"
        clock.now += 10
        await details.details("5")
        assert len(slurm.asked("scontrol")) == 3

    play(scene)


def test_details_stay_within_a_budget(slurm: Slurm, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hpclab.jobs.details.time", clock)
    slurm.answer("echo 'JobId=5 JobName=five'; echo '   UserId=alice(1001) JobState=RUNNING'")

    async def scene() -> None:
        queue = JobQueue(slurm.client, "alice", allows_all=True)
        details = JobDetails(slurm.client, queue, JobHistory(slurm.client, "alice"), "alice", slurm.folder)
        for _ in range(15):
            clock.now += 1
            queue.outdate()
            assert (await details.details("5")).name == "five", "what is known is shown on"
        assert len(slurm.asked("scontrol")) == details_module._BURST
        with pytest.raises(UnavailableError, match="in a few seconds"):
            await details.details("6")
        clock.now += 15
        await details.details("5")
        assert len(slurm.asked("scontrol")) == details_module._BURST + 1

    play(scene)


def test_a_question_from_before_an_action_is_not_its_answer(slurm: Slurm, clock: Clock) -> None:
    gate = slurm.folder / "gate"
    os.mkfifo(gate)
    slurm.answer(f"cat {gate} > /dev/null; {JOBS}")

    async def scene() -> None:
        queue = JobQueue(slurm.client, "alice", allows_all=True)
        before = asyncio.create_task(look(queue, ALL))
        while not slurm.asked("squeue"):
            await asyncio.sleep(0.01)
        slurm.answer("")  # what was asked meanwhile sees no job any more
        queue.outdate()
        after = asyncio.create_task(look(queue, ALL))
        await asyncio.sleep(0)
        await asyncio.to_thread(gate.write_text, "go on")
        await before
        assert (await after).jobs == []
        assert len(slurm.asked("squeue")) == 2

    play(scene)


def test_a_list_is_encoded_once_for_all_tabs(slurm: Slurm, clock: Clock) -> None:
    slurm.answer(JOBS)

    async def scene() -> None:
        queue = JobQueue(slurm.client, "alice", allows_all=True)
        first, second = await asyncio.gather(queue.prepared(ALL), queue.prepared(ALL))
        assert first is second
        assert await queue.prepared(ALL) is first
        clock.now += 16
        assert await queue.prepared(ALL) is not first

    play(scene)
