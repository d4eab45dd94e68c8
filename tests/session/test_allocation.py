"""The own job, with a program in scontrol's place that answers, changes its mind, fails and hangs as told."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from jupyter_events import EventLogger

from hpclab.core.events import ChangeEvents, Revision
from hpclab.session import allocation as module
from hpclab.session.allocation import Allocation
from hpclab.slurm.client import SlurmClient

ENVIRONMENT = {
    "SLURM_JOB_ID": "17",
    "SLURM_JOB_ACCOUNT": "def-alice",
    "SLURM_JOB_NODELIST": "node01",
    "SLURM_JOB_CPUS_PER_NODE": "2",
}


class Slurm:
    """A folder with a scontrol that prints a file, and counts how often it was asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.answers(minutes=90)

    def answers(self, *, minutes: int, state: str = "RUNNING", limit: str = "") -> None:
        """Tell of a job that began five minutes ago."""
        start = int(time.time()) - 300
        written = limit or f"{minutes // 60:02}:{minutes % 60:02}:00"
        (self.folder / "answer").write_text(
            f"JobId=17 JobName=lab\n   Account=def-alice QOS=normal\n   JobState={state} Reason=None\n"
            f"   RunTime=00:05:00 TimeLimit={written} TimeMin=N/A\n"
            f"   StartTime={start} EndTime={start + 60 * minutes} Deadline=N/A\n"
            "   Partition=interactive AllocNode:Sid=x:1\n   NodeList=node01\n"
            "   NumNodes=1 NumCPUs=2 NumTasks=1\n   TRES=cpu=2,mem=600M,node=1,billing=2\n"
        )
        self.does(f"cat {self.folder}/answer")

    def does(self, script: str) -> None:
        """Do something else."""
        file = self.folder / "scontrol"
        new = self.folder / "new"
        new.write_text(f"#!/bin/sh\necho x >> {self.folder}/asked\n{script}\n")
        new.chmod(0o755)
        new.rename(file)

    @property
    def asked(self) -> int:
        """How often it was asked."""
        log = self.folder / "asked"
        return log.read_text().count("x") if log.exists() else 0


