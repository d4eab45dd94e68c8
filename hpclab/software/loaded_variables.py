"""Reads from its variables what Environment Modules has loaded (module(1), ENVIRONMENT): a module table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from itertools import zip_longest

from .module_table import LoadedModule, ModuleTable

_NOTHING: Set[str] = frozenset()


def read(environment: Mapping[str, str]) -> ModuleTable:
    """What is loaded.

    Args:
        environment: with LOADEDMODULES, `_LMFILES_` and `__MODULES_LMTAG`; `:` is between modules, and `&`
            between a module and each of its tags.

    """
    names = _listed(environment, "LOADEDMODULES")
    files = _listed(environment, "_LMFILES_")
    tags = {
        name: frozenset(its)
        for name, *its in (each.split("&") for each in _listed(environment, "__MODULES_LMTAG"))
    }
    return table_of(
        [(name, file) for name, file in zip_longest(names, files[: len(names)], fillvalue="")],
        tags=tags,
        modulepath=_listed(environment, "MODULEPATH"),
    )


def table_of(
    loaded: Sequence[tuple[str, str]], *, tags: Mapping[str, Set[str]], modulepath: Sequence[str]
) -> ModuleTable:
    """A module table.

    Several versions of a name may be loaded; the second and later ones stand there by their full name.

    Args:
        loaded: full names and their modulefiles, in the order in which they were loaded.
        tags: of a module, by its full name.
        modulepath: the folders in which modules are looked for.

    """
    modules: dict[str, LoadedModule] = {}
    for order, (full_name, file) in enumerate(loaded, start=1):
        name = name_of(full_name)
        its = tags.get(full_name, _NOTHING)
        key = full_name if name in modules else name
        modules[key] = LoadedModule(
            name=name,
            full_name=full_name,
            path=file,
            asked_as=full_name,
            depth=int("auto-loaded" in its),
            order=order,
            sticky=not its.isdisjoint({"sticky", "super-sticky"}),
            hidden="hidden-loaded" in its,
        )
    return ModuleTable(modules=modules, modulepath=tuple(modulepath))


def name_of(full_name: str) -> str:
    """The name without its version: all but the last part."""
    return full_name.rpartition("/")[0] or full_name


def _listed(environment: Mapping[str, str], variable: str) -> list[str]:
    return [entry for entry in environment.get(variable, "").split(":") if entry]
