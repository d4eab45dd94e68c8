"""What the session leaves in the environment is what `module` leaves in a bash."""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hpclab.core.errors import HpcLabError
from hpclab.software import module_table
from hpclab.software.lmod import calling_environment
from hpclab.software.models import PlanRequest
from hpclab.software.session import ModuleSession

from .. import lmod_tree
from ..kernels.running import environment_of_process, start_kernel
from .conftest import MakeSession
from .http import Fetch, call

# Not control/1.0: Lmod's output for bash loses a value's newlines, its output for Python doesn't.
MODULES = [
    "GCC/12.3.0",
    "GCC/13.2.0",
    "Clang/17.0.6",
    "OpenMPI/4.1.5",
    "OpenMPI/5.0.3",
    "MPICH/4.1.2",
    "HDF5/1.14.0",
    "HDF5/1.14.3",
    "zlib/1.3",
    "SciPy-bundle/2023.07",
    "FFTW/3.3.10",
    "Python/3.11.3",
    "R/4.3.2",
    "StdEnv/2020",
    "StdEnv/2023",
    "secret/.1.0",
    "language/1.0",
    "warning/1.0",
    "failing/1.0",
    "nosuch/1.0",
]

# The table's chunks are compared decoded; pytest sets a variable of its own for each phase of a test.
NOT_COMPARED = ("_ModuleTable", "__LMOD_LAST_ERROR", "PYTEST_CURRENT_TEST")


Kind = Literal["load", "unload", "swap", "save", "restore", "undo", "reset"]


@dataclass(frozen=True)
class Choice:
    """An operation, before it is known what will be loaded when its turn comes.

    Attributes:
        kind: what is done.
        module: what is loaded.
        of_loaded: which of the loaded modules goes, or which of the collections is restored, as a place in
            their list, which is read as a circle.
        with_prerequisites: for load.

    """

    kind: Kind
    module: str
    of_loaded: int
    with_prerequisites: bool

    def request(self, collections: Sequence[str]) -> PlanRequest | None:
        """The operation in the environment as it is now; None where nothing could go or come."""
        if self.kind == "load":
            return PlanRequest("load", modules=[self.module], with_prerequisites=self.with_prerequisites)
        if self.kind == "reset":
            return PlanRequest("reset")
        if self.kind == "restore":
            return PlanRequest("restore", collection=self._one_of(collections)) if collections else None
        loaded = list(filter(None, os.environ.get("LOADEDMODULES", "").split(":")))
        if not loaded:
            return None
        going = self._one_of(loaded)
        if self.kind == "unload":
            return PlanRequest("unload", modules=[going])
        return PlanRequest("swap", from_=going, to=self.module)

    def _one_of(self, names: Sequence[str]) -> str:
        return names[self.of_loaded % len(names)]


choices = st.builds(
    Choice,
    kind=st.sampled_from(["load", "load", "load", "unload", "swap", "save", "restore", "undo", "reset"]),
    module=st.sampled_from(MODULES),
    of_loaded=st.integers(0, 9),
    with_prerequisites=st.booleans(),
)


def in_shell(request: PlanRequest, prerequisites: list[str]) -> str:
    """The `module` commands that a person types for an operation."""
    if request.operation == "restore":
        return shlex.join(["module", "restore", str(request.collection)])
    if request.operation != "swap":
        return shlex.join(["module", request.operation, *prerequisites, *request.modules])
    if not prerequisites:
        return shlex.join(["module", "swap", str(request.from_), str(request.to)])
    loads = shlex.join(["module", "load", *prerequisites, str(request.to)])
    return f"module unload {request.from_}\n{loads}"


def comparable(environment: dict[str, str]) -> tuple[dict[str, str], object]:
    """An environment, and its module table decoded: Lmod breaks its lines by the terminal's width."""
    table = None
    if "_ModuleTable_Sz_" in environment:
        table = module_table.parse_lua_table(module_table.decode(environment))
    variables = {
        name: value
        for name, value in environment.items()
        if name not in lmod_tree.OF_EACH_SHELL and not name.startswith(NOT_COMPARED)
    }
    return variables, table


