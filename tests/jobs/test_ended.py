"""Which jobs have ended: from what they report, and from one queue to the next."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from jupyter_events import EventLogger

from hpclab.core.events import ChangeEvents
from hpclab.jobs.ended import EndWatch
from hpclab.slurm.queue import QueueEntry


def entry(job_id: str, state: str, *, array: str | None = None, name: str = "a job") -> QueueEntry:
    """A line of one's own queue."""
    number = job_id.partition("_")[0].partition("+")[0]
    return QueueEntry(
        job_id=job_id,
        number=number,
        array_id=array,
        task_count=1,
        state=state,
        user="alice",
        account=None,
        partition=None,
        qos=None,
        cpus=1,
        gpus=None,
        limit=None,
        submitted=None,
        start=None,
        end=None,
        nodes="",
        reason=None,
        name=name,
    )


@pytest.fixture
def told() -> list[str]:
    """What browsers are told."""
    return []


@pytest.fixture
def watch(tmp_path: Path, told: list[str]) -> EndWatch:
    """A server in job 99."""
    events = ChangeEvents(EventLogger())
    events.on_advance(told.append)
    return EndWatch(tmp_path, "99", events)


def states(watch: EndWatch) -> list[tuple[str, str | None]]:
    """What is told now."""
    return [(job.key, job.state) for job in watch.ended().jobs]


async def test_what_was_over_before_the_first_look_is_no_news(watch: EndWatch, told: list[str]) -> None:
    await watch.follow([entry("1", "COMPLETED"), entry("2", "RUNNING")])
    await watch.follow([entry("1", "COMPLETED"), entry("2", "RUNNING")])
    assert (states(watch), told) == ([], [])


async def test_a_job_that_ends_is_told_once_with_its_state(watch: EndWatch, told: list[str]) -> None:
    await watch.follow([entry("2", "RUNNING"), entry("3", "PENDING")])
    await watch.follow([entry("2", "OUT_OF_MEMORY"), entry("3", "RUNNING")])
    await watch.follow([entry("2", "OUT_OF_MEMORY"), entry("3", "RUNNING")])
    assert states(watch) == [("2", "OUT_OF_MEMORY")]
    assert watch.ended().jobs[0].failed == 1
    assert told == ["ended_jobs"]


async def test_one_that_slurm_has_forgotten_meanwhile_has_no_state(watch: EndWatch) -> None:
    await watch.follow([entry("2", "RUNNING", name="long")])
    await watch.follow([])
    assert [(job.key, job.state, job.name) for job in watch.ended().jobs] == [("2", None, "long")]


async def test_one_that_began_and_ended_between_two_looks_is_told(watch: EndWatch) -> None:
    await watch.follow([])
    await watch.follow([entry("5", "FAILED")])
    assert states(watch) == [("5", "FAILED")]


async def test_what_was_cancelled_and_the_own_session_are_no_news(watch: EndWatch) -> None:
    await watch.follow([entry("2", "RUNNING"), entry("99", "RUNNING")])
    await watch.follow([entry("2", "CANCELLED")])
    assert states(watch) == []


async def test_an_array_is_told_of_once_all_of_it_is_over(watch: EndWatch) -> None:
    def tasks(*states: str) -> list[QueueEntry]:
        return [entry(f"7_{task}", state, array="7") for task, state in enumerate(states)]

    await watch.follow(tasks("RUNNING", "PENDING", "PENDING"))
    await watch.follow(tasks("FAILED", "RUNNING", "PENDING"))
    assert states(watch) == []
    await watch.follow(tasks("FAILED", "COMPLETED", "COMPLETED"))
    [job] = watch.ended().jobs
    assert (job.key, job.is_array, job.tasks, job.failed, job.state) == ("7", True, 3, 1, "FAILED")


async def test_a_heterogeneous_job_is_one(watch: EndWatch) -> None:
    await watch.follow([entry("8+0", "RUNNING"), entry("8+1", "RUNNING")])
    await watch.follow([entry("8+0", "COMPLETED"), entry("8+1", "COMPLETED")])
    assert [job.key for job in watch.ended().jobs] == ["8"]


async def test_reports_are_told_once_and_arrays_in_one(
    watch: EndWatch, tmp_path: Path, told: list[str]
) -> None:
    (tmp_path / "20").write_text("2\n\nmy job\n")
    (tmp_path / "31").write_text("0\n30\nsweep\n")
    (tmp_path / "32").write_text("1\n30\nsweep\n")
    (tmp_path / "40").write_text("0\n")  # not wholly written yet
    await watch.look()
    await watch.look()
    found = {job.key: (job.state, job.exit_code, job.tasks, job.failed) for job in watch.ended().jobs}
    assert found == {"20": ("FAILED", 2, 1, 1), "30": ("FAILED", None, 2, 1)}
    assert told == ["ended_jobs"]

    await watch.follow([entry("20", "RUNNING")])
    await watch.follow([entry("20", "FAILED")])
    assert len(told) == 1


async def test_what_was_seen_is_told_no_more_also_by_the_next_server(watch: EndWatch, tmp_path: Path) -> None:
    (tmp_path / "20").write_text("0\n\nmy job\n")
    (tmp_path / "31").write_text("0\n30\nsweep\n")
    await watch.look()
    await watch.seen(["20", "30", "unknown"])
    assert states(watch) == []
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "32").write_text("1\n30\nsweep\n")
    await watch.look()
    [job] = watch.ended().jobs
    assert (job.key, job.tasks, job.failed) == ("30", 2, 1)


async def test_old_reports_are_removed(watch: EndWatch, tmp_path: Path) -> None:
    (tmp_path / "20").write_text("0\n\nmy job\n")
    os.utime(tmp_path / "20", (0, time.time() - 8 * 86_400))
    await watch.look()
    assert states(watch) == []
    assert list(tmp_path.iterdir()) == []


async def test_a_folder_that_is_not_there_is_no_mistake(told: list[str], tmp_path: Path) -> None:
    await EndWatch(tmp_path / "gone", None, ChangeEvents(EventLogger())).look()
