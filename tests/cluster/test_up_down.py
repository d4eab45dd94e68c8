"""The demo's cluster starts and stops as a whole, twice in a row, and leaves nothing behind.

It does so below a root of its own, so that a cluster that runs for people and for the other tests stays.
"""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo import facts, slurm
from demo.paths import DEFAULT_ROOT, REPOSITORY, Paths

from .people import Person

pytestmark = pytest.mark.up_down

_ROOT = DEFAULT_ROOT.with_name("hpclab-demo-test")


@pytest.fixture
def paths() -> Iterator[Paths]:
    """A second root, with the first one's installed software where there is one."""
    if os.geteuid() != 0:
        pytest.skip("only root can start a cluster")
    paths = Paths(_ROOT)
    demo("down", check=False)
    shutil.rmtree(_ROOT, ignore_errors=True)
    _ROOT.mkdir()
    for name in ("software", "wheels", "node-venv", "build-venv"):
        if (DEFAULT_ROOT / name).exists():
            (_ROOT / name).symlink_to(DEFAULT_ROOT / name)
    yield paths
    demo("down", check=False)
    shutil.rmtree(_ROOT)


@pytest.fixture
def shared_venv(paths: Paths) -> None:
    """JupyterLab as the first root has it, with this tree's wheel, which was installed when that came up."""
    if (DEFAULT_ROOT / "venv").exists():
        paths.venv.symlink_to(DEFAULT_ROOT / "venv")


def demo(*words: str, check: bool = True) -> str:
    """Call the demo as a person does; the call itself must end, whoever holds its output open."""
    env = {**os.environ, "HPCLAB_DEMO_ROOT": str(_ROOT)}
    command = ["/usr/bin/python3", "-m", "demo", *words]
    result = subprocess.run(
        command, env=env, cwd=REPOSITORY, capture_output=True, text=True, timeout=900, check=False
    )
    assert not check or result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def processes_below(root: Path) -> list[str]:
    """Return the command lines of processes that have to do with the root."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            environment = (folder / "environ").read_bytes().decode(errors="replace")
        except OSError:
            continue  # it has just ended
        if int(folder.name) != os.getpid() and f"{root}/" in command + environment:
            found.append(command)
    return found


def daemon_pids(paths: Paths) -> list[str]:
    """Return what the daemons' pid files say."""
    return [(paths.run / f"{name}.pid").read_text() for name in slurm.DAEMONS]


def assert_nothing_is_left(paths: Paths) -> None:
    """Check that no process, control group, socket or pid file of the cluster is there."""
    assert processes_below(paths.root) == []
    node = slurm.Slurm(paths).node
    assert list(Path("/sys/fs/cgroup").glob(f"*/slurm_{node}")) == []
    assert [file for file in paths.run.rglob("*") if not file.is_dir()] == []
    assert not paths.facts.exists()


@pytest.mark.usefixtures("shared_venv")
def test_up_and_down_twice_with_jobs_that_do_not_want_to_end(paths: Paths) -> None:
    for _ in range(2):
        demo("up", "--without-lab")
        cluster = facts.read(paths)
        alice, bob = (Person(user, cluster) for user in cluster.users)
        ends = alice.submit("true", "--output=/dev/null")
        assert alice.wait(ends) == "COMPLETED"

        stubborn = "trap '' TERM INT HUP; (trap '' TERM; sleep 600) & sleep 600; sleep 600"
        jobs = [
            alice.submit(stubborn, "--output=/dev/null"),
            bob.submit(f'srun bash -c "{stubborn}"', "--partition=batch", "--output=/dev/null"),
        ]
        bob.submit("true", "--hold", "--array=1-3", "--output=/dev/null")
        for job in jobs:
            alice.wait(job, "RUNNING")

        demo("down")
        assert_nothing_is_left(paths)


