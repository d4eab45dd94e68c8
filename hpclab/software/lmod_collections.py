"""How Lmod keeps its collections: module tables in files (lmod, `module save`)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from . import module_table
from .backend import CollectionForm, Saved
from .module_table import ModuleTable

_REQUESTED = re.compile(r"-- hpclab: requested(.*)\n")


def parse(text: str) -> Saved:
    """Read the file of a collection.

    Raises:
        ValueError: it isn't one.

    """
    table = module_table.parse(text)
    return Saved(table, requested_in(text, table))


def requested_in(text: str, table: ModuleTable) -> frozenset[str]:
    """The names that were asked for: by the comment of whoever saved; else as far as the table remembers."""
    if (comment := _REQUESTED.match(text)) is not None:
        return frozenset(comment[1].split()).intersection(table.modules)
    return frozenset(name for name, module in table.active.items() if module.depth == 0)


def comment(requested: Iterable[str]) -> str:
    """A first line, which Lua skips, with the names that were asked for: Lmod's table forgets them."""
    return " ".join(["-- hpclab: requested", *sorted(requested)]) + "\n"


FORM = CollectionForm(
    # 8.6 keeps them in the first, 9.2 in the second, 8.7 in both.
    folders=(".lmod.d", ".config/lmod"),
    target_variable="LMOD_SYSTEM_NAME",
    parse=parse,
    comment=comment,
)
