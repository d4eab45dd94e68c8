"""What one module says of itself: its help and what it sets."""

from __future__ import annotations

import re

from ..core.environment import ServerEnvironment
from ..core.errors import NotFoundError, RefusedError
from . import module_systems
from .backend import Backend
from .catalog import CatalogStore
from .discovery import Discovery
from .hierarchy import ModuleEntry
from .lmod import check_module_name
from .models import Details
from .spider import normalised

# A rule alone, or with a heading in its middle.
_RULE = re.compile(r"-{10,}(?: .* -{10,})?\s*$")


# `set_alias("ll","ls -l")` and `set_shell_function("f",…)` of Lmod, for modulefiles in Tcl too;
# `set-alias` and `set-function` of Environment Modules, with braces where the name needs them.
_SHELL_ONLY = re.compile(
    r"""^(?:set_(?:alias|shell_function)\s*\(\s*(["'])(?P<lua>[^"'\n]+)\1|set-(?:alias|function)\s+\{?(?P<tcl>[^\s{}]+))""",
    re.MULTILINE,
)
# What a modulefile says of itself may hold such words too.
_LONG_TEXT = re.compile(r"\[(=*)\[.*?\]\1\]", re.DOTALL)


class ModuleDetails:
    """Asks the module system about one module, in words that are for people.

    Args:
        discovery: finds it.
        catalog: knows where modules lie.
        environment: the current one, in which it is asked.
        timeout: seconds for one call of it.

    """

    def __init__(
        self, discovery: Discovery, catalog: CatalogStore, environment: ServerEnvironment, timeout: float
    ) -> None:
        self._discovery = discovery
        self._catalog = catalog
        self._environment = environment
        self._timeout = timeout

    async def of(self, module: str, path: str | None) -> Details:
        """The details of a module, which need not be loadable now.

        Args:
            module: a full name, or a name for its default.
            path: the folder of modulefiles that is meant, where it lies in several.

        Raises:
            MalformedError: that is no module's name.
            NotFoundError: there is no such module, or it isn't in that folder.
            HpcLabError: the module system didn't answer.

        """
        check_module_name(module)
        backend = module_systems.at((await self._discovery.installation()).command, self._timeout)
        entry = (await self._catalog.hierarchy()).resolve(module)
        environment = self._environment.snapshot()
        if folder := _folder(entry, module, path):
            environment["MODULEPATH"] = _first(folder, environment.get("MODULEPATH", ""))
        full_name = entry.full_name if entry else module
        try:
            show = await backend.text(["show", full_name], environment)
        except RefusedError as error:
            if entry is not None:  # it is there, and broken
                raise
            raise NotFoundError(
                "unknown_module", f"{backend.title} finds no module {module}.", error.detail
            ) from error
        return Details(
            full_name=full_name,
            help=readable(await self._help(backend, full_name, environment)),
            show=readable(show),
            shell_only=shell_only(show),
        )

    async def _help(self, backend: Backend, module: str, environment: dict[str, str]) -> str:
        """The help text; empty where a modulefile has none and fails on the question."""
        try:
            return await backend.text(["help", module], environment)
        except RefusedError:
            return ""


def readable(text: str) -> str:
    """Lmod's words without the rules that it draws as wide as the terminal."""
    return "\n".join(line.rstrip() for line in text.splitlines() if not _RULE.match(line)).strip()


def shell_only(show: str) -> list[str]:
    """The names of the aliases and shell functions in what `show` prints, each once, in order."""
    found = _SHELL_ONLY.finditer(_LONG_TEXT.sub("", show))
    return list(dict.fromkeys(match["lua"] or match["tcl"] for match in found))


def _folder(entry: ModuleEntry | None, module: str, path: str | None) -> str | None:
    """The folder to look in first; None for a module that only Lmod knows, such as an alias.

    Raises:
        NotFoundError: the module isn't in the folder that was asked for.

    """
    if path is None:
        return entry.paths[0] if entry else None
    if entry is None or normalised(path) not in entry.paths:
        raise NotFoundError("unknown_module", f"There is no module {module} in {path[:200]}.")
    return normalised(path)


def _first(folder: str, modulepath: str) -> str:
    """A MODULEPATH in which a folder is searched before all others."""
    return ":".join([folder, *(each for each in modulepath.split(":") if each and each != folder)])
