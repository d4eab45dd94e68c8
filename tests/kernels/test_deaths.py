"""Kernels that die, real ones, and what is told of it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from tornado.httpclient import HTTPResponse

from hpclab.core.web import SERVICES_SETTING
from hpclab.kernels import deaths as module
from hpclab.kernels.deaths import DeathWatch, Seen, cause_of, signal_name
from hpclab.kernels.running import local_process

Fetch = Callable[..., Awaitable[HTTPResponse]]


@pytest.mark.parametrize(
    ("status", "full", "cause"),
    [
        (-signal.SIGKILL, True, "memory"),
        (-signal.SIGKILL, False, "signal"),
        (-signal.SIGSEGV, True, "signal"),
        (0, True, "exit"),
        (3, False, "exit"),
    ],
)
def test_only_a_killed_kernel_died_of_memory(status: int, full: bool, cause: str) -> None:
    assert cause_of(status, memory_was_full=full) == cause


def test_signals_have_names() -> None:
    assert signal_name(-11) == "SIGSEGV"
    assert signal_name(-63) == "signal 63"
    assert signal_name(1) is None


def test_a_kernel_that_is_counted_while_it_dies_is_not_among_those_before_it() -> None:
    alive = Seen(held=500, counted=2, oom_kills=2).after(None)
    dying = Seen(held=600, counted=3, oom_kills=3).after(alive)
    assert alive.oom_kills == 2
    assert dying == Seen(held=600, counted=3, oom_kills=2)


@pytest.fixture
def jp_server_config(jp_server_config: dict[str, Any]) -> dict[str, Any]:
    return {
        **jp_server_config,
        "ServerApp": {"jpserver_extensions": {"hpclab": True}},
        "KernelRestarter": {"time_to_dead": 0.2},
    }


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PACE_SECONDS", 0.05)


@asynccontextmanager
async def watching(server: Any) -> AsyncIterator[DeathWatch]:
    """The server's watch, begun as at the server's start."""
    found: DeathWatch = server.web_app.settings[SERVICES_SETTING][DeathWatch]
    found.start()
    try:
        yield found
    finally:
        await found.stop()


async def deaths(fetch: Fetch) -> list[dict[str, Any]]:
    """What is told now."""
    answer = json.loads((await fetch("hpclab", "v1", "kernels", "deaths")).body)
    found: list[dict[str, Any]] = answer["deaths"]
    return found


async def test_a_kernel_that_is_killed_is_told_of_once(jp_fetch: Fetch, jp_serverapp: Any) -> None:
    answer = json.loads((await jp_fetch("api", "kernels", method="POST", body="{}")).body)
    kernel = answer["id"]
    pid = local_process(jp_serverapp.kernel_manager.get_kernel(kernel))
    assert pid is not None
    async with watching(jp_serverapp) as watch:
        while pid not in watch._seen:
            await asyncio.sleep(0.05)
        assert await deaths(jp_fetch) == []

        began = time.time()
        os.kill(pid, signal.SIGKILL)
        while not (told := await deaths(jp_fetch)):
            await asyncio.sleep(0.1)

    (death,) = told
    assert (death["kernel_id"], death["cause"], death["signal"]) == (kernel, "signal", "SIGKILL")
    assert death["status"] is None
    assert death["held"] > 1_000_000
    assert began <= death["at"] <= time.time()


async def test_a_kernel_that_is_shut_down_did_not_die(jp_fetch: Fetch, jp_serverapp: Any) -> None:
    async with watching(jp_serverapp):
        kernel = json.loads((await jp_fetch("api", "kernels", method="POST", body="{}")).body)["id"]
        await asyncio.sleep(0.3)
        await jp_fetch("api", "kernels", kernel, method="DELETE")
        await asyncio.sleep(0.5)
        assert await deaths(jp_fetch) == []
