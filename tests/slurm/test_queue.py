"""The queue as squeue prints it: arrays, components, names with any character."""

from __future__ import annotations

from pathlib import Path

import pytest

from hpclab.slurm import delimited, queue

MARK = "\x1f4f1c9a\x1f"
RECORDED = (Path(__file__).parent / "recorded" / "22.05-queue.txt").read_text()


@pytest.fixture(scope="module")
def entries() -> dict[str, queue.QueueEntry]:
    """The recorded queue by id."""
    return {entry.job_id: entry for entry in queue.entries(RECORDED, MARK)}


def test_each_line_is_a_job(entries: dict[str, queue.QueueEntry]) -> None:
    alone = ["31+0", "31+1", "33", "34", "30", "27", "28"]
    assert sorted(entries) == sorted(["29_[3-9%2]", "29_1", "29_2", *alone])
    assert {entry.user for entry in entries.values()} == {"alice"}


def test_a_job_that_runs(entries: dict[str, queue.QueueEntry]) -> None:
    entry = entries["28"]
    assert (entry.number, entry.array_id, entry.task_count) == ("28", None, 1)
    assert (entry.state, entry.account, entry.partition, entry.qos) == (
        *("RUNNING", "def-alice", "interactive"),
        "normal",
    )
    assert (entry.cpus, entry.gpus, entry.nodes, entry.limit) == (1, None, "node01", 900)
    assert (entry.submitted, entry.start, entry.end) == (1795261909, 1795261909, 1795262809)
    assert entry.reason is None


def test_jobs_that_wait_say_why_and_until_when(entries: dict[str, queue.QueueEntry]) -> None:
    assert (entries["33"].reason, entries["33"].start) == ("Priority", 1795263060)
    assert (entries["30"].reason, entries["30"].start) == ("JobHeldUser", None)


def test_an_array_and_what_of_it_waits(entries: dict[str, queue.QueueEntry]) -> None:
    waiting, running = entries["29_[3-9%2]"], entries["29_1"]
    assert (waiting.array_id, waiting.task_count, waiting.reason) == ("29", 7, "JobArrayTaskLimit")
    assert (running.array_id, running.task_count, running.number) == ("29", 1, "35")


def test_names_hold_anything(entries: dict[str, queue.QueueEntry]) -> None:
    assert entries["28"].name == 'pi|pe "q" <b>é</b>'
    assert entries["29_1"].name == "new\nline|x"
    assert entries["30"].name == "bad\x1f\x1etab\t"


def test_a_name_can_not_pretend_to_be_a_job() -> None:
    mark = delimited.delimiter()
    forged = f"x{MARK}\n1{MARK}" + MARK.join(["2"] * 18)
    line = mark.join(["5", "5", "5", "N/A", "RUNNING", *["x"] * 13, forged]) + mark + "\n"
    (entry,) = queue.entries(line, mark)
    assert (entry.job_id, entry.name) == ("5", forged)
    assert mark != delimited.delimiter()


@pytest.mark.parametrize(
    ("expression", "count"),
    [("3-9%2", 7), ("1,4-9,12-20:2", 12), ("5", 1), ("0-4000000000", 4000000001), ("1-3,...", 3), ("", 1)],
)
def test_how_many_tasks(expression: str, count: int) -> None:
    assert queue.count_tasks(expression) == count


@pytest.mark.parametrize(
    ("gres", "count"),
    [("N/A", None), ("gres:gpu:2", 4), ("gres/gpu:a100=1,gres/gpu:v100=1", 4), ("gpu:a100:4", 8)],
)
def test_gpus_of_all_nodes(gres: str, count: int | None) -> None:
    """The forms are those of squeue(1), `%b`, before and since it became `tres-per-node`."""
    row = ["5", "5", "5", "N/A", "RUNNING", "u", "a", "p", "q", "8", "2", gres, *["x"] * 7]
    (entry,) = queue.entries(MARK.join(row) + MARK + "\n", MARK)
    assert entry.gpus == count
