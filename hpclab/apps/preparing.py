"""Finds what an application needs and loads it, in an environment that is the application's own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import msgspec

from ..core import threads
from ..core.errors import BrokenToolError, TooSlowError, UnavailableError
from ..software.app_environment import PreparedEnvironment
from ..software.hierarchy import Hierarchy, ModuleEntry
from . import composing, finding, namespaces
from .finding import Unmet
from .spec import AppSpec
from .surroundings import Surroundings

_DISK_SECONDS = 60.0
_LOOK_SECONDS = 10.0  # how long a tile waits for a look for programs
_SEEN_SECONDS = 30.0  # how long a look for programs holds


class _Look(msgspec.Struct, frozen=True):
    """A look for programs on a search path, and until when it holds (of the monotonic clock)."""

    path: str
    until: float
    found: asyncio.Future[list[Unmet]]


class Preparation:
    """What one application needs, and the environment that has it.

    Args:
        spec: the application.
        surroundings: what it is started with.
        loading: called before a module is loaded for it; it may raise to stop that.

    """

    def __init__(self, spec: AppSpec, surroundings: Surroundings, loading: Callable[[], None]) -> None:
        self._spec = spec
        self._around = surroundings
        self._loading = loading
        self._look: _Look | None = None

    async def missing_modules(
        self, environment: Mapping[str, str], hierarchy: Hierarchy
    ) -> list[ModuleEntry]:
        """The modules that bring what an environment hasn't, as far as the catalog tells.

        Args:
            environment: the session's.
            hierarchy: all modules.

        Raises:
            UnavailableError: neither the search path nor a module has it, or this node can't isolate it.

        """
        if self._spec.private_network and (obstacle := namespaces.obstacle()):
            raise composing.exposed(self._spec.title, obstacle)
        modules = [
            self._module_for(unmet, hierarchy, environment) for unmet in await self._unmet(environment)
        ]
        return [module for module in modules if module is not None]

    async def _unmet(self, environment: Mapping[str, str]) -> list[Unmet]:
        """The needs that a module should meet; all who ask share one look at the disk."""
        path = environment.get("PATH", "")
        look = self._look
        if look is None or look.path != path or (look.found.done() and time.monotonic() > look.until):
            found = threads.start(partial(finding.unmet, self._spec, environment))
            look = self._look = _Look(path, time.monotonic() + _SEEN_SECONDS, found)
        try:
            return await threads.wait_for(look.found, timeout=_LOOK_SECONDS)
        except TooSlowError:
            raise TooSlowError(
                "too_slow",
                f"The folders of the search path did not answer within {_LOOK_SECONDS:g} seconds; a file "
                "system may be slow or gone. Try again, and tell your support if it stays.",
            ) from None

    def _module_for(
        self, unmet: Unmet, hierarchy: Hierarchy, environment: Mapping[str, str]
    ) -> ModuleEntry | None:
        """The module that meets a need; None where the node's own program does.

        Raises:
            UnavailableError: nothing does.

        """
        entry = finding.module(unmet.need, hierarchy, environment)
        if entry is None and unmet.program is None:
            catalog = self._around.catalog.state()
            why = "The catalog of modules is still being built." if catalog.building else self._spec.missing
            raise UnavailableError(
                "app_unavailable", f"{self._spec.title} was not found on this node. {why}", catalog.problem
            )
        return entry

    async def prepare(self) -> PreparedEnvironment:
        """The environment that has all it needs: the session's, with modules where something is missing.

        Raises:
            HpcLabError: there is no such environment, or it can't be made.

        """
        session = self._around.modules
        await self._around.catalog.hierarchy()  # the first one may still be being built
        modules: list[str] = []
        prepared = await session.environment_with([])
        # One after the other: a module may bring the next need too, as R comes with most modules of RStudio.
        while (following := await self._next_module(prepared.environment, modules)) is not None:
            self._loading()
            modules.append(following)
            prepared = await session.environment_with(modules)
        return prepared

    async def _next_module(self, environment: Mapping[str, str], loaded: Sequence[str]) -> str | None:
        """The next module that has to be loaded; None when nothing is missing."""
        hierarchy = self._around.catalog.now()
        for unmet in await threads.run(
            partial(finding.unmet, self._spec, environment), timeout=_DISK_SECONDS
        ):
            module = self._module_for(unmet, hierarchy, environment)
            if module is None or (module.full_name in loaded and unmet.program is not None):
                continue
            if module.full_name in loaded:
                raise BrokenToolError(
                    "module_without_program",
                    f"The module {module.full_name} was loaded, but has no command "
                    f"{' or '.join(unmet.need.commands)}. Tell your support.",
                )
            return module.full_name
        return None
