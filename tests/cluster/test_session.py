"""The own job for real: figures inside a job, a changed time limit, an array, a scheduler that is down."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shlex
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_events import EventLogger

import hpclab
from demo import process
from demo.facts import Facts
from hpclab.core.events import ChangeEvents
from hpclab.session.allocation import Allocation
from hpclab.slurm.client import SlurmClient

from .people import Person

pytestmark = pytest.mark.cluster

MEGABYTE = 1024**2
PROBE = Path(__file__).parent / "session_probe.py"


class Probe:
    """A job of alice's in which hpclab's session answers."""

    def __init__(self, alice: Person, folder: Path, packages: Path, *options: str) -> None:
        self.alice = alice
        self.folder = folder
        self.asked = 0
        shutil.copy(PROBE, folder / "probe.py")
        # A neighbour in the job that holds memory and keeps a core busy.
        busy = "x = bytearray(100_000_000)\nwhile True: pass"
        script = (
            f"/usr/bin/python3 -c {shlex.quote(busy)} &\n"
            f"PYTHONPATH={packages} {alice.cluster.python} {folder}/probe.py {folder}\n"
        )
        self.job = alice.submit(script, f"--output={folder}/log", *options)

    def ask(self) -> dict[str, Any]:
        """What hpclab knows now."""
        (self.folder / f"ask-{self.asked}").touch()
        file = self.folder / f"answer-{self.asked}"
        self.asked += 1
        deadline = time.monotonic() + 60
        while not file.exists():
            if time.monotonic() > deadline:
                log = self.folder / "log"
                raise TimeoutError(log.read_text() if log.exists() else "the job does not run")
            time.sleep(0.1)
        answer: dict[str, Any] = json.loads(file.read_bytes())
        return answer

    def end(self) -> None:
        """End the job."""
        self.alice.run("scancel", self.job, check=False)


@pytest.fixture(scope="module")
def packages() -> Iterator[Path]:
    """A copy of hpclab that everybody can read."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        ignored = shutil.ignore_patterns("labextension", "__pycache__")
        shutil.copytree(Path(hpclab.__file__).parent, folder / "hpclab", ignore=ignored)
        yield folder


@pytest.fixture
def probe(alice: Person, folder: Path, packages: Path) -> Iterator[Probe]:
    """A job of one hour with two CPUs and 600 MB."""
    probe = Probe(
        alice,
        folder,
        packages,
        "--account=rrg-physics",
        "--partition=batch",
        "--time=1:00:00",
        "--mem=600M",
        "--cpus-per-task=2",
        '--job-name=näme with = JobState=FAILED "quotes"',
    )
    yield probe
    probe.end()


def test_the_job_its_usage_and_a_changed_limit(probe: Probe, cluster: Facts) -> None:
    known = probe.ask()
    session, usage, slurm = known["session"], known["usage"], known["slurm"]
    assert session["in_job"]
    assert session["stale"] is None
    assert session["job_id"] == probe.job
    assert session["name"] == 'näme with = JobState=FAILED "quotes"'
    assert (session["partition"], session["account"]) == ("batch", "rrg-physics")
    assert session["nodes"] == [cluster.slurm.node]
    assert (session["cpus"], session["memory"]) == (2, 600 * MEGABYTE)
    assert session["limit"] == 3600
    assert session["time_left"] == pytest.approx(3600 - (session["now"] - session["start"]), abs=2)
    assert (slurm["cluster"], slurm["reason"]) == (cluster.slurm.cluster, None)
    if cluster.slurm.limits_enforced:
        assert usage["scope"] == "job"
        assert usage["reason"] is None
        assert usage["memory"]["limit"] == 600 * MEGABYTE
        assert 100 * MEGABYTE * 0.95 < usage["memory"]["used"] < 600 * MEGABYTE
        assert usage["memory"]["peak"] >= usage["memory"]["used"]
        assert usage["cpu"]["cores"] == 2
        assert 0.2 < usage["cpu"]["busy"] < 3

    words = ["scontrol", "update", f"JobId={probe.job}", "TimeLimit=2:30:00"]
    process.run(words, timeout=20, env={"PATH": os.environ["PATH"], **cluster.environment})
    time.sleep(11)  # a fresh answer is at most ten seconds old
    later = probe.ask()["session"]
    assert later["limit"] == 9000
    assert later["end"] - later["start"] == 9000
    assert later["revision"] > session["revision"]


def test_a_task_of_an_array_knows_itself(alice: Person, folder: Path, packages: Path) -> None:
    probe = Probe(
        alice, folder, packages, "--array=7", "--mem-per-cpu=300M", "--cpus-per-task=1", "--time=10"
    )
    try:
        session = probe.ask()["session"]
        assert session["job_id"] == f"{probe.job}_7"
        assert session["memory"] == 300 * MEGABYTE
        assert session["stale"] is None
    finally:
        probe.end()


def test_a_scheduler_that_is_down_is_said_and_nobody_waits(cluster: Facts, tmp_path: Path) -> None:
    conf = Path(cluster.slurm.conf).read_text()
    ports = [line for line in conf.splitlines() if line.startswith("SlurmctldPort=")]
    (tmp_path / "slurm.conf").write_text(conf.replace(ports[0], "SlurmctldPort=1"))
    environment = {
        "PATH": os.environ["PATH"],
        "SLURM_CONF": str(tmp_path / "slurm.conf"),
        "SLURM_JOB_ID": "1",
        "SLURM_JOB_ACCOUNT": "def-alice",
    }

    async def scene() -> int:
        events, log = ChangeEvents(EventLogger()), logging.getLogger(__name__)
        allocation = Allocation(environment, SlurmClient(environment, timeout=2), events, log)
        asking = asyncio.create_task(allocation.session())
        ticks = 0
        while not asking.done():
            await asyncio.sleep(0.01)
            ticks += 1
        session = await asking
        assert session.in_job
        assert session.account == "def-alice"
        assert session.stale is not None
        assert "did not answer" in session.stale
        await allocation.close()
        return ticks

    began = time.monotonic()
    assert asyncio.run(scene()) > 50
    assert time.monotonic() - began < 6


def test_nobody_cancels_the_job_of_another(alice: Person, bob: Person, folder: Path, packages: Path) -> None:
    probe = Probe(alice, folder, packages, "--time=10")
    try:
        probe.ask()
        program = (
            "import asyncio, os, sys\n"
            "from hpclab.core.errors import RefusedError\n"
            "from hpclab.slurm.client import SlurmClient\n"
            "try:\n    asyncio.run(SlurmClient(os.environ).cancel(sys.argv[1]))\n"
            "except RefusedError as error:\n    print(error.message)\n"
        )
        environment = {**bob.environment, "PYTHONPATH": str(packages)}
        said = bob.run(bob.cluster.python, "-c", program, probe.job, environment=environment).stdout
        assert "Access/permission denied" in said
        assert alice.wait(probe.job, "RUNNING") == "RUNNING"
    finally:
        probe.end()
