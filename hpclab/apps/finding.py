"""Finds what an application needs: on the search path, in a module that brings it, or on the node itself."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence

import msgspec

from ..core.errors import BrokenToolError
from ..software import loaded_modules
from ..software.hierarchy import Hierarchy, ModuleEntry
from ..software.planner import load_order
from .spec import AppSpec, Need

_SYSTEM_FOLDERS = frozenset({"/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin"})


class Additions(msgspec.Struct, frozen=True):
    """What an application would load for itself, as far as the catalog tells.

    Attributes:
        modules: full names.
        changes: those of them that take the place of another version that is loaded.

    """

    modules: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()


class Unmet(msgspec.Struct, frozen=True):
    """A need for which a module is looked for.

    Attributes:
        need: what is needed.
        program: the node's own copy, which serves where no module brings one: a site that has a module wants
            it used. None where the node has none.

    """

    need: Need
    program: str | None


def program(need: Need, environment: Mapping[str, str]) -> str | None:
    """The path of the program, from the search path or its usual folders; looks at the disk.

    Where a need names no program, a module of it that is loaded stands for that.
    """
    if not need.commands:
        return next(
            (name for name in _words(environment, "LOADEDMODULES") if _name(name) in need.modules), None
        )
    path = os.pathsep.join(part for part in (environment.get("PATH", ""), *need.folders) if part)
    found = (shutil.which(command, path=path) for command in need.commands)
    return next((each for each in found if each is not None), None)


def unmet(spec: AppSpec, environment: Mapping[str, str]) -> list[Unmet]:
    """The needs that neither the session's modules nor the person's own folders meet; looks at the disk."""
    found = [Unmet(need, program(need, environment)) for need in spec.needs]
    return [each for each in found if each.program is None or _is_the_nodes(each)]


def _is_the_nodes(met: Unmet) -> bool:
    folder = os.path.dirname(met.program or "")
    return folder in _SYSTEM_FOLDERS or folder in met.need.folders


def module(need: Need, hierarchy: Hierarchy, environment: Mapping[str, str]) -> ModuleEntry | None:
    """The module that brings a program: one that fits what is loaded first, then by the need's preference.

    Args:
        need: names modules in order of preference.
        hierarchy: all modules.
        environment: its MODULEPATH says what can be loaded as things are.

    """
    candidates = [entry for entry in hierarchy.find(need.modules) if not entry.hidden]
    reachable = set(_words(environment, "MODULEPATH"))

    def rank(entry: ModuleEntry) -> tuple[bool, int, bool]:
        # `min` keeps the catalog's order among equals: the newest version first.
        return reachable.isdisjoint(entry.paths), need.modules.index(entry.name), not entry.default

    return min(candidates, key=rank, default=None)


def additions(
    modules: Sequence[ModuleEntry], hierarchy: Hierarchy, environment: Mapping[str, str]
) -> Additions:
    """What loading some modules adds and changes, without Lmod: not what they load in turn."""
    if not modules:
        return Additions()
    try:
        table = loaded_modules.read(environment)
    except BrokenToolError:  # a tile says less then; the Software panel tells what is wrong
        return Additions(modules=tuple(entry.full_name for entry in modules))
    order = load_order([entry.full_name for entry in modules], hierarchy, table)
    loaded = {module.full_name for module in table.active.values()}
    added = [name for name in order.arguments if name not in loaded]
    return compared(added, order.replaced)


def compared(added: Sequence[str], replaced: Sequence[str]) -> Additions:
    """Additions from the full names that are added and those that have to give way."""
    gone = {_name(full_name) for full_name in replaced}
    return Additions(modules=tuple(added), changes=tuple(name for name in added if _name(name) in gone))


def _name(full_name: str) -> str:
    return full_name.rpartition("/")[0] or full_name


def _words(environment: Mapping[str, str], variable: str) -> list[str]:
    return [word for word in environment.get(variable, "").split(":") if word]
