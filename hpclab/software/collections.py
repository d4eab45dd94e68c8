"""The saved collections: files in Lmod's folders of the person's home.

Lmod writes and restores them. It checks neither their names nor whether it could write at all: both is done
here. It puts the old one aside before it writes, so it is told to write under another name first.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from ..core import threads
from ..core.environment import ServerEnvironment
from ..core.errors import (
    BrokenToolError,
    ConflictError,
    MalformedError,
    NotFoundError,
    RefusedError,
    TooSlowError,
)
from . import module_table
from .lmod import Lmod
from .module_table import ModuleTable

# Lmod 8.6 keeps them in the first, 9.2 in the second, 8.7.67 in both.
_FOLDERS = (".lmod.d", ".config/lmod")
_DISK_SECONDS = 2.0
_CHANGE_SECONDS = 10.0
# A table of 400 modules has 200 kB.
_SIZE_LIMIT = 4_000_000
_NAME_LIMIT = 128
_RESERVED = "system"
# Lmod refuses a name with a dot, which begins the suffix for LMOD_SYSTEM_NAME; "~" marks a deleted one.
_NAME = re.compile(r"(?!-)[^./~\s]+")
_DELETED = "~"
_REQUESTED = re.compile(r"-- hpclab: requested(.*)\n")

Result = TypeVar("Result")


@dataclass(frozen=True)
class SavedCollection:
    """What a collection holds.

    Attributes:
        table: the modules as they were loaded.
        requested: the names of those that somebody had asked for.
        saved_at: Unix seconds.

    """

    table: ModuleTable
    requested: frozenset[str]
    saved_at: float


def is_collection_name(name: str) -> bool:
    """Whether a collection may have this name: it is a file's name, and a word that Lmod takes for one."""
    return (
        bool(_NAME.fullmatch(name))
        and name.isprintable()
        and name != _RESERVED
        and len(name.encode()) <= _NAME_LIMIT
    )


def check_collection_name(name: str) -> None:
    """Refuse what can't be a collection's name; Lmod would write `../../x` outside its folder.

    Raises:
        MalformedError: it isn't one.

    """
    if not is_collection_name(name):
        shown = name if len(name) <= 80 else name[:79] + "…"
        raise MalformedError(
            "bad_collection_name",
            f"{shown!r} can't be a collection's name. It has at most {_NAME_LIMIT} letters, digits or signs, "
            f"but no space, dot, slash or tilde, doesn't begin with a dash, and isn't {_RESERVED!r}.",
        )


def saved_names(files: set[str], system: str | None) -> list[str]:
    """The collections among the files of Lmod's folders, sorted.

    Args:
        files: the files' names.
        system: LMOD_SYSTEM_NAME; a collection of another system isn't listed (lmod, `module savelist`).

    """
    suffix = _suffix(system)
    names = {file.removesuffix(suffix) for file in files if file.endswith(suffix)}
    return sorted(filter(is_collection_name, names))


class Collections:
    """Works with the collections, and never waits long for a home folder that doesn't answer.

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

    async def read(self, name: str) -> SavedCollection:
        """What a collection holds.

        Raises:
            MalformedError: that is no collection's name.
            NotFoundError: there is none.
            BrokenToolError: its file is damaged.
            RefusedError: its file can't be read.

        """
        check_collection_name(name)
        files = self._files(name)
        return await _on_disk(name, lambda: _read(name, files))

    async def save(self, name: str, lmod: Lmod, requested: Iterable[str]) -> None:
        """Save what is loaded, in the place of a collection of that name.

        Args:
            name: of the collection.
            lmod: writes it.
            requested: the names of the modules that somebody asked for. Lmod's table forgets it, so they are
                noted in a comment.

        Raises:
            MalformedError: that is no collection's name.
            RefusedError: nothing is loaded, or it can't be written; what there was is still there.

        """
        check_collection_name(name)
        environment = self._environment.snapshot()
        scratch = f"hpclab-{secrets.token_hex(8)}{_DELETED}"
        answer = await lmod.python(["save", scratch], environment)
        written, files = self._files(scratch), self._files(name)
        loaded = set(module_table.read(environment).active)
        comment = _comment(loaded.intersection(requested))
        # Lmod says "saved" where it could write nothing, and where the disk was full half way.
        if not await _on_disk(name, lambda: _put_in_place(written, files, comment, loaded)):
            if not loaded:
                raise RefusedError("nothing_to_save", "No modules are loaded, so there is nothing to save.")
            raise RefusedError(
                "collection_not_written",
                f"The collection {name} could not be written into {_folders(files)}: the folder may be "
                "read-only, or the disk or your quota full. What was saved before is still there.",
                answer.stderr or None,
            )

    async def rename(self, name: str, to: str) -> None:
        """Give a collection another name.

        Raises:
            MalformedError: one can't be a collection's name.
            NotFoundError: there is no such collection.
            ConflictError: there is one of the new name.
            RefusedError: the folder can't be written to.

        """
        check_collection_name(name)
        check_collection_name(to)
        files, targets = self._files(name), self._files(to)

        def rename() -> None:
            if any(target.exists() for target in targets):
                raise ConflictError(
                    "collection_exists",
                    f"There is a collection {to} already. Delete it, or take another name.",
                )
            _move(name, files, targets)

        await _on_disk(name, rename)

    async def delete(self, name: str) -> None:
        """Delete a collection, as Lmod's `module disable` does: its file is kept with a `~` after its name.

        Raises:
            MalformedError: that is no collection's name.
            NotFoundError: there is no such collection.
            RefusedError: the folder can't be written to.

        """
        check_collection_name(name)
        files = self._files(name)
        kept = [file.with_name(file.name + _DELETED) for file in files]
        await _on_disk(name, lambda: _move(name, files, kept))

    def _files(self, name: str) -> list[Path]:
        """Where a collection may be, one place for each of Lmod's folders."""
        environment = self._environment.snapshot()
        home = environment.get("HOME")
        if not home:
            raise RefusedError(
                "no_home", "HOME isn't set in the server's environment, so Lmod has no place for collections."
            )
        file = name + _suffix(environment.get("LMOD_SYSTEM_NAME"))
        return [Path(home, folder, file) for folder in _FOLDERS]


