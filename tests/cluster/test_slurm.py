"""The demo's Slurm: jobs of ordinary users run, are held to their limits, and are accounted for."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from demo.facts import Facts
from demo.paths import Paths
from demo.slurm import Slurm

from .people import Person

pytestmark = pytest.mark.cluster


def test_job_runs_as_its_user_with_slurms_own_environment(alice: Person, folder: Path) -> None:
    output = folder / "out"
    job = alice.submit("id -un; squeue --noheader --format=%u --jobs=$SLURM_JOB_ID", f"--output={output}")
    assert alice.wait(job) == "COMPLETED"
    assert output.read_text() == f"{alice.user.name}\n{alice.user.name}\n"


def test_step_runs_in_a_job(alice: Person, folder: Path, cluster: Facts) -> None:
    output = folder / "out"
    job = alice.submit("srun --ntasks=2 printenv SLURM_PROCID", "--ntasks=2", f"--output={output}")
    assert alice.wait(job) == "COMPLETED"
    assert sorted(output.read_text().split()) == ["0", "1"]


def test_job_that_needs_more_memory_than_it_asked_for_is_killed(alice: Person, cluster: Facts) -> None:
    if not cluster.slurm.limits_enforced:
        pytest.skip(f"limits are not enforced: {cluster.slurm.limits_reason}")
    script = "exec /usr/bin/python3 -c 'x = bytearray(400_000_000); print(len(x))'"
    job = alice.submit(script, "--mem=100M", "--output=/dev/null")
    assert alice.wait(job) == "OUT_OF_MEMORY"


def test_accounting_keeps_what_a_job_was(alice: Person) -> None:
    job = alice.submit("exit 7", "--account=rrg-physics", "--partition=batch", "--output=/dev/null")
    assert alice.wait(job) == "FAILED"
    expected = f"{job}|{alice.user.name}|rrg-physics|batch|FAILED|7:0"
    assert alice.history(job, "jobid,user,account,partition,state,exitcode", expected) == expected


def test_accounts_and_partitions_have_their_limits(alice: Person) -> None:
    refused = alice.run("sbatch", "--account=nobodys", "--wrap=true", check=False)
    assert "Invalid account" in refused.stderr
    refused = alice.run("sbatch", "--partition=interactive", "--time=9:00:00", "--wrap=true", check=False)
    assert refused.status != 0


def test_time_limit_follows_the_admin_and_nobody_else(alice: Person, bob: Person) -> None:
    job = alice.submit("sleep 300", "--time=10", "--output=/dev/null")
    alice.wait(job, "RUNNING")
    try:
        change = ("scontrol", "update", f"JobId={job}", "TimeLimit=20")
        assert bob.run(*change, check=False).status != 0
        assert alice.run(*change, check=False).status != 0
        Slurm(Paths(Path(alice.cluster.root))).command(*change)
        assert alice.run("squeue", "--noheader", "--format=%l", f"--jobs={job}").stdout.strip() == "20:00"
    finally:
        alice.run("scancel", job)
    assert alice.wait(job) == "CANCELLED"


def test_node_offers_room_for_several_jobs_beside_each_other(cluster: Facts, alice: Person) -> None:
    assert cluster.slurm.cpus >= 8
    assert set(cluster.slurm.partitions) == {"interactive", "batch"}
    jobs = [alice.submit("sleep 300", "--mem=100", "--output=/dev/null") for _ in range(3)]
    try:
        for job in jobs:
            alice.wait(job, "RUNNING")
    finally:
        alice.run("scancel", *jobs)


def test_cancelled_job_leaves_no_process(alice: Person) -> None:
    marker = "31536001"
    job = alice.submit(f"trap '' TERM\nsetsid sleep {marker} &\nsleep {marker}\nwait", "--output=/dev/null")
    alice.wait(job, "RUNNING")
    alice.run("scancel", job)
    alice.wait(job)
    words = ["pgrep", "--full", f"^sleep {marker}"]
    assert subprocess.run(words, check=False, timeout=30, capture_output=True).stdout == b""
