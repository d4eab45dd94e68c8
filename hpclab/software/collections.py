"""The saved collections: files in the module system's folders of the person's home.

Lmod or Environment Modules writes and restores them. Neither checks their names, nor Lmod whether it could
write at all: both is done here. Lmod puts the old one aside before it writes, so it is told to write under
another name first.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeVar

import msgspec

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
from . import loaded_modules
from .backend import Backend, CollectionForm
from .module_table import ModuleTable

_DISK_SECONDS = 2.0
_CHANGE_SECONDS = 10.0
# A table of 400 modules has 200 kB.
_SIZE_LIMIT = 4_000_000
_NAME_LIMIT = 128
# The first means the site's default to Lmod, the second the start to Environment Modules.
_RESERVED = ("system", "__init__")
# Lmod refuses a name with a dot, which begins the suffix for LMOD_SYSTEM_NAME; "~" marks a deleted one.
_NAME = re.compile(r"(?!-)[^./~\s]+")
_DELETED = "~"

Result = TypeVar("Result")


class SavedCollection(msgspec.Struct, frozen=True):
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
    """Whether a collection may have this name: it is a file's name, and no option."""
    return (
        bool(_NAME.fullmatch(name))
        and name.isprintable()
        and name not in _RESERVED
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
            "but no space, dot, slash or tilde, doesn't begin with a dash, and isn't "
            f"{' or '.join(map(repr, _RESERVED))}.",
        )


def saved_names(files: set[str], target: str | None) -> list[str]:
    """The collections among the files of the folders, sorted.

    Args:
        files: the files' names.
        target: of this system (LMOD_SYSTEM_NAME, MODULES_COLLECTION_TARGET); a collection of another one
            isn't listed, as by `module savelist`.

    """
    suffix = _suffix(target)
    names = {file.removesuffix(suffix) for file in files if file.endswith(suffix)}
    return sorted(filter(is_collection_name, names))


class Collections:
    """Works with the collections, and never waits long for a home folder that doesn't answer.

    Args:
        environment: says where the home folder is.
        backend: gives the module system whose collections they are, or raises UnavailableError.

    """

    def __init__(self, environment: ServerEnvironment, backend: Callable[[], Awaitable[Backend]]) -> None:
        self._environment = environment
        self._backend = backend
        self._question = threads.OneAtATime[list[str]]()
        self._known: list[str] = []

    async def names(self) -> list[str]:
        """The names of the saved collections; those known last where the disk is slow."""
        form, environment = (await self._backend()).collections, self._environment.snapshot()
        with contextlib.suppress(TooSlowError, OSError):
            self._known = await self._question.run(lambda: _look(form, environment), timeout=_DISK_SECONDS)
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
        form = (await self._backend()).collections
        files = self._files(name, form)
        return await _on_disk(name, lambda: _read(name, files, form))

    async def save(self, name: str, requested: Iterable[str]) -> None:
        """Save what is loaded, in the place of a collection of that name.

        Args:
            name: of the collection.
            requested: the names of the modules that somebody asked for.

        Raises:
            MalformedError: that is no collection's name.
            RefusedError: nothing is loaded, or it can't be written; what there was is still there.

        """
        check_collection_name(name)
        environment = self._environment.snapshot()
        backend = await self._backend()
        form = backend.collections
        scratch = f"hpclab-{secrets.token_hex(8)}{_DELETED}"
        answer = await backend.python(["save", scratch], environment)
        written, files = self._files(scratch, form), self._files(name, form)
        loaded = loaded_modules.read(environment)
        comment = form.comment(set(loaded.active).intersection(requested))
        # Lmod says "saved" where it could write nothing, and where the disk was full half way.
        if not await _on_disk(name, lambda: _put_in_place(written, files, comment, loaded, form)):
            if not loaded.active:
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
        form = (await self._backend()).collections
        files, targets = self._files(name, form), self._files(to, form)

        def rename() -> None:
            if any(target.exists() for target in targets):
                raise ConflictError(
                    "collection_exists",
                    f"There is a collection {to} already. Delete it, or take another name.",
                )
            _move(name, files, targets)

        await _on_disk(name, rename)

    async def delete(self, name: str) -> None:
        """Delete a collection as Lmod's `module disable` does: its file is kept with a `~` after its name.

        Raises:
            MalformedError: that is no collection's name.
            NotFoundError: there is no such collection.
            RefusedError: the folder can't be written to.

        """
        check_collection_name(name)
        files = self._files(name, (await self._backend()).collections)
        kept = [file.with_name(file.name + _DELETED) for file in files]
        await _on_disk(name, lambda: _move(name, files, kept))

    def _files(self, name: str, form: CollectionForm) -> list[Path]:
        """Where a collection may be, one place for each of the folders."""
        environment = self._environment.snapshot()
        home = environment.get("HOME")
        if not home:
            raise RefusedError(
                "no_home", "HOME isn't set in the server's environment, so there is no place for collections."
            )
        file = name + _suffix(environment.get(form.target_variable))
        return [Path(home, folder, file) for folder in form.folders]


def _suffix(target: str | None) -> str:
    return f".{target}" if target else ""


def _look(form: CollectionForm, environment: Mapping[str, str]) -> list[str]:
    home = environment.get("HOME")
    if not home:
        return []
    found: set[str] = set()
    for folder in form.folders:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError, PermissionError):
            found.update(entry.name for entry in os.scandir(Path(home, folder)) if entry.is_file())
    return saved_names(found, environment.get(form.target_variable))


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


def _read(name: str, files: list[Path], form: CollectionForm) -> SavedCollection:
    file = _existing(name, files)[0]
    try:
        saved = form.parse(_text(file))
    except ValueError as error:
        raise BrokenToolError(
            "collection_broken", f"The file of the collection {name}, {file}, is damaged.", str(error)
        ) from error
    return SavedCollection(saved.table, saved.requested, file.stat().st_mtime)


def _text(file: Path) -> str:
    with file.open("rb") as stream:
        text = stream.read(_SIZE_LIMIT + 1)
    if len(text) > _SIZE_LIMIT:
        raise ValueError(f"it has more than {_SIZE_LIMIT} bytes")
    return os.fsdecode(text)


def _put_in_place(
    written: list[Path], files: list[Path], comment: str, loaded: ModuleTable, form: CollectionForm
) -> bool:
    """Let what has just been written take a collection's place; False where that isn't whole."""
    complete = [
        (new, file)
        for new, file in zip(written, files, strict=True)
        if _completed(new, comment, loaded, form)
    ]
    for new, file in complete:
        new.replace(file)
    for new in written:
        with contextlib.suppress(OSError):
            new.unlink()
    return bool(complete)


def _completed(file: Path, comment: str, loaded: ModuleTable, form: CollectionForm) -> bool:
    """Put a comment first, and look whether the file holds what is loaded."""
    try:
        file.write_text(comment + _text(file), errors="surrogateescape")
        saved = form.parse(_text(file)).table.active.values()
    except (OSError, ValueError):
        return False
    return len(saved) == len(loaded.active) > 0 and all(loaded.is_active(each.full_name) for each in saved)


def _move(name: str, files: list[Path], targets: list[Path]) -> None:
    existing = _existing(name, files)
    for file, target in zip(files, targets, strict=True):
        if file in existing:
            file.replace(target)


def _folders(files: list[Path]) -> str:
    return " or ".join(str(file.parent) for file in files)
