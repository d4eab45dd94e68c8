"""How the last session ended, with a program in sacct's place that prints what was recorded."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from pathlib import Path

import pytest

from hpclab.session import records
from hpclab.session.last import LastSessionReader
from hpclab.session.models import LastSession
from hpclab.session.records import SessionRecord
from hpclab.slurm.client import SlurmClient

# A row as sacct prints it, with the delimiter that it is called with.
SACCT = """
mark=$(printf '%s' "$*" | sed 's/.*--delimiter=\\([^ ]*\\) .*/\\1/')
for value in {number} {number} ann a p q '{state}' 0:9 1 100 200 100 3 \\
    1 cpu=1,mem=64M '' 00:01 '' '' n1 /home/ann lab; do
    printf '%s%s' "$value" "$mark"
done
echo
"""


class Home:
    """A home with records of sessions, and a Slurm."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.sacct("exit 1")

    @property
    def environment(self) -> dict[str, str]:
        return {
            "HOME": str(self.folder),
            "PATH": f"{self.bin}:/usr/bin:/bin",
            "SLURM_JOB_ID": "99",
            "SLURM_CLUSTER_NAME": "c1",
        }

    @property
    def records(self) -> Path:
        return records.folder(self.environment)

    def sacct(self, script: str) -> None:
        """Put a program into sacct's place."""
        file = self.bin / "sacct"
        file.write_text(f"#!/bin/sh\necho x >> {self.folder}/asked\n{script}\n")
        file.chmod(0o755)

    def ended(self, state: str, number: str = "17") -> None:
        """Have accounting say how the job ended."""
        self.sacct(SACCT.format(number=number, state=state))

    def session(
        self, number: str = "17", *, cluster: str = "c1", age: float = 60, log: str | None = None
    ) -> None:
        """Leave a record as a session does."""
        records.write(SessionRecord(number, cluster, time.time() - age, log), self.records)

    def reader(self, *patterns: str, **environment: str) -> LastSessionReader:
        """The next session's reader."""
        told = {**self.environment, **environment}
        return LastSessionReader(told, SlurmClient(told), patterns, logging.getLogger("test"))

    def last(self, *patterns: str, **environment: str) -> LastSession | None:
        """What the next session tells."""

        async def ask() -> LastSession | None:
            return (await self.reader(*patterns, **environment).last()).last

        return asyncio.run(ask())

    @property
    def asked(self) -> int:
        """How often accounting was asked."""
        file = self.folder / "asked"
        return file.read_text().count("x") if file.exists() else 0

    @property
    def remembered(self) -> list[str]:
        """The numbers of the sessions that are remembered."""
        return [record.number for record in records.read(self.records)]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_a_first_session_has_nothing_to_tell_and_asks_nobody(home: Home) -> None:
    assert home.last() is None
    assert home.asked == 0


@pytest.mark.parametrize("state", ["TIMEOUT", "OUT_OF_MEMORY", "NODE_FAIL", "FAILED", "PREEMPTED"])
def test_a_session_that_died_is_told_of(home: Home, state: str) -> None:
    home.session()
    home.ended(state)
    last = home.last()
    assert last is not None
    assert (last.job_id, last.state, last.limit, last.ended) == ("17", state, 180.0, 200.0)


@pytest.mark.parametrize("state", ["COMPLETED", f"CANCELLED by {os.getuid()}"])
def test_one_that_ended_as_the_person_wanted_is_forgotten(home: Home, state: str) -> None:
    home.session()
    home.ended(state)
    assert home.last() is None
    assert home.remembered == []


@pytest.mark.parametrize("state", ["RUNNING", "REQUEUED", "SIGNALING", "REQUEUE_HOLD", "EXPEDITING"])
def test_one_that_goes_on_is_waited_for(home: Home, state: str) -> None:
    home.session()
    home.ended(state)
    assert home.last() is None
    assert home.remembered == ["17"]