class Person:
    """Carries operations out, and notes the `module` commands that do the same; a refused one does nothing.

    Attributes:
        commands: those that lead from the start to where the session is: undo and reset take some back.

    """

    # Each collection has a name of its own, so that a bash that restores it later finds what was saved then.
    _numbers = itertools.count()

    def __init__(self, session: ModuleSession) -> None:
        self._session = session
        self._collections: list[str] = []
        self._steps: list[list[str]] = []
        self.commands: list[str] = []

    async def carry_out(self, choice: Choice) -> None:
        before = dict(os.environ)
        try:
            if choice.kind == "save":
                await self._save()
            elif choice.kind == "undo":
                await self._session.undo()
                self.commands = self._steps.pop()
            elif (request := choice.request(self._collections)) is not None:
                await self._change(request)
        except HpcLabError:
            assert dict(os.environ) == before

    async def _save(self) -> None:
        name = f"saved-{next(self._numbers)}"
        await self._session.save_collection(name)
        self._collections.append(name)

    async def _change(self, request: PlanRequest) -> None:
        generation = (await self._session.state()).generation
        plan = await self._session.plan(request)
        # Not through the plan's patch: a modulefile may tell a dry run from a load.
        changed = await self._session.change(request)
        if changed.generation == generation:
            return  # nothing that could be taken back
        self._steps.append(self.commands)
        done = in_shell(request, plan.prerequisites)
        self.commands = [] if request.operation == "reset" else [*self.commands, done]


async def carry_out(session: ModuleSession, chosen: Sequence[Choice]) -> list[str]:
    """Carry operations out; the `module` commands that lead to the same."""
    person = Person(session)
    for choice in chosen:
        await person.carry_out(choice)
    return person.commands


@pytest.mark.each_lmod
@settings(
    max_examples=int(os.environ.get("HPCLAB_PROPERTY_EXAMPLES", "25")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(chosen=st.lists(choices, min_size=3, max_size=8))
def test_equals_a_bash_that_ran_the_same_commands(
    make_session: MakeSession, server_environment: dict[str, str], chosen: list[Choice]
) -> None:
    session = make_session(start=server_environment)
    commands = asyncio.run(carry_out(session, chosen))
    in_bash = lmod_tree.in_bash(server_environment, "\n".join(commands))
    assert comparable(dict(os.environ)) == comparable(in_bash)
    ours = calling_environment({}).keys() | {"HPCLAB_DRY_RUN", "HPCLAB_SITE_MSG_FILE"}
    assert not ours & (os.environ.keys() - server_environment.keys())


@pytest.fixture
def jp_server_config(server_environment: dict[str, str], lmod_command: Path) -> dict[str, Any]:
    return {
        "ServerApp": {"jpserver_extensions": {"hpclab": True}},
        "HpcLab": {"lmod_command": str(lmod_command)},
    }


@pytest.mark.each_lmod
async def test_of_a_new_kernel(
    jp_fetch: Fetch, jp_serverapp: Any, server_environment: dict[str, str], jp_root_dir: Path
) -> None:
    """Twelve operations over HTTP, then a real kernel."""
    first = environment_of_process(await start_kernel(jp_fetch, jp_serverapp, jp_root_dir / "first.ipynb"))
    server_now = comparable(dict(os.environ))[0]
    of_jupyter = first.keys() - server_now.keys()
    picked = random.Random(20261120)  # noqa: S311 # a fixed choice, no secret
    commands = []
    for _ in range(12):
        operation: Kind = "unload" if picked.random() < 0.3 else "load"
        choice = Choice(operation, picked.choice(MODULES), picked.randrange(9), with_prerequisites=True)
        request = choice.request([])
        if request is None:
            continue
        body = {"operation": request.operation, "modules": request.modules}
        _, plan = await call(jp_fetch, "POST", "modules/plan", body)
        status, _ = await call(jp_fetch, "POST", f"modules/{request.operation}", {"modules": request.modules})
        commands.append(in_shell(request, plan["prerequisites"] if status == 200 else []))
    kernel = environment_of_process(await start_kernel(jp_fetch, jp_serverapp, jp_root_dir / "second.ipynb"))
    in_bash = lmod_tree.in_bash(server_environment, "\n".join(commands))
    assert len(os.environ["LOADEDMODULES"].split(":")) >= 2
    seen = {name: value for name, value in kernel.items() if name not in of_jupyter}
    assert comparable(seen) == comparable(in_bash)
