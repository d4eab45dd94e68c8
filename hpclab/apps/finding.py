"""Finds what an application needs: on the search path, or in a module that brings it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..core.errors import BrokenToolError
from ..software import module_table
from ..software.hierarchy import Hierarchy, ModuleEntry
from ..software.planner import load_order
from .spec import AppSpec, Need


@dataclass(frozen=True)
class Additions:
    """What an application would load for itself, as far as the catalog tells.

    Attributes:
        modules: full names.
        changes: those of them that take the place of another version that is loaded.

    """

    modules: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()


def program(need: Need, environment: Mapping[str, str]) -> str | None:
    """The path of the program, from the search path or its usual folders; looks at the disk."""
    path = os.pathsep.join(part for part in (environment.get("PATH", ""), *need.folders) if part)
    found = (shutil.which(command, path=path) for command in need.commands)
    return next((each for each in found if each is not None), None)


def absent(spec: AppSpec, environment: Mapping[str, str]) -> list[Need]:
    """Those needs for which there is no program in an environment; looks at the disk."""
    return [need for need in spec.needs if program(need, environment) is None]


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
        table = module_table.read(environment)
    except BrokenToolError:  # a tile says less then; the Software panel tells what is wrong
        return Additions(modules=tuple(entry.full_name for entry in modules))
    order = load_order([entry.full_name for entry in modules], hierarchy, table)
    added = [name for name in order.arguments if name not in table.active]
    return compared(added, order.replaced)


def compared(added: Sequence[str], replaced: Sequence[str]) -> Additions:
    """Additions from the full names that are added and those that have to give way."""
    gone = {_name(full_name) for full_name in replaced}
    return Additions(modules=tuple(added), changes=tuple(name for name in added if _name(name) in gone))


def _name(full_name: str) -> str:
    return full_name.rpartition("/")[0] or full_name


def _words(environment: Mapping[str, str], variable: str) -> list[str]:
    return [word for word in environment.get(variable, "").split(":") if word]
