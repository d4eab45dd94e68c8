"""The names of the saved collections: files in Lmod's folders of the person's home."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Mapping
from pathlib import Path

from ..core import threads
from ..core.environment import ServerEnvironment
from ..core.errors import TooSlowError

# Lmod 8.6 keeps them in the first, 9.2 in the second, 8.7.67 in both.
_FOLDERS = (".lmod.d", ".config/lmod")
_DISK_SECONDS = 2.0
# Lmod refuses a name with a dot, which begins the suffix for LMOD_SYSTEM_NAME; "~" marks a deleted one.
_NAME = re.compile(r"[^.~\s]+")


def saved_names(files: set[str], system: str | None) -> list[str]:
    """The collections among the files of Lmod's folders, sorted.

    Args:
        files: the files' names.
        system: LMOD_SYSTEM_NAME; a collection of another system isn't listed (lmod, `module savelist`).

    """
    suffix = f".{system}" if system else ""
    names = {file.removesuffix(suffix) for file in files if file.endswith(suffix)}
    return sorted(name for name in names if _NAME.fullmatch(name))


class Collections:
    """Looks for the collections, and never waits long for a home folder that doesn't answer.

    Args:
        environment: says where the home folder is.

    """

    def __init__(self, environment: ServerEnvironment) -> None:
        self._environment = environment
        self._question = threads.OneAtATime[list[str]]()
        self._known: list[str] = []

    async def names(self) -> list[str]:
        """The names of the saved collections; those known last where the disk is slow."""
        environment = self._environment.snapshot()
        with contextlib.suppress(TooSlowError, OSError):
            self._known = await self._question.run(lambda: _look(environment), timeout=_DISK_SECONDS)
        return self._known


def _look(environment: Mapping[str, str]) -> list[str]:
    home = environment.get("HOME")
    if not home:
        return []
    found: set[str] = set()
    for folder in _FOLDERS:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError, PermissionError):
            found.update(entry.name for entry in os.scandir(Path(home, folder)) if entry.is_file())
    return saved_names(found, environment.get("LMOD_SYSTEM_NAME"))
