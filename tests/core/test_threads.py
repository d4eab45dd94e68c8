"""Waiting for what may hang: results and errors come back, and nobody waits longer than said."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from hpclab.core import threads
from hpclab.core.errors import TooSlowError


async def test_results_and_errors_come_back() -> None:
    assert await threads.run(lambda: 42, timeout=5) == 42
    with pytest.raises(ZeroDivisionError):
        await threads.run(lambda: 1 // 0, timeout=5)


async def test_nobody_waits_longer_than_said() -> None:
    until = threading.Event()
    began = time.monotonic()
    with pytest.raises(TooSlowError, match=r"0\.1 seconds"):
        await threads.run(lambda: until.wait(20), timeout=0.1)
    assert time.monotonic() - began < 2
    until.set()


def test_a_late_result_meets_an_ended_event_loop_without_a_word() -> None:
    until, ended = threading.Event(), threading.Event()

    def hang() -> None:
        until.wait(20)
        ended.set()

    async def give_up() -> None:
        with pytest.raises(TooSlowError):
            await threads.run(hang, timeout=0.05)

    asyncio.run(give_up())
    until.set()
    assert ended.wait(5)


async def test_what_hangs_does_not_hold_the_servers_end() -> None:
    until = threading.Event()
    task = asyncio.ensure_future(threads.start(lambda: until.wait(20)))
    assert all(thread.daemon for thread in threading.enumerate() if thread.name == "hpclab")
    until.set()
    assert await task


async def test_what_hangs_is_not_asked_a_second_time() -> None:
    until, calls = threading.Event(), []

    def hang() -> str:
        calls.append(1)
        until.wait(20)
        return "late"

    question = threads.OneAtATime[str]()
    for _ in range(3):
        with pytest.raises(TooSlowError):
            await question.run(hang, timeout=0.05)
    both = asyncio.gather(question.run(hang, timeout=5), question.run(hang, timeout=5))
    until.set()
    assert set(await both) == {"late"}
    assert len(calls) == 1
    assert await question.run(lambda: "anew", timeout=5) == "anew"
    with pytest.raises(ZeroDivisionError):
        await question.run(lambda: str(1 // 0), timeout=5)


async def test_each_of_many_hears_an_answer_however_soon_another_asks_anew() -> None:
    """Whoever waits hears the answer to what it asked, also where the next question is under way by then."""
    question = threads.OneAtATime[int]()

    async def ask_again_and_again() -> list[int]:
        return [await question.run(lambda: 42, timeout=5) for _ in range(50)]

    assert await asyncio.gather(*(ask_again_and_again() for _ in range(4))) == [[42] * 50] * 4
