"""The end of a session, with a program in scancel's place that does as told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path

import pytest

from hpclab.core.activities import Activities, Activity
from hpclab.core.errors import ConflictError, RefusedError
from hpclab.session.ending import SessionEnd
from hpclab.slurm.client import SlurmClient

GONE_HUB = {
    "JUPYTERHUB_API_URL": "http://127.0.0.1:9/hub/api",
    "JUPYTERHUB_API_TOKEN": "s3cret",
    "JUPYTERHUB_USER": "ann",
}

REFUSES = "echo 'scancel: error: Kill job error on job id 17: {}' >&2; exit 1"


class Session:
    """A session that can be ended, and what became of it, in order."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.events: list[str] = []
        self.activities = Activities()
        self.activities.add(self._running, self._end_kernels)
        told = {"PATH": f"{folder}:/usr/bin:/bin", **environment}
        self.scancel("exit 0")
        self.end = SessionEnd(
            told,
            SlurmClient(told),
            self.activities,
            forget=self._forget,
            stop_server=lambda: self.events.append("server"),
            log=logging.getLogger("test"),
        )

    def scancel(self, script: str) -> None:
        """Put a program into scancel's place."""
        file = self.folder / "scancel"
        file.write_text(f'#!/bin/sh\necho "$@" > {self.folder}/cancelled\n{script}\n')
        file.chmod(0o755)

    @property
    def cancelled(self) -> str | None:
        """The job that scancel was called with."""
        file = self.folder / "cancelled"
        return file.read_text().split()[-1] if file.exists() else None

    async def _forget(self) -> None:
        self.events.append("forgotten")

    async def _running(self) -> Sequence[Activity]:
        return [Activity("kernel", "k1", "a.ipynb", modules=(), stale=None)]

    async def _end_kernels(self) -> None:
        self.events.append("kernels" if self.cancelled is None else "kernels too late")


def test_the_preview_names_what_runs_and_ends_nothing(tmp_path: Path) -> None:
    session = Session(tmp_path, SLURM_JOB_ID="17")
    preview = asyncio.run(session.end.preview())
    assert (preview.way, preview.job_id) == ("job", "17")
    assert [(each.kind, each.name) for each in preview.running] == [("kernel", "a.ipynb")]
    assert session.events == []
    assert session.cancelled is None


def test_kernels_end_before_the_job_is_given_back(tmp_path: Path) -> None:
    session = Session(tmp_path, SLURM_JOB_ID="17")
    assert asyncio.run(session.end.end()).way == "job"
    assert session.cancelled == "17"
    assert session.events == ["kernels", "forgotten"]


def test_a_hub_that_does_not_help_leaves_it_to_slurm(tmp_path: Path) -> None:
    session = Session(tmp_path, SLURM_JOB_ID="17", **GONE_HUB)
    assert asyncio.run(session.end.preview()).way == "hub"
    assert asyncio.run(session.end.end()).way == "job"
    assert session.cancelled == "17"


def test_without_a_job_the_server_ends_itself(tmp_path: Path) -> None:
    session = Session(tmp_path)
    assert asyncio.run(session.end.preview()).way == "server"
    assert asyncio.run(session.end.end()).way == "server"
    assert session.events == ["kernels", "server", "forgotten"]
    assert session.cancelled is None


def test_a_job_that_is_over_leaves_the_server_to_end(tmp_path: Path) -> None:
    session = Session(tmp_path, SLURM_JOB_ID="17")
    session.scancel(
        "echo 'scancel: error: Kill job error on job id 17: Invalid job id specified' >&2; exit 1"
    )
    assert asyncio.run(session.end.end()).way == "server"
    assert session.events == ["kernels", "server", "forgotten"]


def test_a_refusal_is_told_and_the_server_goes_on(tmp_path: Path) -> None:
    session = Session(tmp_path, SLURM_JOB_ID="17")
    session.scancel(
        "echo 'scancel: error: Kill job error on job id 17: Access/permission denied' >&2; exit 1"
    )
    with pytest.raises(RefusedError, match="permission denied"):
        asyncio.run(session.end.end())
    assert session.events == ["kernels"]


def test_what_does_not_end_keeps_nothing_else_from_ending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hpclab.session.ending._ORDERLY_SECONDS", 0.2)
    session = Session(tmp_path, SLURM_JOB_ID="17")

    async def nothing() -> Sequence[Activity]:
        return []

    async def hang() -> None:
        await asyncio.sleep(60)

    async def fail() -> None:
        raise OSError("no such process")

    session.activities.add(nothing, hang)
    session.activities.add(nothing, fail)
    assert asyncio.run(session.end.end()).way == "job"
    assert session.cancelled == "17"


def test_a_second_click_is_a_conflict(tmp_path: Path) -> None:
    session = Session(tmp_path, SLURM_JOB_ID="17")
    session.scancel("sleep 0.3")

    async def twice() -> None:
        first = asyncio.create_task(session.end.end())
        await asyncio.sleep(0.05)
        with pytest.raises(ConflictError):
            await session.end.end()
        await first

    asyncio.run(twice())
