"""The client on programs that behave as Slurm's commands were seen to: absent, slow, refusing, odd."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

import pytest

from hpclab.core.errors import (
    BrokenToolError,
    HpcLabError,
    MalformedError,
    NotFoundError,
    RefusedError,
    TooSlowError,
    UnavailableError,
)
from hpclab.slurm.client import SlurmClient, command_environment, failure

RECORDED = Path(__file__).parent / "recorded"


def program(folder: Path, name: str, script: str) -> None:
    """Put a program into a folder."""
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


def test_personal_settings_do_not_reach_the_commands() -> None:
    kept = command_environment(
        {"PATH": "/bin", "SLURM_CONF": "/etc/s", "SCANCEL_INTERACTIVE": "1", "SLURM_CLUSTERS": "x"}
    )
    assert kept == {"PATH": "/bin", "SLURM_CONF": "/etc/s", "SLURM_TIME_FORMAT": "%s"}


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ((RECORDED / "22.05-controller-down.stderr.txt").read_text(), UnavailableError),
        ((RECORDED / "22.05-munge-gone.stderr.txt").read_text(), UnavailableError),
        ((RECORDED / "22.05-no-configuration.stderr.txt").read_text(), UnavailableError),
        ((RECORDED / "22.05-script-unknown.stderr.txt").read_text(), NotFoundError),
        ((RECORDED / "documented-sackd-gone.stderr.txt").read_text(), UnavailableError),
        ((RECORDED / "22.05-job-unknown.stderr.txt").read_text(), NotFoundError),
        ((RECORDED / "22.05-no-such-task.stdout.txt").read_text(), NotFoundError),
        ((RECORDED / "22.05-scancel-not-mine.stderr.txt").read_text(), RefusedError),
        ("", BrokenToolError),
    ],
)
def test_failures_mean_something(said: str, kind: type[HpcLabError]) -> None:
    error = failure("scancel", 1, said)
    assert type(error) is kind
    assert error.detail == (said.strip() or None)


def test_a_refusal_has_slurms_own_words() -> None:
    error = failure("scancel", 1, (RECORDED / "22.05-scancel-not-mine.stderr.txt").read_text())
    assert error.message == "Slurm refused: Kill job error on job id 18: Access/permission denied"


@pytest.mark.parametrize(
    ("recorded", "service"),
    [("22.05-munge-gone.stderr.txt", "munge"), ("documented-sackd-gone.stderr.txt", "sackd")],
)
def test_the_service_that_is_missing_on_a_node_is_named(recorded: str, service: str) -> None:
    error = failure("scancel", 1, (RECORDED / recorded).read_text())
    assert f"{service} doesn't answer on this node" in error.message


def test_a_fatal_error_is_told_without_the_commands_name() -> None:
    error = failure("squeue", 1, "squeue: error: x\nsqueue: fatal: Unable to do it\n")
    assert error.message == "Slurm refused: Unable to do it"


def test_no_slurm_is_a_reason_not_a_crash(tmp_path: Path) -> None:
    facts = asyncio.run(SlurmClient({"PATH": str(tmp_path)}).facts())
    assert not facts.available
    assert facts.reason is not None
    assert "slurm_bin" in facts.reason
    with pytest.raises(UnavailableError) as caught:
        asyncio.run(SlurmClient({"PATH": str(tmp_path)}).job("1"))
    assert caught.value.code == "slurm_unavailable"


def test_commands_are_found_in_the_folder_that_the_site_names(tmp_path: Path) -> None:
    program(tmp_path / "bin", "scontrol", "echo slurm 24.05.3")
    client = SlurmClient({"PATH": "/nowhere", "SLURM_CLUSTER_NAME": "c1"}, folder=tmp_path / "bin")
    facts = asyncio.run(client.facts())
    assert (facts.available, facts.commands, facts.version, facts.cluster) == (
        True,
        tmp_path / "bin",
        "24.05.3",
        "c1",
    )


def test_without_a_path_the_commands_are_where_programs_always_are(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program(tmp_path, "scontrol", "echo slurm 22.05.8")
    monkeypatch.setattr("os.defpath", f"{tmp_path}:{os.defpath}")
    assert asyncio.run(SlurmClient({}).version()) == "22.05.8"


def test_facts_are_found_out_once(tmp_path: Path) -> None:
    program(tmp_path, "scontrol", f"echo x >> {tmp_path}/asked; echo slurm 24.05.3")
    client = SlurmClient({"PATH": f"{tmp_path}:/bin", "SLURM_CLUSTER_NAME": "c1"})

    async def ask_often() -> None:
        await asyncio.gather(*(client.facts() for _ in range(10)))

    asyncio.run(ask_often())
    assert (tmp_path / "asked").read_text().count("x") == 1


def test_what_was_missing_is_looked_for_again_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hpclab.slurm.client._FIND_AGAIN_SECONDS", 1.0)
    client = SlurmClient({"PATH": f"{tmp_path}:/bin", "SLURM_CLUSTER_NAME": "c1"})
    assert not asyncio.run(client.facts()).available
    program(tmp_path, "scontrol", "echo slurm 24.05.3")
    assert not asyncio.run(client.facts()).available, "not at once"
    time.sleep(1.0)
    assert asyncio.run(client.facts()).available


def test_a_hanging_command_is_ended_in_time(tmp_path: Path) -> None:
    program(tmp_path, "scontrol", "sleep 60")
    client = SlurmClient({"PATH": f"{tmp_path}:/bin:/usr/bin"}, timeout=0.3)
    began = time.monotonic()
    with pytest.raises(TooSlowError, match=r"0\.3 seconds"):
        asyncio.run(client.job("1"))
    assert time.monotonic() - began < 3


def test_an_unknown_job_is_none(tmp_path: Path) -> None:
    said = (RECORDED / "22.05-job-unknown.stderr.txt").read_text().strip()
    program(tmp_path, "scontrol", f"echo '{said}' >&2; exit 1")
    assert asyncio.run(SlurmClient({"PATH": f"{tmp_path}:/bin"}).job("99999")) is None


def test_the_right_task_and_component_is_picked(tmp_path: Path) -> None:
    client = SlurmClient({"PATH": f"{tmp_path}:/bin:/usr/bin"})
    program(tmp_path, "scontrol", f"cat {RECORDED}/22.05-job-array.txt")
    task = asyncio.run(client.job("18_3"))
    assert task is not None
    assert task.number == "21"
    program(tmp_path, "scontrol", f"cat {RECORDED}/22.05-job-heterogeneous.txt")
    component = asyncio.run(client.job("16"))
    assert component is not None
    assert component.job_id == "15+1"


def test_an_answer_about_another_job_is_refused(tmp_path: Path) -> None:
    program(tmp_path, "scontrol", f"cat {RECORDED}/22.05-job-array.txt")
    with pytest.raises(BrokenToolError):
        asyncio.run(SlurmClient({"PATH": f"{tmp_path}:/bin:/usr/bin"}).job("4711"))


@pytest.mark.parametrize("job_id", ["--help", "1 2", "1;id", "", "1\n", "9" * 9 + "x", "123_[--all]"])
def test_what_is_no_job_id_never_reaches_a_command(job_id: str, tmp_path: Path) -> None:
    program(tmp_path, "scancel", f"touch {tmp_path}/called")
    with pytest.raises(MalformedError):
        asyncio.run(SlurmClient({"PATH": f"{tmp_path}:/bin:/usr/bin"}).cancel(job_id))
    assert not (tmp_path / "called").exists()


def test_names_of_nodes(tmp_path: Path) -> None:
    asked = '[ "$*" = "show hostnames node[01-03,07],gpu1" ]'
    program(tmp_path, "scontrol", f"{asked} && cat {RECORDED}/22.05-hostnames.txt")
    client = SlurmClient({"PATH": f"{tmp_path}:/bin:/usr/bin"})
    names = asyncio.run(client.node_names("node[01-03,07],gpu1"))
    assert names == ["node01", "node02", "node03", "node07", "gpu1"]
    assert asyncio.run(client.node_names("a,b")) == ["a", "b"]
    assert asyncio.run(client.node_names("")) == []


def test_a_script_that_slurmctld_has_forgotten_is_accountings(tmp_path: Path) -> None:
    program(tmp_path, "scontrol", f"cat {RECORDED}/22.05-script-unknown.stderr.txt >&2")
    program(tmp_path, "sacct", "printf 'Batch Script for 5\\n-----\\n#!/bin/sh\\ntrue\\n'")
    client = SlurmClient({"PATH": f"{tmp_path}:/bin:/usr/bin"})
    assert asyncio.run(client.script("5")) == "#!/bin/sh\ntrue\n"