@pytest.fixture
def slurm(tmp_path: Path) -> Slurm:
    """Slurm's place."""
    return Slurm(tmp_path)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The changes that browsers were told of."""
    capabilities: list[str] = []

    def advance(_: ChangeEvents, capability: str, revision: Revision) -> None:
        capabilities.append(capability)
        revision.value += 1

    monkeypatch.setattr(ChangeEvents, "advance", advance)
    return capabilities


def play(slurm: Slurm, scene: Callable[[Allocation], Awaitable[None]], **variables: str) -> None:
    """Run a scene with an allocation of its own."""

    async def whole() -> None:
        environment = {**ENVIRONMENT, "PATH": f"{slurm.folder}:/bin:/usr/bin", **variables}
        allocation = Allocation(
            environment,
            SlurmClient(environment, timeout=0.5),
            ChangeEvents(EventLogger()),
            logging.getLogger("hpclab.tests"),
        )
        try:
            await scene(allocation)
        finally:
            await allocation.close()

    asyncio.run(whole())


def test_the_job_as_slurm_knows_it(slurm: Slurm, told: list[str]) -> None:
    async def scene(allocation: Allocation) -> None:
        session = await allocation.session()
        assert session.in_job
        assert (session.job_id, session.name, session.account) == ("17", "lab", "def-alice")
        assert (session.nodes, session.cpus, session.memory) == (["node01"], 2, 600 * 1024**2)
        assert session.limit == 5400
        assert session.time_left == pytest.approx(5100, abs=5)
        assert session.stale is None
        assert session.as_of == pytest.approx(time.time(), abs=5)

    play(slurm, scene)
    assert told == ["session"]


def test_outside_of_a_job_slurm_is_never_asked(slurm: Slurm) -> None:
    async def scene(allocation: Allocation) -> None:
        session = await allocation.session(fresh=True)
        assert not session.in_job
        assert session.reason is not None

    play(slurm, scene, SLURM_JOB_ID="")
    assert slurm.asked == 0


def test_ten_tabs_ask_once(slurm: Slurm) -> None:
    async def scene(allocation: Allocation) -> None:
        await asyncio.gather(*(allocation.session(fresh=True) for _ in range(10)))
        await asyncio.gather(*(allocation.session() for _ in range(10)))

    play(slurm, scene)
    assert slurm.asked == 1


def test_impatient_people_stay_within_the_budget(slurm: Slurm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FRESH_SECONDS", 0.0)

    async def scene(allocation: Allocation) -> None:
        for _ in range(20):
            await allocation.session(fresh=True)

    play(slurm, scene)
    assert slurm.asked == 5


def test_a_changed_time_limit_is_followed_and_told(
    slurm: Slurm, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_FRESH_SECONDS", 0.0)

    async def scene(allocation: Allocation) -> None:
        before = await allocation.session()
        await allocation.session(fresh=True)
        assert told == ["session"]  # the same answer is no news
        slurm.answers(minutes=30)
        after = await allocation.session(fresh=True)
        assert after.limit == 1800
        assert after.time_left == pytest.approx(1500, abs=5)
        assert after.revision > before.revision
        assert told == ["session", "session"]

    play(slurm, scene)


def test_a_job_without_a_limit_has_no_end(slurm: Slurm) -> None:
    slurm.answers(minutes=90, limit="UNLIMITED")

    async def scene(allocation: Allocation) -> None:
        session = await allocation.session()
        assert (session.limit, session.end, session.time_left) == (None, None, None)
        assert session.as_of is not None

    play(slurm, scene)


def test_while_slurm_is_down_the_last_figures_stay(slurm: Slurm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FRESH_SECONDS", 0.0)
    monkeypatch.setattr(module, "_SHARED_SECONDS", 0.0)
    down = "echo 'slurm_load_jobs error: Unable to contact slurm controller (connect failure)' >&2; exit 1"

    async def scene(allocation: Allocation) -> None:
        good = await allocation.session()
        slurm.does(down)
        stale = await allocation.session()
        assert stale.limit == good.limit == 5400
        assert stale.as_of == good.as_of
        assert stale.stale is not None
        assert "does not answer" in stale.stale
        assert "last known" in stale.stale
        asked = slurm.asked
        for _ in range(5):
            await allocation.session()  # backing off
        assert slurm.asked == asked
        slurm.answers(minutes=90)
        assert (await allocation.session(fresh=True)).stale is None

    play(slurm, scene)


def test_before_any_answer_the_environments_figures_stand(slurm: Slurm) -> None:
    slurm.does("sleep 60")

    async def scene(allocation: Allocation) -> None:
        session = await allocation.session()
        assert session.in_job
        assert (session.job_id, session.account, session.cpus) == ("17", "def-alice", 2)
        assert session.as_of is None
        assert session.stale is not None
        assert "did not answer" in session.stale
        assert "job's start" in session.stale

    play(slurm, scene)


def test_nobody_waits_long_for_a_slow_slurm(
    slurm: Slurm, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PATIENCE_SECONDS", 0.05)
    slurm.does(f"sleep 0.3; cat {slurm.folder}/answer")

    async def scene(allocation: Allocation) -> None:
        first = await allocation.session()
        assert first.as_of is None
        await asyncio.sleep(0.6)
        assert told == ["session"]  # so browsers ask again, and get it
        assert (await allocation.session()).limit == 5400

    play(slurm, scene)
    assert slurm.asked == 1


def test_no_slurm_at_all_is_said(slurm: Slurm) -> None:
    (slurm.folder / "scontrol").unlink()

    async def scene(allocation: Allocation) -> None:
        session = await allocation.session()
        assert session.in_job
        assert session.stale is not None
        assert "slurm_bin" in session.stale

    play(slurm, scene, PATH=str(slurm.folder))


@pytest.mark.parametrize("state", ["COMPLETED", "TIMEOUT", "CANCELLED"])
def test_a_server_that_outlives_its_job_says_so(slurm: Slurm, state: str) -> None:
    slurm.answers(minutes=90, state=state)

    async def scene(allocation: Allocation) -> None:
        session = await allocation.session()
        assert not session.in_job
        assert session.reason is not None
        assert "has ended" in session.reason

    play(slurm, scene)


def test_after_a_change_of_the_job_slurm_is_asked_anew(slurm: Slurm, told: list[str]) -> None:
    async def scene(allocation: Allocation) -> None:
        await allocation.session()
        slurm.answers(minutes=150)
        assert (await allocation.session(fresh=True)).limit == 5400  # the last answer is too young
        await allocation.ask_anew()
        assert (await allocation.session()).limit == 9000
        assert slurm.asked == 2
        assert told == ["session", "session"]

    play(slurm, scene)