@pytest.mark.usefixtures("shared_venv")
def test_starting_twice_changes_nothing(paths: Paths) -> None:
    demo("up", "--without-lab")
    before = daemon_pids(paths), facts.read(paths), paths.modules.stat().st_mtime_ns
    assert "runs already" in demo("up", "--without-lab")
    assert (daemon_pids(paths), facts.read(paths), paths.modules.stat().st_mtime_ns) == before
    assert "slurmctld: runs" in demo("status")


def test_down_without_a_cluster_is_harmless(paths: Paths) -> None:
    assert "didn't run" in demo("down")
    assert "slurmctld: does not run" in demo("status")


@pytest.mark.usefixtures("shared_venv")
def test_daemon_that_died_is_started_again(paths: Paths) -> None:
    demo("up", "--without-lab")
    pid, _ = (paths.run / "slurmd.pid").read_text().split()
    os.kill(int(pid), 9)
    assert "slurmd started" in demo("up", "--without-lab")
    cluster = facts.read(paths)
    alice = Person(cluster.users[0], cluster)
    assert alice.wait(alice.submit("true", "--output=/dev/null")) == "COMPLETED"


@pytest.mark.usefixtures("shared_venv")
def test_down_ends_jobs_although_the_controller_died(paths: Paths) -> None:
    demo("up", "--without-lab")
    cluster = facts.read(paths)
    alice = Person(cluster.users[0], cluster)
    alice.wait(alice.submit("sleep 600", "--output=/dev/null"), "RUNNING")
    pid, _ = (paths.run / "slurmctld.pid").read_text().split()
    os.kill(int(pid), 9)
    demo("down")
    assert_nothing_is_left(paths)


@pytest.mark.usefixtures("shared_venv")
def test_job_history_survives_a_restart(paths: Paths) -> None:
    demo("up", "--without-lab")
    cluster = facts.read(paths)
    alice = Person(cluster.users[0], cluster)
    job = alice.submit("true", "--job-name=remembered", "--output=/dev/null")
    alice.wait(job)
    expected = "remembered|COMPLETED"
    assert alice.history(job, "jobname,state", expected) == expected
    demo("down")
    demo("up", "--without-lab")
    assert alice.history(job, "jobname,state", expected, timeout=0) == expected


@pytest.mark.usefixtures("shared_venv")
def test_lab_that_does_not_answer_is_not_taken_for_a_running_one(paths: Paths) -> None:
    demo("up", "--without-lab")
    cluster = facts.read(paths)
    alice = Person(cluster.users[0], cluster)
    job = alice.submit("sleep 600", "--output=/dev/null")
    alice.wait(job, "RUNNING")
    dead = facts.LabFacts("alice", job, "http://127.0.0.1:9/user/alice/lab", "/dev/null", "/dev/null")
    facts.write(dataclasses.replace(cluster, lab=dead), paths)

    demo("up", "--without-lab")

    assert facts.read(paths).lab is None
    assert alice.wait(job) == "CANCELLED"


@pytest.mark.usefixtures("shared_venv")
def test_lab_runs_in_a_job_and_ends_with_the_cluster(paths: Paths) -> None:
    said = demo("up")
    cluster = facts.read(paths)
    assert cluster.lab is not None
    address = f"{cluster.lab.url}?token={cluster.lab.token}"
    assert address in said
    assert Path(cluster.lab.token_file).stat().st_mode & 0o077 == 0

    alice = Person(cluster.users[0], cluster)
    assert alice.wait(cluster.lab.job_id, "RUNNING") == "RUNNING"
    status = f"{cluster.lab.url.removesuffix('lab')}hpclab/v1/status"
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(status, timeout=30)
    with urllib.request.urlopen(f"{status}?token={cluster.lab.token}", timeout=30) as answer:
        assert json.load(answer)["session"] == {"in_job": True, "job_id": cluster.lab.job_id}
    for process in processes_below(paths.root):
        assert cluster.lab.token not in process

    assert address in demo("up")
    demo("down")
    assert_nothing_is_left(paths)
