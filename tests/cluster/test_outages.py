"""Slurm's daemons stop, hang and come back while a session runs, on a cluster of the tests' own.

The commands are counted by scripts that then become the real ones.
"""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from demo import cluster as demo_cluster
from demo import daemons, facts
from demo.lab import Lab
from demo.paths import DEFAULT_ROOT, REPOSITORY, Paths
from demo.slurm import Slurm

from ..jupyter_client import eventually
from .jupyter import JupyterServer
from .people import Person

pytestmark = pytest.mark.up_down

_ROOT = DEFAULT_ROOT.with_name("hpclab-demo-outages")
_COMMANDS = ("sacct", "scancel", "scontrol", "squeue")
# Longer than the pauses after a failure or two.
_PATIENCE = 150


@pytest.fixture(scope="module")
def paths() -> Iterator[Paths]:
    """A running cluster below a root of its own, with the first one's installed software."""
    if os.geteuid() != 0:
        pytest.skip("only root can start a cluster")
    paths = Paths(_ROOT)
    demo_cluster.down(paths)
    shutil.rmtree(_ROOT, ignore_errors=True)
    _ROOT.mkdir()
    (_ROOT / "software").symlink_to(DEFAULT_ROOT / "software")
    paths.venv.symlink_to(Paths.from_environment().venv)
    demo_cluster.up(paths)
    yield paths
    demo_cluster.down(paths)
    shutil.rmtree(_ROOT)


@pytest.fixture(scope="module")
def alice(paths: Paths) -> Person:
    """The first user of that cluster."""
    known = facts.read(paths)
    return Person(known.users[0], known)


class Session:
    """A session of alice's in a job, and what it asks of Slurm."""

    def __init__(self, alice: Person, folder: Path) -> None:
        self._folder = folder
        for name in _COMMANDS:
            script = f'#!/bin/sh\necho "$*" >> {folder}/{name}.calls\nexec {shutil.which(name)} "$@"\n'
            alice.run("tee", str(folder / name), text_in=script)
            alice.run("chmod", "+x", str(folder / name))
        program = ("-m", "jupyter_server", f"--HpcLab.slurm_bin={folder}")
        self.server = JupyterServer(alice, folder, alice.environment, program=program)
        self.server.submit("--cpus-per-task=1", "--mem=1G")
        self.server.wait()

    def get(self, path: str) -> dict[str, Any]:
        """What hpclab answers."""
        status, text = self.server.ask(f"hpclab/v1/{path}")
        assert status == 200, text
        answer: dict[str, Any] = json.loads(text)
        return answer

    def calls(self, name: str) -> int:
        """How often a command was run."""
        file = self._folder / f"{name}.calls"
        return len(file.read_text().splitlines()) if file.exists() else 0

    def said(self, path: str) -> str:
        """Wait until an answer says that it is old, and return its words."""
        eventually(lambda: self.get(path)["stale"], _PATIENCE)
        words: str = self.get(path)["stale"]
        return words

    def recovers(self, path: str) -> None:
        """Wait until an answer is new again."""
        eventually(lambda: self.get(path)["stale"] is None, _PATIENCE, lambda: str(self.get(path)["stale"]))


@pytest.fixture(scope="module")
def session(alice: Person) -> Iterator[Session]:
    """The session that lives through all of it."""
    made = alice.run("mktemp", "--directory", f"--tmpdir={alice.user.home}", "t.XXXXXX")
    folder = Path(made.stdout.strip())
    session = Session(alice, folder)
    yield session
    session.server.end()
    alice.run("rm", "--recursive", "--force", str(folder))


@pytest.fixture
def waiting(alice: Person, session: Session) -> Iterator[str]:
    """A job of alice's that waits, and that the session knows of."""
    job = alice.submit("sleep 600", "--hold", "--output=/dev/null", "--mem=50")
    eventually(lambda: job in _ids(session.get("jobs")), 60)
    yield job
    alice.run("scancel", job)


def _ids(queue: dict[str, Any]) -> set[str]:
    return {job["job_id"] for job in queue["jobs"]}


def test_the_controller_is_stopped_and_started(
    paths: Paths, alice: Person, session: Session, waiting: str
) -> None:
    before = session.get("jobs")
    daemons.stop("slurmctld", paths)
    try:
        # Slurm's commands try again for longer than hpclab waits for them.
        assert "controller" in session.said("jobs")
        asked = session.calls("squeue")
        for _ in range(50):
            down = session.get("jobs")
            assert (_ids(down), down["as_of"]) == (_ids(before), before["as_of"]), "what was known stays"
        assert session.calls("squeue") <= asked + 1
        status, text = session.server.ask(f"hpclab/v1/jobs/{waiting}", method="DELETE")
        assert status in (503, 504)
        assert "controller" in json.loads(text)["message"]
    finally:
        Slurm(paths).start_controller()
    session.recovers("jobs")
    assert waiting in _ids(session.get("jobs"))
    assert session.server.ask(f"hpclab/v1/jobs/{waiting}", method="DELETE")[0] == 204
    assert alice.wait(waiting) == "CANCELLED"


def test_the_controller_hangs(paths: Paths, session: Session, waiting: str) -> None:
    pid = daemons.running_pid("slurmctld", paths)
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    try:
        assert "did not answer squeue within 10 seconds" in session.said("jobs")
        assert waiting in _ids(session.get("jobs"))
    finally:
        os.kill(pid, signal.SIGCONT)
    session.recovers("jobs")


def test_accounting_is_stopped_and_started(paths: Paths, session: Session, waiting: str) -> None:
    path = "jobs/history?days=1"
    before = session.get(path)
    assert before["reason"] is None
    daemons.stop("slurmdbd", paths)
    try:
        assert "accounting does not answer" in session.said(path)
        assert session.get(path)["as_of"] == before["as_of"]
        assert session.get("jobs")["stale"] is None
        assert waiting in _ids(session.get("jobs"))
        assert session.calls("sacct") <= 3
    finally:
        Slurm(paths).start_database()


def test_munge_is_gone(paths: Paths, session: Session, waiting: str) -> None:
    daemons.stop("munged", paths)
    try:
        assert "munge" in session.said("jobs")
        assert waiting in _ids(session.get("jobs"))
    finally:
        Slurm(paths).start_database()
    session.recovers("jobs")


def test_the_jobs_tab_says_that_its_data_is_old(paths: Paths, alice: Person) -> None:
    known = facts.read(paths)
    lab = Lab(paths, alice.user).start("--cpus-per-task=1", "--mem=2G")
    facts.write(dataclasses.replace(known, lab=lab), paths)
    words = ["node_modules/.bin/playwright", "test", "--config=outages.config.ts"]
    environment = {**os.environ, "HPCLAB_DEMO_ROOT": str(paths.root)}
    done = subprocess.run(
        words,
        cwd=REPOSITORY / "ui-tests",
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    alice.run("scancel", lab.job_id)
    assert done.returncode == 0, done.stdout + done.stderr
