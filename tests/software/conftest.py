"""A module session on the real Lmod, without a server and with one."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jupyter_events import EventLogger

from hpclab.core.environment import ServerEnvironment
from hpclab.core.events import ChangeEvents
from hpclab.software import module_systems
from hpclab.software.backend import Backend
from hpclab.software.collections import Collections
from hpclab.software.hierarchy import Hierarchy
from hpclab.software.last_modules import LastModules
from hpclab.software.session import ModuleSession

from .. import lmod_tree

MakeSession = Callable[..., ModuleSession]


@pytest.fixture
def make_session(
    server_environment: dict[str, str], module_tree: lmod_tree.ModuleTree, lmod_command: Path
) -> MakeSession:
    """Makes the session of a server that starts now, with this process's environment."""

    def make(
        command: Path = lmod_command,
        timeout: float = 30,
        start: dict[str, str] | None = None,
        **options: Any,
    ) -> ModuleSession:
        if start is not None:
            os.environ.clear()
            os.environ.update(start)

        async def backend() -> Backend:
            return module_systems.at(command, timeout)

        async def hierarchy() -> Hierarchy:
            return module_tree.hierarchy()

        given = {
            "backend": backend,
            "known": module_tree.hierarchy,
            "hierarchy": hierarchy,
            "events": ChangeEvents(EventLogger()),
        }
        environment = ServerEnvironment()
        given["collections"] = Collections(environment, backend)
        given["last_modules"] = LastModules(environment.initial, logging.getLogger("test"))
        return ModuleSession(environment, **{**given, **options})

    return make
