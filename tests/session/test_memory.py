"""Who holds memory and the warning, on a real server; the warning for real is in the browser tests."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from jupyter_events import EventLogger
from tornado.httpclient import HTTPResponse

from hpclab.core.activities import Activities
from hpclab.core.events import ChangeEvents
from hpclab.session import cgroups
from hpclab.session.memory import MemoryWatch

Fetch = Callable[..., Awaitable[HTTPResponse]]
MEGABYTE = 1024**2


@pytest.fixture
def jp_server_config(jp_server_config: dict[str, Any]) -> dict[str, Any]:
    return {**jp_server_config, "ServerApp": {"jpserver_extensions": {"hpclab": True}}}


@pytest.fixture
def job(tmp_path: Path) -> Path:
    """The folder of a job's cgroup of version 2, of 600 MB."""
    (tmp_path / "memory.max").write_text(f"{600 * MEGABYTE}\n")
    (tmp_path / "memory.stat").write_text("inactive_file 0\nactive_file 0\n")
    return tmp_path


async def memory(fetch: Fetch) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads((await fetch("hpclab", "v1", "session", "memory")).body)
    return answer


async def test_the_server_and_its_kernels_hold_memory(jp_fetch: Fetch) -> None:
    kernel = json.loads((await jp_fetch("api", "kernels", method="POST", body="{}")).body)["id"]
    answer = await memory(jp_fetch)
    assert answer["warning"] is None
    users = {(user["kind"], user["id"]): user["held"] for user in answer["users"]}
    assert users["server", ""] > 20 * MEGABYTE
    while ("kernel", kernel) not in users:  # it needs a moment to grow
        await asyncio.sleep(0.2)
        users = {(user["kind"], user["id"]): user["held"] for user in (await memory(jp_fetch))["users"]}
    held = [user["held"] for user in (await memory(jp_fetch))["users"]]
    assert held == sorted(held, reverse=True)


async def test_a_warning_and_its_end_are_announced_once_each(
    job: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    groups = cgroups.JobGroups(memory=job, cpu=None, cpuset=None, unified=True)
    monkeypatch.setattr(cgroups, "own_job_groups", lambda: groups)
    now = 0.0
    events = ChangeEvents(EventLogger())
    watch = MemoryWatch({"SLURM_JOB_ID": "1"}, Activities(), events, clock=lambda: now)
    told: list[str] = []
    events.on_advance(told.append)
    warnings = []
    for used in [300, 320, 340, 360, 380, 400, 420, 200, 200]:
        (job / "memory.current").write_text(f"{used * MEGABYTE}\n")
        await watch.look()
        now += 5
        warnings.append((await watch.state()).warning)
    assert [warning is not None for warning in warnings] == [False] * 4 + [True] * 3 + [False] * 2
    assert told == ["memory", "memory"]
    first = warnings[4]
    assert first is not None
    # 220 MB are left, and 80 were taken in 20 seconds.
    assert first.full_at - first.at == pytest.approx(55)
