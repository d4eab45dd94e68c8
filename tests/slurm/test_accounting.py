"""What accounting keeps of jobs, and what their steps used."""

from __future__ import annotations

from pathlib import Path

import pytest

from hpclab.core.errors import UnavailableError
from hpclab.slurm import accounting
from hpclab.slurm.client import failure

MARK = "\x1f4f1c9a\x1f"
RECORDED = (Path(__file__).parent / "recorded" / "22.05-accounting.txt").read_text()
KB = 1024


@pytest.fixture(scope="module")
def records() -> dict[str, accounting.PastJob]:
    """The recorded history by id."""
    return {record.job_id: record for record in accounting.records(RECORDED, MARK)}


def test_steps_are_no_jobs(records: dict[str, accounting.PastJob]) -> None:
    assert not [job_id for job_id in records if "." in job_id]
    assert {"43", "45", "44_1", "44_2", "44_3", "46+0", "46+1"} <= set(records)


def test_a_job_and_what_it_used(records: dict[str, accounting.PastJob]) -> None:
    job = records["43"]
    assert job.name == "pi|pe `q` <b>é</b>"  # accounting itself changes quotation marks
    assert (job.state, job.exit_code, job.signal) == ("COMPLETED", 0, None)
    assert (job.elapsed, job.limit, job.cpus) == (11, 120, 1)
    assert job.memory == 200 * KB**2
    assert job.peak_memory == 90776 * KB
    assert job.cpu_time == 5
    assert (job.folder, job.user) == ("/home/alice", "alice")


def test_how_jobs_end(records: dict[str, accounting.PastJob]) -> None:
    assert (records["44_1"].state, records["44_1"].exit_code) == ("FAILED", 3)
    assert (records["45"].state, records["45"].signal) == ("OUT_OF_MEMORY", 125)
    assert (records["33"].state, records["33"].start) == ("CANCELLED", None)
    assert (records["27"].state, records["27"].end) == ("RUNNING", None)


def test_names_with_line_breaks(records: dict[str, accounting.PastJob]) -> None:
    assert records["44_2"].name == "new\nline"


def test_what_was_too_short_to_be_measured_is_unknown(records: dict[str, accounting.PastJob]) -> None:
    assert records["45"].peak_memory is None


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        ("Slurm accounting storage is disabled", "accounting_unavailable", "keeps no accounting"),
        (
            "sacct: error: slurm_persist_conn_open_without_init: failed to open persistent connection to "
            "host:localhost:6819: Connection refused\nsacct: error: Problem talking to the database: "
            "Connection refused",
            "slurm_unavailable",
            "accounting does not answer",
        ),
    ],
)
def test_no_accounting_is_a_reason(said: str, code: str, words: str) -> None:
    error = failure("sacct", 1, said)
    assert isinstance(error, UnavailableError)
    assert error.code == code
    assert words in error.message
