"""Four tabs and two programs change the modules of one server at once: nothing gets lost."""

from __future__ import annotations

import asyncio
import os
import random
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from .. import lmod_tree
from .http import Fetch, call
from .test_environment_property import comparable

OPERATIONS = int(os.environ.get("HPCLAB_MANY_OPERATIONS", "500"))
TABS = 4
PROGRAMS = 2
LOADED = [
    "GCC/12.3.0",
    "GCC/13.2.0",
    "Clang/17.0.6",
    "Python/3.11.3",
    "R/4.3.2",
    "StdEnv/2023",
    "StdEnv/2020",
]
WITH_PREREQUISITES = ["HDF5/1.14.0", "HDF5/1.14.3", "OpenMPI/5.0.3", "zlib/1.3"]


@dataclass
class Done:
    """An operation that the server carried out.

    Attributes:
        operation: `load`, `unload`, `swap`, `purge`, `reset` or `undo`.
        modules: what it was about.
        answer: the module state that it answered, with the changes.

    """

    operation: str
    modules: Sequence[str]
    answer: Any

    @property
    def revision(self) -> int:
        return int(self.answer["revision"])

    @property
    def changes_anything(self) -> bool:
        return any(self.answer["changes"].values())


@dataclass
class Client:
    """Somebody who changes modules, as the dice of a seed fall.

    Attributes:
        number: which client it is: each has a seed of its own.
        fetch: pytest-jupyter's `jp_fetch`.
        plans_first: a tab shows a plan before it applies it; a program doesn't.
        log: what the server has done for it.
        refused: how often it refused.

    """

    number: int
    fetch: Fetch
    plans_first: bool
    log: list[Done] = field(default_factory=list)
    refused: int = 0
    seen: int = 0

    async def work(self, turns: Iterable[int]) -> None:
        dice = random.Random(20261121 + self.number)  # noqa: S311 # a fixed choice, no secret
        for _ in turns:
            await self._operate(dice)

    async def _operate(self, dice: random.Random) -> None:
        operation = dice.choices(["load", "unload", "swap", "undo", "purge", "reset"], [10, 5, 4, 4, 1, 1])[0]
        loaded = await self._look()
        if operation == "load" and self.plans_first and dice.random() < 0.3:
            await self._plan_and_apply(dice.choice(WITH_PREREQUISITES))
        elif operation == "load":
            module = dice.choice(LOADED)
            await self._send("modules/load", [module], {"modules": [module]})
        elif operation == "unload":
            module = dice.choice(loaded or LOADED)
            await self._send("modules/unload", [module], {"modules": [module]})
        elif operation == "swap":
            going, coming = dice.choice(loaded or LOADED), dice.choice(LOADED)
            await self._send("modules/swap", [going, coming], {"from": going, "to": coming})
        else:
            await self._send(f"modules/{operation}", [], {})

    async def _look(self) -> list[str]:
        """The loaded modules; what a client sees never goes back."""
        status, state = await call(self.fetch, "GET", "modules")
        assert status == 200
        assert state["revision"] >= self.seen
        self.seen = state["revision"]
        return [module["full_name"] for module in state["loaded"] if module["active"]]

    async def _plan_and_apply(self, module: str) -> None:
        status, plan = await call(
            self.fetch, "POST", "modules/plan", {"operation": "load", "modules": [module]}
        )
        if status != 200:
            self._refuse(status)
            return
        modules = [*plan["prerequisites"], module]
        await self._send("modules/apply", modules, {"plan_id": plan["plan_id"]}, operation="load")

    async def _send(self, path: str, modules: Sequence[str], body: object, operation: str = "") -> None:
        status, answer = await call(self.fetch, "POST", path, body)
        if status != 200:
            self._refuse(status)
            return
        assert answer["revision"] >= self.seen
        self.seen = answer["revision"]
        self.log.append(Done(operation or path.partition("/")[2], modules, answer))

    def _refuse(self, status: int) -> None:
        """Another client was faster, or Lmod says no: nothing was done."""
        assert status in (404, 409, 422)
        self.refused += 1


@pytest.fixture
def jp_server_config(server_environment: dict[str, str]) -> dict[str, Any]:
    return {
        "ServerApp": {"jpserver_extensions": {"hpclab": True}},
        "HpcLab": {"lmod_command": str(lmod_tree.LMOD_COMMAND), "catalog_delay": 0.0},
    }


def in_order(clients: Iterable[Client], start: int) -> list[Done]:
    """What changed anything, in the order in which the server did it: each change has the next revision."""
    # At one revision the change stands before those that found done what they were asked for.
    every = sorted(
        (done for client in clients for done in client.log),
        key=lambda done: (done.revision, not done.changes_anything),
    )
    effective: list[Done] = []
    for done in every:
        if done.revision == (effective[-1].revision if effective else start):
            assert not done.changes_anything
        else:
            effective.append(done)
    return effective


def replay(log: Sequence[Done]) -> list[str]:
    """The `module` commands of a log that aren't taken back again, by its operations alone."""
    now: list[str] = []
    before: list[list[str]] = []
    loaded: list[str] = []
    for done in log:
        if done.operation == "undo":
            now = before.pop()
        else:
            before.append(now)
            now = [] if done.operation == "reset" else [*now, _command(done, loaded)]
        loaded = [module["name"] for module in done.answer["loaded"]]
    return now


def _command(done: Done, loaded: Sequence[str]) -> str:
    if done.operation == "purge":
        return shlex.join(["module", "unload", *reversed(loaded)])
    return shlex.join(["module", done.operation, *done.modules])


def follows(before: set[str], done: Done) -> set[str]:
    """What is loaded after an operation, by what it says that it changed."""
    changes = done.answer["changes"]
    gone = {*changes["unloaded"], *changes["deactivated"], *(swap["from"] for swap in changes["swapped"])}
    come = {*changes["loaded"], *changes["activated"], *(swap["to"] for swap in changes["swapped"])}
    assert gone <= before
    return (before - gone) | come


async def test_nothing_gets_lost(
    jp_fetch: Fetch, server_environment: dict[str, str], jp_root_dir: Path
) -> None:
    # This waits for the catalog, and changes nothing.
    await call(jp_fetch, "POST", "modules/plan", {"operation": "load", "modules": ["HDF5/1.14.3"]})
    _, state = await call(jp_fetch, "GET", "modules")
    clients = [Client(number, jp_fetch, number < TABS) for number in range(TABS + PROGRAMS)]
    share = -(-OPERATIONS // len(clients))
    await asyncio.gather(*(client.work(range(share)) for client in clients))

    log = in_order(clients, state["revision"])
    assert len(log) > OPERATIONS // 3
    revisions = [done.revision for done in log]
    assert revisions == list(range(state["revision"] + 1, state["revision"] + 1 + len(log)))
    loaded: set[str] = set()
    for done in log:
        loaded = follows(loaded, done)
        assert loaded == {each["full_name"] for each in done.answer["loaded"] if each["active"]}
    commands = replay(log)
    in_bash = lmod_tree.in_bash(server_environment, "\n".join(commands))
    assert comparable(dict(os.environ)) == comparable(in_bash)
