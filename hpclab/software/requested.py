"""Which modules count as asked for; the others came with them. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from . import loaded_modules
from .models import PlanRequest
from .module_table import ModuleTable


def at_start(initial: Mapping[str, str]) -> frozenset[str]:
    """The names that the server's own start asked for; none where its table is damaged."""
    modules = loaded_modules.read_or_none(initial).modules.values()
    return frozenset(module.name for module in modules if module.depth == 0)


def after(
    request: PlanRequest,
    before: ModuleTable,
    done: ModuleTable,
    *,
    prerequisites: Sequence[str],
    known: Set[str],
    start: Set[str],
) -> frozenset[str]:
    """The names that count as asked for, once an operation is done.

    Args:
        request: the operation.
        before: what was loaded.
        done: what is loaded then.
        prerequisites: full names that the operation loaded for what was asked for.
        known: the names that counted before.
        start: those of the server's start.

    """
    added: set[str] = set()
    if request.operation == "purge":
        added.update(start)
    elif request.operation in ("load", "swap"):
        found = [done.find(name) for name in (*request.modules, *filter(None, [request.to]))]
        added.update(module.name for module in found if module is not None)
        if None in found:  # an alias, under whose name the table has nothing
            added.update(_new_and_asked_for(before, done, prerequisites))
    return frozenset(name for name in known | added if name in done.modules)


def _new_and_asked_for(before: ModuleTable, after: ModuleTable, prerequisites: Sequence[str]) -> set[str]:
    """The names of modules that are new, and neither dependencies nor prerequisites."""
    known = {module.full_name for module in before.active.values()}.union(prerequisites)
    return {
        name for name, module in after.active.items() if module.depth == 0 and module.full_name not in known
    }
