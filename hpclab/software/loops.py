"""Modulefiles that a walk finds again and again, through a link that leads back to a folder above it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache

from .spider import Modulefile


def without_loops(modulefiles: Sequence[Modulefile]) -> list[Modulefile]:
    """The modulefiles without those below such a link. It reads the disk, for names with folders only."""

    @cache
    def leads_back(folder: str) -> bool:
        above = os.path.realpath(os.path.dirname(folder))
        target = os.path.realpath(folder)
        return os.path.islink(folder) and os.path.commonpath([above, target]) == target

    def is_repeated(one: Modulefile) -> bool:
        folders = one.name.split("/")[:-1] if one.version else one.name.split("/")
        return any(
            leads_back(os.path.join(one.path, *folders[:depth])) for depth in range(1, len(folders) + 1)
        )

    return [one for one in modulefiles if "/" not in one.name or not is_repeated(one)]
