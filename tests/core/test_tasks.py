"""Ending a task, also one that has lost its first cancellation."""

from __future__ import annotations

import asyncio
import contextlib

from hpclab.core import tasks


async def test_a_task_ends_although_its_first_cancellation_is_lost() -> None:
    lost = 0

    async def work() -> None:
        nonlocal lost
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(60)
        lost += 1
        await asyncio.sleep(60)

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    await asyncio.wait_for(tasks.end(task), 10)
    assert task.cancelled()
    assert lost == 1


async def test_one_that_has_ended_or_fails_is_left_at_that() -> None:
    async def fail() -> None:
        raise ValueError

    task = asyncio.create_task(fail())
    await asyncio.wait([task])
    await tasks.end(task)
    assert isinstance(task.exception(), ValueError)