def _suffix(system: str | None) -> str:
    return f".{system}" if system else ""


def _look(environment: Mapping[str, str]) -> list[str]:
    home = environment.get("HOME")
    if not home:
        return []
    found: set[str] = set()
    for folder in _FOLDERS:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError, PermissionError):
            found.update(entry.name for entry in os.scandir(Path(home, folder)) if entry.is_file())
    return saved_names(found, environment.get("LMOD_SYSTEM_NAME"))


async def _on_disk(name: str, work: Callable[[], Result]) -> Result:
    """Do something with a collection's files."""
    try:
        return await threads.run(work, timeout=_CHANGE_SECONDS)
    except OSError as error:
        raise RefusedError(
            "collection_not_accessible",
            f"The file of the collection {name} ({error.filename}) can't be used: {error.strerror}.",
        ) from error


def _existing(name: str, files: list[Path]) -> list[Path]:
    """The files of a collection that are there, the newest first."""
    found = sorted(filter(Path.is_file, files), key=lambda file: file.stat().st_mtime, reverse=True)
    if not found:
        raise NotFoundError("unknown_collection", f"There is no saved collection {name}.")
    return found


def _read(name: str, files: list[Path]) -> SavedCollection:
    file = _existing(name, files)[0]
    try:
        text = _text(file)
        table = module_table.parse(text)
    except ValueError as error:
        raise BrokenToolError(
            "collection_broken", f"The file of the collection {name}, {file}, is damaged.", str(error)
        ) from error
    return SavedCollection(table, requested_in(text, table), file.stat().st_mtime)


def _text(file: Path) -> str:
    with file.open("rb") as stream:
        text = stream.read(_SIZE_LIMIT + 1)
    if len(text) > _SIZE_LIMIT:
        raise ValueError(f"it has more than {_SIZE_LIMIT} bytes")
    return os.fsdecode(text)


def _comment(requested: Iterable[str]) -> str:
    return " ".join(["-- hpclab: requested", *sorted(requested)]) + "\n"


def requested_in(text: str, table: ModuleTable) -> frozenset[str]:
    """The names that were asked for: by the comment of whoever saved; else as far as the table remembers."""
    if (comment := _REQUESTED.match(text)) is not None:
        return frozenset(comment[1].split()).intersection(table.modules)
    return frozenset(name for name, module in table.active.items() if module.depth == 0)


def _put_in_place(written: list[Path], files: list[Path], comment: str, loaded: set[str]) -> bool:
    """Let what Lmod has just written take a collection's place; False where that isn't whole."""
    complete = [
        (new, file) for new, file in zip(written, files, strict=True) if _completed(new, comment, loaded)
    ]
    for new, file in complete:
        new.replace(file)
    for new in written:
        with contextlib.suppress(OSError):
            new.unlink()
    return bool(complete)


def _completed(file: Path, comment: str, loaded: set[str]) -> bool:
    """Put a comment first, and look whether the file holds what is loaded."""
    try:
        file.write_text(comment + _text(file), errors="surrogateescape")
        return bool(loaded) and set(module_table.parse(_text(file)).active) == loaded
    except (OSError, ValueError):
        return False


def _move(name: str, files: list[Path], targets: list[Path]) -> None:
    existing = _existing(name, files)
    for file, target in zip(files, targets, strict=True):
        if file in existing:
            file.replace(target)


def _folders(files: list[Path]) -> str:
    return " or ".join(str(file.parent) for file in files)
