"""What a job's record says of it: whether it waits, runs or is over, in states of all versions of Slurm."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from hpclab.jobs.details import JobDetails
from hpclab.jobs.history import JobHistory
from hpclab.jobs.models import JobInfo
from hpclab.jobs.queue import JobQueue
from hpclab.slurm.client import SlurmClient

RECORD = """JobId=5 JobName=five
   UserId=alice(1000) GroupId=alice(1000) MCS_label=N/A
   JobState={state} Reason={reason} Dependency=(null)
   Requeue=1 Restarts=0 BatchFlag=1 Reboot=0 ExitCode=1:9
   RunTime=00:01:00 TimeLimit=UNLIMITED TimeMin=N/A
   StartTime=1795177101 EndTime=1795177161 Deadline=N/A
"""


def told(folder: Path, state: str, reason: str = "None") -> JobInfo:
    """What is told of a job whose record scontrol prints."""
    file = folder / "scontrol"
    file.write_text(f"#!/bin/sh\ncat <<'END'\n{RECORD.format(state=state, reason=reason)}END\n")
    file.chmod(0o755)

    async def ask() -> JobInfo:
        client = SlurmClient({"PATH": f"{folder}:/bin:/usr/bin"})
        queue = JobQueue(client, "alice", allows_all=True)
        details = JobDetails(client, queue, JobHistory(client, "alice"), "alice", folder)
        return await details.known("5")

    return asyncio.run(ask())


@pytest.mark.parametrize("state", ["FAILED", "DEADLINE", "REVOKED", "OUT_OF_MEMORY"])
def test_a_job_that_is_over_has_an_end_and_a_status(tmp_path: Path, state: str) -> None:
    job = told(tmp_path, state)
    assert (job.exit_code, job.signal, job.end) == (1, 9, 1_795_177_161)


@pytest.mark.parametrize(
    "state", ["RUNNING", "COMPLETING", "SIGNALING", "STAGE_OUT", "STOPPED", "EXPEDITING"]
)
def test_a_job_that_goes_on_has_neither_yet(tmp_path: Path, state: str) -> None:
    job = told(tmp_path, state)
    assert (job.exit_code, job.signal, job.end, job.why) == (None, None, None, None)


@pytest.mark.parametrize("state", ["PENDING", "REQUEUED", "REQUEUE_HOLD", "SPECIAL_EXIT"])
def test_a_job_that_waits_says_why(tmp_path: Path, state: str) -> None:
    job = told(tmp_path, state, "launch_failed_requeued_held")
    assert job.why is not None
    assert job.why.startswith("Its start failed on a node")
    assert job.exit_code is None
