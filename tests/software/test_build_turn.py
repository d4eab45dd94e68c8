"""One process at a time has the turn to build, and a turn that its holder left is taken over."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path

import msgspec
import pytest

from hpclab.software import build_turn
from hpclab.software.build_turn import Holder, Turn


async def test_one_has_the_turn_until_it_gives_it_back(tmp_path: Path) -> None:
    one, other = Turn(tmp_path / "turn"), Turn(tmp_path / "turn")
    assert await one.take()
    assert not await other.take()
    other.give_back()  # what it doesn't have stays
    assert not await other.take()
    one.give_back()
    assert await other.take()
    other.give_back()
    assert list(tmp_path.iterdir()) == []


async def test_the_turn_of_a_process_that_ended_is_taken_over_at_once(tmp_path: Path) -> None:
    ended = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
    await ended.wait()
    _left_by(tmp_path / "turn", pid=ended.pid)
    one = Turn(tmp_path / "turn")
    assert await one.take()
    one.give_back()


async def test_the_turn_of_another_node_is_taken_over_when_nobody_touches_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_turn, "_SETTLED_SECONDS", 0.05)
    _left_by(tmp_path / "turn", node="elsewhere")
    assert not await Turn(tmp_path / "turn").take()
    long_ago = time.time() - 120
    os.utime(tmp_path / "turn", (long_ago, long_ago))
    turns = [Turn(tmp_path / "turn") for _ in range(5)]
    taken = await asyncio.gather(*(each.take() for each in turns))
    assert taken.count(True) == 1
    for each in turns:
        each.give_back()
    assert list(tmp_path.iterdir()) == []


async def test_a_turn_is_touched_again_and_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_turn, "_TOUCHED_SECONDS", 0.02)
    one = Turn(tmp_path / "turn")
    await one.take()
    long_ago = time.time() - 120
    os.utime(tmp_path / "turn", (long_ago, long_ago))
    for _ in range(100):
        await asyncio.sleep(0.02)
        if (tmp_path / "turn").stat().st_mtime > long_ago + 60:
            break
    else:
        raise AssertionError("nobody touched it")
    one.give_back()


async def test_where_nothing_can_be_written_nobody_has_the_turn(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="gone"):
        await Turn(tmp_path / "gone" / "turn").take()


async def test_what_is_no_turn_waits_until_it_is_old(tmp_path: Path) -> None:
    (tmp_path / "turn").write_bytes(b"")  # just made, not yet written
    assert not await Turn(tmp_path / "turn").take()


def _left_by(file: Path, *, node: str | None = None, pid: int = 1) -> None:
    own = Turn(file)._own
    holder = Holder(token="x", node=node or own.node, processes=own.processes, pid=pid)
    file.write_bytes(msgspec.json.encode(holder))
