"""The folders of modulefiles that people add to MODULEPATH: what may be added, what can be removed."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence, Set
from pathlib import Path

from ..core import threads
from ..core.errors import MalformedError, NotFoundError, RefusedError
from .hierarchy import Hierarchy
from .module_table import ModuleTable
from .spider import normalised

_DISK_SECONDS = 5.0


def expanded(path: str, home: str | None) -> str:
    """A folder as MODULEPATH names it: absolute, `~` as the home folder, without doubled or trailing slashes.

    Raises:
        MalformedError: it can't be in MODULEPATH.

    """
    path = path.strip()
    if home and (path == "~" or path.startswith("~/")):
        path = home + path[1:]
    problem = None
    if not path:
        problem = "is empty"
    elif not path.startswith("/"):
        problem = "isn't absolute: write it from / on, or from ~ for your home folder"
    elif ":" in path or not path.isprintable():
        problem = "has a colon or a character that can't be in MODULEPATH"
    elif not path.isascii():
        # Its base64.lua loses bits of every third byte above 191 (8.6.19 and 8.7.60, decode64).
        problem = (
            "has letters beyond ASCII, with which Lmod damages its table of loaded modules. "
            "Name it by a link without them"
        )
    if problem:
        raise MalformedError("bad_module_path", f"The folder {_shown(path)} {problem}.")
    return normalised(path)


async def usable(path: str, environment: Mapping[str, str]) -> str:
    """The folder to add, once it is known that modules can be looked for in it.

    Args:
        path: as somebody has written it.
        environment: says where the home folder is.

    Raises:
        MalformedError: it can't be in MODULEPATH.
        NotFoundError: it doesn't exist.
        RefusedError: it is no folder, or can't be read.
        TooSlowError: its disk doesn't answer.

    """
    folder = expanded(path, environment.get("HOME"))
    await threads.run(lambda: _look(folder), timeout=_DISK_SECONDS)
    return folder


def entry_of(path: str, searched: Sequence[str], home: str | None) -> str:
    """The entry of MODULEPATH that is meant, as it stands there.

    Raises:
        MalformedError: it can't be in MODULEPATH.
        NotFoundError: it isn't in there.

    """
    folder = expanded(path, home)
    found = next((entry for entry in searched if normalised(entry) == folder), None)
    if found is None:
        raise NotFoundError("unknown_module_path", f"Modules aren't looked for in {_shown(folder)}.")
    return found


def used(
    searched: Sequence[str], initial: Mapping[str, str], hierarchy: Hierarchy, seen: Set[str]
) -> list[str]:
    """The folders that somebody has added by hand; none while the hierarchy isn't known.

    Args:
        searched: the folders of MODULEPATH, normalised.
        initial: the environment that the server started with.
        hierarchy: says which folders modules bring; that of Environment Modules doesn't.
        seen: the folders that came with modules, normalised.

    """
    if not hierarchy.entries:
        return []
    known = seen | {normalised(path) for path in initial.get("MODULEPATH", "").split(":") if path}
    return [path for path in searched if path not in known and not hierarchy.prerequisites.get(path)]


def brought(before: ModuleTable, after: ModuleTable) -> frozenset[str]:
    """The folders, normalised, that came into MODULEPATH as modules were loaded."""
    return frozenset(map(normalised, after.modulepath)).difference(map(normalised, before.modulepath))


def _look(folder: str) -> None:
    try:
        with os.scandir(folder):
            pass
    except FileNotFoundError:
        raise NotFoundError(
            "no_such_folder", f"There is no folder {_shown(folder)}. Check the spelling."
        ) from None
    except NotADirectoryError:
        kind = "lies below a file" if not Path(folder).exists() else "is a file"
        raise RefusedError(
            "not_a_folder", f"{_shown(folder)} {kind}. Name the folder that holds the modules' folders."
        ) from None
    except OSError as error:
        raise RefusedError(
            "folder_not_readable", f"The folder {_shown(folder)} can't be read: {error.strerror}."
        ) from error


def _shown(path: str) -> str:
    return path if len(path) <= 200 and path.isprintable() else repr(path[:200])
