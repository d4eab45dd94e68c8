"""A module tree with a stand-in for an application, and all that an application is started with."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from jupyter_events import EventLogger
from msgspec.structs import replace

from hpclab.apps.spec import AppSpec, Command, Context, Need
from hpclab.apps.surroundings import Surroundings
from hpclab.core.environment import ServerEnvironment
from hpclab.core.events import ChangeEvents
from hpclab.software import module_systems
from hpclab.software.backend import Backend
from hpclab.software.catalog import CatalogStore
from hpclab.software.collections import Collections
from hpclab.software.discovery import Discovery
from hpclab.software.last_modules import LastModules
from hpclab.software.session import ModuleSession

from .. import lmod_tree

PROGRAM = Path(__file__).parent / "stand_in.py"


def _command(context: Context) -> Command:
    return Command(argv=(context.program, str(context.socket)))


SPEC = AppSpec(
    name="stand-in",
    title="Stand-in",
    needs=(Need(commands=("stand-in-app",), modules=("stand-in", "Stand-In")),),
    command=_command,
    missing="Ask the tests.",
    ready_seconds=30.0,
    grace=1.0,
)


def behaving(behaviour: str, **changes: float) -> AppSpec:
    """The stand-in, behaving in some way."""

    def command(context: Context) -> Command:
        return Command(argv=(context.program, str(context.socket), behaviour))

    return replace(SPEC, command=command, **changes)


@pytest.fixture(scope="session")
def stand_in_tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The core folder of a tree in which the stand-in belongs to the older of two environments."""
    if not lmod_tree.LMOD_COMMAND.exists():
        pytest.skip("Lmod isn't installed")
    root = tmp_path_factory.mktemp("stand-in")
    program = root / "software" / "bin" / "stand-in-app"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec {sys.executable} {PROGRAM} "$@"\n')
    program.chmod(0o755)
    for environment in ("2020", "2023"):
        text = f'prepend_path("MODULEPATH", "{root}/{environment}")\n'
        _write(root / "core" / "StdEnv" / f"{environment}.lua", text)
    _write(root / "2020" / "stand-in" / "1.0.lua", f'prepend_path("PATH", "{program.parent}")\n')
    _write(root / "2023" / "other" / "1.0.lua", 'setenv("OTHER", "loaded")\n')
    return root / "core"


@pytest.fixture
def stand_in_environment(
    stand_in_tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """This process has the newer environment loaded, a home and a temporary folder of its own."""
    home, temporary = tmp_path / "home", tmp_path / "tmp"
    home.mkdir()
    temporary.mkdir()
    start = {"HOME": str(home), "PATH": os.environ["PATH"], "USER": "ada", "MODULEPATH": str(stand_in_tree)}
    environment = lmod_tree.in_bash(start, "module load StdEnv/2023")
    kept = dict(os.environ)
    os.environ.clear()
    # One catalog for all tests: building it takes seconds.
    cache = str(stand_in_tree.parent / "cache")
    os.environ.update(environment, TMPDIR=str(temporary), XDG_CACHE_HOME=cache)
    yield
    os.environ.clear()
    os.environ.update(kept)


@dataclass(frozen=True)
class House:
    """What an application is started with, and what is told of it."""

    surroundings: Surroundings
    events: ChangeEvents
    told: list[str]


@pytest.fixture
def house(stand_in_environment: None, jp_asyncio_loop: asyncio.AbstractEventLoop) -> Iterator[House]:
    """The real modules and the real catalog."""
    environment = ServerEnvironment()
    log = logging.getLogger("hpclab-tests")
    events = ChangeEvents(EventLogger())
    told: list[str] = []
    events.on_advance(told.append)
    discovery = Discovery(environment, "")
    catalog = CatalogStore(discovery, environment, events, log)

    async def backend() -> Backend:
        return module_systems.at((await discovery.installation()).command, 60.0)

    modules = ModuleSession(
        environment,
        backend=backend,
        known=catalog.now,
        hierarchy=catalog.hierarchy,
        events=events,
        collections=Collections(environment, backend),
        last_modules=LastModules(environment.initial, log),
    )
    jp_asyncio_loop.run_until_complete(catalog.hierarchy(60.0))
    yield House(Surroundings(modules, catalog, environment, "/user/ada/", log), events, told)
    jp_asyncio_loop.run_until_complete(catalog.stop())


@pytest.fixture
def leftovers(tmp_path: Path) -> Callable[[], list[str]]:
    """What is left of applications: processes whose environment or command names this test, and folders."""

    def find() -> list[str]:
        marks = (str(tmp_path), str(PROGRAM))
        left = [str(path) for path in (tmp_path / "tmp").glob("hpclab-*") if "catalog" not in path.name]
        for process in psutil.process_iter():
            try:
                words = [*process.cmdline(), process.environ().get("TMPDIR", "")]
            except psutil.Error:
                continue
            if process.pid != os.getpid() and any(mark in word for word in words for mark in marks):
                left.append(f"{process.pid} {' '.join(words)[:200]}")
        return left

    return find


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
