"""Jobs for real: the queue, what can be done to jobs, other people's, the history and the output of a job."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .asking import ask
from .people import Person

pytestmark = pytest.mark.cluster

ODD_NAME = 'pi|pe "q" <b>é</b>\nsecond line'


@pytest.fixture
def array(alice: Person) -> Iterator[str]:
    """An array of alice's of which one task runs at a time."""
    job = alice.submit(
        "sleep 300",
        *("--array=1-5%1", "--time=10", "--mem=50", "--output=/dev/null", f"--job-name={ODD_NAME}"),
    )
    alice.wait(f"{job}_1", "RUNNING")
    yield job
    alice.run("scancel", job)


def test_an_array_is_held_released_and_partly_cancelled(alice: Person, packages: Path, array: str) -> None:
    part = f"{array}_[2-5%1]"
    queue, held, why = ask(alice, packages, ["queue"], ["hold", part], ["details", part])
    lines = {job["job_id"]: job for job in queue if job["array_id"] == array}
    assert set(lines) == {f"{array}_1", part}
    assert {job["name"] for job in lines.values()} == {ODD_NAME}
    assert lines[part]["task_count"] == 4
    assert held == {"done": [part], "failed": []}
    assert "You held it." in why["why"]
    released, cancelled, left = ask(
        alice, packages, ["release", part], ["cancel", f"{array}_[4-5]"], ["queue"]
    )
    assert released["failed"] == cancelled["failed"] == []
    assert f"{array}_[2-3%1]" in {job["job_id"] for job in left}


def test_jobs_of_others_are_seen_but_not_changed_nor_read(bob: Person, packages: Path, array: str) -> None:
    task = f"{array}_1"
    everybody, cancelled, held, details, output = ask(
        bob,
        packages,
        *(["queue", "all"], ["cancel", task], ["hold", array], ["details", task], ["output", task]),
    )
    assert task in {job["job_id"] for job in everybody}
    for answer in (cancelled, held):
        (failure,) = answer["failed"]
        assert "somebody else's" in failure["message"]
    assert not details["is_mine"]
    assert output["error"] == "not_yours"


def test_jobs_that_are_gone_say_so(alice: Person, packages: Path) -> None:
    answers = ask(alice, packages, ["cancel", "99999999"], ["hold", "99999999"], ["details", "99999999"])
    for answer in answers[:2]:
        (failure,) = answer["failed"]
        assert "has ended, or Slurm has forgotten it" in failure["message"]
    assert answers[2]["error"] == "unknown_job"


def test_a_job_that_has_ended_is_in_the_history_with_its_output(
    alice: Person, packages: Path, folder: Path
) -> None:
    job = alice.submit("echo out; echo err >&2; exit 3", f"--output={folder}/o", f"--error={folder}/e")
    assert alice.wait(job) == "FAILED"
    alice.history(job, "state", "FAILED")
    history, out, err, requeued = ask(
        alice, packages, ["history"], ["output", job], ["output", job, "stderr"], ["requeue", job]
    )
    (found,) = [past for past in history if past["job_id"] == job]
    assert (found["state"], found["exit_code"], found["cpus"]) == ("FAILED", 3, 1)
    assert (out["text"], err["text"]) == ("out\n", "err\n")
    assert requeued["failed"]


def test_output_that_goes_into_a_pipe_is_refused_at_once(alice: Person, packages: Path, folder: Path) -> None:
    alice.run("mkfifo", f"{folder}/pipe")
    job = alice.submit("sleep 60", "--mem=50", "--hold", f"--output={folder}/pipe")
    try:
        (answer,) = ask(alice, packages, ["output", job])
        assert answer["error"] == "no_regular_file"
    finally:
        alice.run("scancel", job)
