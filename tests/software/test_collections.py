"""The names of the saved collections."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

import pytest

from hpclab.core.environment import ServerEnvironment
from hpclab.software import collections
from hpclab.software.collections import Collections, saved_names
from hpclab.software.lmod import Lmod

from .. import lmod_tree


@pytest.mark.parametrize(
    ("files", "system", "expected"),
    [
        ({"work", "default", "old~", ".cache"}, None, ["default", "work"]),
        ({"work.frontera", "other.stampede", "work"}, "frontera", ["work"]),
        ({"work.frontera"}, None, []),
        (set(), None, []),
    ],
)
def test_saved_names(files: set[str], system: str | None, expected: list[str]) -> None:
    assert saved_names(files, system) == expected


async def test_what_lmod_has_saved(server_environment: dict[str, str]) -> None:
    lmod = Lmod(lmod_tree.LMOD_COMMAND, 30)
    found = Collections(ServerEnvironment())
    assert await found.names() == []
    loaded = (await lmod.python(["load", "R"], server_environment)).patch.applied_to(server_environment)
    await lmod.python(["save", "work"], loaded)
    assert await found.names() == ["work"]


async def test_a_slow_home_folder_holds_nobody_up(
    server_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(os.environ["HOME"], ".lmod.d").mkdir(parents=True)
    calls: list[object] = []

    def slow(path: Path) -> list[os.DirEntry[str]]:
        calls.append(path)
        time.sleep(1)
        return []

    monkeypatch.setattr(collections, "_DISK_SECONDS", 0.05)
    monkeypatch.setattr(os, "scandir", slow)
    found = Collections(ServerEnvironment())
    assert await asyncio.gather(*(found.names() for _ in range(5))) == [[]] * 5
    assert len(calls) == 1  # only one thread waits for the disk
