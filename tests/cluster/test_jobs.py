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


def test_what_is_no_job_is_none(alice: Person, packages: Path, array: str) -> None:
    none, part, missing, task, _, ended, option = ask(
        alice,
        packages,
        *(["details", "0"], ["cancel", "1_[2-9%3]"], ["cancel", "12+1"]),
        *(["details", f"{array}_77"], ["cancel", f"{array}_1"], ["cancel", f"{array}_1"], ["cancel", "--me"]),
    )
    assert none["error"] == "malformed"
    for answer in (part, missing):
        assert "has ended, or Slurm has forgotten it" in answer["failed"][0]["message"]
    assert task["error"] == "unknown_job"
    assert ended["failed"][0]["message"] == f"Job {array}_1 has ended already."
    assert "is not the id of a job" in option["failed"][0]["message"]


def test_of_a_heterogeneous_job_each_part_is_known_and_all_of_it_cancelled(
    alice: Person, packages: Path
) -> None:
    options = ("--parsable", "--hold", "--mem=20", "--time=5", "--output=/dev/null")
    submitted = alice.run("sbatch", *options, ":", "--mem=30", text_in="#!/bin/bash\nsleep 9\n")
    job = submitted.stdout.strip()
    queue, part, none, held, refused, cancelled = ask(
        alice,
        packages,
        *(["queue"], ["details", f"{job}+1"], ["details", f"{job}+9"], ["hold", f"{job}+1"]),
        *(["cancel", f"{job}+1"], ["cancel", job]),
    )
    assert {f"{job}+0", f"{job}+1"} <= {line["job_id"] for line in queue}
    assert part["memory"] == 30 * 1024**2
    assert none["error"] == "unknown_job"
    assert held == {"done": [f"{job}+1"], "failed": []}
    assert refused["failed"][0]["message"].endswith(f"Slurm can cancel only all of it: cancel job {job}.")
    assert cancelled == {"done": [job], "failed": []}


@pytest.mark.parametrize(
    ("instead", "words"),
    [
        ("AuthInfo=socket=/nowhere/munge.socket", "munge doesn't answer on this node"),
        ("SlurmctldPort=1", "controller"),
    ],
)
def test_a_node_without_munge_or_controller_says_so(
    alice: Person, packages: Path, folder: Path, instead: str, words: str
) -> None:
    configuration = configured_otherwise(alice, folder, instead.partition("=")[0], instead)
    details, cancelled = ask(
        alice, packages, ["details", "99999999"], ["cancel", "99999999"], more={"SLURM_CONF": configuration}
    )
    assert words in details["message"]
    assert words in cancelled["failed"][0]["message"]


def test_a_cluster_without_accounting_says_so(alice: Person, packages: Path, folder: Path) -> None:
    configuration = configured_otherwise(
        alice, folder, "Accounting", "AccountingStorageType=accounting_storage/none"
    )
    details, queue = ask(
        alice, packages, ["details", "99999999"], ["queue"], more={"SLURM_CONF": configuration}
    )
    assert details["error"] == "accounting_unavailable"
    assert isinstance(queue, list)


def configured_otherwise(alice: Person, folder: Path, line: str, instead: str) -> str:
    """A copy of Slurm's configuration for alice's commands, with another line for those that begin so."""
    original = Path(alice.environment["SLURM_CONF"])
    kept = [each for each in original.read_text().splitlines() if not each.startswith(line)]
    alice.run("cp", str(original.parent / "cgroup.conf"), str(folder))
    alice.run("tee", f"{folder}/slurm.conf", text_in="\n".join([*kept, instead, ""]))
    return f"{folder}/slurm.conf"


def test_a_job_that_has_ended_is_in_the_history_with_its_output(
    alice: Person, packages: Path, folder: Path
) -> None:
    job = alice.submit("echo out; echo err >&2; exit 3", f"--output={folder}/o", f"--error={folder}/e")
    assert alice.wait(job) == "FAILED"
    # For some seconds a short job's record belongs to nobody (0), and isn't among anybody's jobs.
    expected = f"{alice.user.uid}|FAILED"
    assert alice.history(job, "uid,state", expected) == expected
    history, out, err, requeued = ask(
        alice, packages, ["history"], ["output", job], ["output", job, "stderr"], ["requeue", job]
    )
    assert not history["error"], history["error"]
    (found,) = [past for past in history["jobs"] if past["job_id"] == job]
    assert (found["state"], found["exit_code"], found["cpus"]) == ("FAILED", 3, 1)
    assert (out["text"], err["text"]) == ("out\n", "err\n")
    assert requeued["failed"]


@pytest.mark.parametrize(
    ("make", "told"),
    [
        ("mkfifo output", {"error": "no_regular_file"}),
        ("mkfifo pipe; ln -s pipe output", {"error": "no_regular_file"}),
        ("ln -s /dev/zero output", {"error": "no_regular_file"}),
        ("ln -s /etc/hostname output", {"state": "text", "link_to": "/etc/hostname"}),
        ("ln -s /root/output output", {"error": "output_forbidden"}),
        ("ln -s output output", {"error": "output_unavailable"}),
        ("true", {"state": "missing"}),
        ("head -c 100000 /dev/zero > output", {"state": "binary", "size": 100_000}),
        ("truncate -s 1G output; yes | head -c 96 >> output", {"state": "text", "size": 1024**3 + 96}),
    ],
)
def test_output_of_any_kind_is_read_or_refused_at_once(
    alice: Person, packages: Path, folder: Path, make: str, told: dict[str, object]
) -> None:
    alice.run("bash", "-c", f"cd {folder}; {make}")
    job = alice.submit("sleep 60", "--mem=50", "--hold", f"--output={folder}/output")
    try:
        (answer,) = ask(alice, packages, ["output", job])
        assert {name: answer.get(name) for name in told} == told
    finally:
        alice.run("scancel", job)
