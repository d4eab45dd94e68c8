"""Usage outside of a job, on the real machine; inside one it is tested on the cluster."""

from __future__ import annotations

import asyncio
from pathlib import Path

import psutil

from hpclab.session.models import Usage
from hpclab.session.usage import UsageMeter


def test_outside_of_a_job_figures_are_the_nodes(tmp_path: Path) -> None:
    usage = asyncio.run(UsageMeter({}, tmp_path).usage())
    assert usage.scope == "node"
    assert usage.reason is not None
    assert "not run inside a Slurm job" in usage.reason
    assert usage.memory is not None
    assert usage.memory.limit == psutil.virtual_memory().total
    assert usage.cpu is not None
    assert usage.cpu.busy is not None
    assert 0 <= usage.cpu.busy <= usage.cpu.cores * 1.1
    assert usage.node is not None
    assert usage.node.cores == usage.cpu.cores
    assert [one.is_home for one in usage.storage] == [True]


def test_in_a_job_without_groups_of_its_own_the_reason_says_so(tmp_path: Path) -> None:
    usage = asyncio.run(UsageMeter({"SLURM_JOB_ID": "1"}, tmp_path).usage())
    assert usage.scope == "node"
    assert usage.reason is not None
    assert "no control group" in usage.reason


def test_ten_tabs_get_one_answer(tmp_path: Path) -> None:
    async def ask() -> list[Usage]:
        meter = UsageMeter({}, tmp_path)
        return await asyncio.gather(*(meter.usage() for _ in range(10)))

    answers = asyncio.run(ask())
    assert all(answer is answers[0] for answer in answers)
