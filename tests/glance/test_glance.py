"""The cluster at a glance: how often sinfo is called, what is said without it, and the route."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError, HTTPResponse

from hpclab.cluster.glance import ClusterGlance
from hpclab.slurm.client import SlurmClient

from ..clock import Clock

RECORDED = Path(__file__).parents[1] / "slurm/recorded/22.05-occupancy.txt"
DOWN = "echo 'slurm_load_partitions: Unable to contact slurm controller (connect failure)' >&2; exit 1"

Fetch = Callable[..., Awaitable[HTTPResponse]]


class Sinfo:
    """A program in place of sinfo, which counts its calls."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "sinfo"
        self._log = folder / "calls"
        self.client = SlurmClient({"PATH": f"{folder}:/bin:/usr/bin"})
        self.does(f"cat {RECORDED}")

    def does(self, script: str) -> None:
        """What it does from now on."""
        self._file.write_text(f'#!/bin/sh\necho "$*" >> {self._log}\n{script}\n')
        self._file.chmod(0o755)

    @property
    def calls(self) -> int:
        """How often it was called."""
        return len(self._log.read_text().splitlines()) if self._log.exists() else 0


@pytest.fixture
def sinfo(tmp_path: Path) -> Sinfo:
    """The program."""
    return Sinfo(tmp_path)


async def test_ten_tabs_cost_one_call_each_five_minutes(sinfo: Sinfo, clock: Clock) -> None:
    glance = ClusterGlance(sinfo.client)
    answers = await asyncio.gather(*(glance.info() for _ in range(10)))
    assert [[part.partition for part in answer.partitions] for answer in answers] == [
        ["interactive", "batch"]
    ] * 10
    clock.now += 150
    await glance.info()
    assert sinfo.calls == 1
    clock.now += 150
    await asyncio.gather(*(glance.info() for _ in range(10)))
    assert sinfo.calls == 2
    await glance.close()


async def test_figures_stay_and_their_age_is_told_while_slurm_is_down(sinfo: Sinfo, clock: Clock) -> None:
    glance = ClusterGlance(sinfo.client)
    as_of = (await glance.info()).as_of
    sinfo.does(DOWN)
    clock.now += 300
    answer = await glance.info()
    assert answer.stale is not None
    assert "does not answer" in answer.stale
    assert answer.reason is None
    assert answer.as_of == as_of
    assert len(answer.partitions) == 2


async def test_a_controller_that_is_down_is_asked_ever_more_rarely(sinfo: Sinfo, clock: Clock) -> None:
    sinfo.does(DOWN)
    glance = ClusterGlance(sinfo.client)
    answer = await glance.info()
    assert answer.reason is not None
    assert "does not answer" in answer.reason
    for _ in range(240):
        clock.now += 15
        await glance.info()
    assert 2 <= sinfo.calls <= 8


@pytest.mark.usefixtures("clock")
async def test_without_slurm_there_is_a_sentence(tmp_path: Path) -> None:
    answer = await ClusterGlance(SlurmClient({"PATH": str(tmp_path)})).info()
    assert answer.partitions == []
    assert answer.reason is not None
    assert "sinfo" in answer.reason
    assert "c.HpcLab.slurm_bin" in answer.reason


class TestRoute:
    """In a server."""

    @pytest.fixture
    def disabled(self) -> list[str]:
        """What the site has switched off."""
        return []

    @pytest.fixture
    def jp_server_config(
        self, server_environment: dict[str, str], sinfo: Sinfo, tmp_path: Path, disabled: list[str]
    ) -> dict[str, Any]:
        """A server with that sinfo."""
        return {
            "ServerApp": {"jpserver_extensions": {"hpclab": True}},
            "HpcLab": {"slurm_bin": str(tmp_path), "disabled": disabled},
        }

    async def test_it_tells_what_is_free(self, jp_fetch: Fetch) -> None:
        answer = json.loads((await jp_fetch("hpclab", "v1", "cluster")).body)
        assert answer["partitions"][0] == {
            "partition": "interactive",
            "nodes": {"free": 0, "total": 1},
            "cores": {"free": 8, "total": 12},
            "gpus": {"free": 0, "total": 0},
        }

    @pytest.mark.parametrize("disabled", [["cluster"]])
    async def test_a_site_switches_it_off(self, jp_fetch: Fetch, sinfo: Sinfo) -> None:
        with pytest.raises(HTTPClientError) as raised:
            await jp_fetch("hpclab", "v1", "cluster")
        assert raised.value.code == 404
        assert sinfo.calls == 0