def test_a_cancellation_by_somebody_else_is_told_but_not_below_a_hub(home: Home) -> None:
    home.session()
    home.ended("CANCELLED by 4711")
    assert home.last() is not None
    assert home.last(JUPYTERHUB_API_URL="http://hub/hub/api") is None


def test_a_cancellation_by_root_is_the_administrators(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 1001)
    home.session()
    home.ended("CANCELLED by 0")
    last = home.last()
    assert last is not None
    assert last.by_admin
    home.ended("CANCELLED by 4711")
    last = home.last()
    assert last is not None
    assert not last.by_admin


def test_records_that_are_too_old_are_removed_at_the_start(home: Home) -> None:
    home.session("16")
    home.session("17")
    (old,) = home.records.glob("*16*")
    os.utime(old, times=(0, time.time() - 31 * 86400))
    asyncio.run(home.reader().begin())
    assert sorted(home.remembered) == ["17", "99"]


def test_one_that_still_runs_beside_this_one_stays_remembered(home: Home) -> None:
    home.session()
    home.ended("RUNNING")
    assert home.last() is None
    assert home.remembered == ["17"]


def test_the_youngest_that_died_is_told_and_another_clusters_never(home: Home) -> None:
    home.session("18", cluster="c2", age=10)
    home.session("16", age=500)
    home.session("17", age=60)
    home.sacct(f'case "$*" in *--jobs=17*) {SACCT.format(number="17", state="TIMEOUT")};; esac')
    last = home.last()
    assert last is not None
    assert last.job_id == "17"


def test_accounting_that_is_down_is_asked_again_by_the_next_session(home: Home) -> None:
    home.session()
    home.sacct("echo 'sacct: error: Problem talking to the database: Connection refused' >&2; exit 1")
    assert home.last() is None
    assert home.remembered == ["17"]


def test_all_tabs_share_one_question_and_what_was_seen_is_told_no_more(home: Home) -> None:
    home.session()
    home.ended("TIMEOUT")

    async def ask() -> None:
        reader = home.reader()
        answers = await asyncio.gather(*(reader.last() for _ in range(5)))
        assert [answer.last is not None for answer in answers] == [True] * 5
        await reader.seen()
        assert (await reader.last()).last is None

    asyncio.run(ask())
    assert home.asked == 1
    assert home.remembered == []


def test_the_end_of_the_log_is_told_without_secrets(home: Home) -> None:
    log = home.folder / "jupyter-17.log"
    log.write_text("http://127.0.0.1:1/lab?token=abcdef0123\nslurmstepd: error: Detected 1 oom_kill event\n")
    home.session()
    home.ended("OUT_OF_MEMORY")
    last = home.last("~/nowhere-{job_id}.log", "~/jupyter-{job_id}.log")
    assert last is not None
    assert last.log_path == str(log)
    assert last.log is not None
    assert "oom_kill" in last.log
    assert "abcdef0123" not in last.log


def test_a_log_that_is_a_pipe_keeps_nobody_waiting(home: Home) -> None:
    pipe = home.folder / "pipe"
    os.mkfifo(pipe)
    home.session(log=str(pipe))
    home.ended("TIMEOUT")
    last = home.last()
    assert last is not None
    assert last.log is None


def test_this_session_is_remembered_and_forgotten_when_it_ends_in_order(home: Home) -> None:
    async def live() -> None:
        reader = home.reader()
        await reader.begin()
        assert home.remembered == ["99"]
        await reader.forget_own()

    asyncio.run(live())
    assert home.remembered == []


def test_a_home_that_can_not_be_written_to_costs_only_the_memory(home: Home) -> None:
    (home.folder / ".local").write_text("in the way")
    asyncio.run(home.reader().begin())
    assert home.last() is None


def test_damaged_and_old_records_are_passed_over(home: Home) -> None:
    home.session("5", age=60 * 86400)
    home.session("6")
    (home.records / "c1-7.json").write_text("{")
    (home.records / "c1-8.json").write_bytes(b'{"number": "../../x", "cluster": "c1", "begun": 9e9}')
    assert home.remembered == ["6"]
