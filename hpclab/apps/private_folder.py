"""A folder that only its owner can enter, for one run of an application; gone afterwards."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from ..core.errors import UnavailableError
from .supervisor import LOG_FILE, SOCKET_FILE, TEMPORARY_FOLDER

# A socket's path fits into 108 bytes with its closing NUL (unix(7)).
_SOCKET_PATH_LIMIT = 107
_RANDOM = 8  # characters that mkdtemp appends
_STARTING_SECONDS = 600.0  # a younger folder may belong to a supervisor that hasn't locked it yet


def make(name: str, environment: Mapping[str, str]) -> Path:
    """Make the folder, with a name that can't be foreseen, mode 0700, and one for temporary files in it.

    It lies in the job's temporary folder, as applications put their own temporary files there. Not in
    XDG_RUNTIME_DIR: that is memory, and the system removes it at the end of a login that isn't the job's.

    Args:
        name: the application's.
        environment: says where temporary files belong (TMPDIR).

    Raises:
        UnavailableError: there is no place for it.

    """
    prefix = _prefix(name)
    for parent in _parents(environment):
        longest = len(os.fsencode(parent)) + len(f"/{prefix}/{SOCKET_FILE}") + _RANDOM
        if longest <= _SOCKET_PATH_LIMIT:
            with contextlib.suppress(OSError):  # it may not be written, or is full: the next one
                return _made(parent, prefix)
    raise UnavailableError(
        "no_private_folder",
        "There is no place for the application's socket: neither TMPDIR nor /tmp can be written, "
        "or TMPDIR's path is too long. Free some space there, or tell your support.",
    )


def _made(parent: str, prefix: str) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    try:
        (folder / TEMPORARY_FOLDER).mkdir(mode=0o700)
    except OSError:
        remove(folder)
        raise
    return folder


def sweep(names: Iterable[str], environment: Mapping[str, str]) -> None:
    """Remove the folders of applications in which nothing runs any more, as after a job's sudden end.

    A supervisor and all that it started hold a lock on the log, as long as one of them lives. Where there is
    no log, the server ended before it could start a supervisor.

    Args:
        names: the applications'.
        environment: says where temporary files belong (TMPDIR).

    """
    for name in names:
        for parent in _parents(environment):
            for folder in Path(parent).glob(f"{_prefix(name)}*"):
                if _is_abandoned(folder):
                    remove(folder)


def remove(folder: Path) -> None:
    """Remove it with all that is in it; what can't be removed is left."""
    shutil.rmtree(folder, ignore_errors=True)


def write(file: Path, text: str) -> None:
    """Write a file that only its owner can read."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)


def _parents(environment: Mapping[str, str]) -> list[str]:
    candidates = (environment.get("TMPDIR", ""), "/tmp")  # noqa: S108 - mkdtemp makes it safe
    return [candidate for candidate in candidates if candidate.startswith("/")]


def _prefix(name: str) -> str:
    return f"hpclab-{name}-"


def _is_abandoned(folder: Path) -> bool:
    try:
        found = folder.lstat()
        if found.st_uid != os.getuid() or time.time() - found.st_mtime < _STARTING_SECONDS:
            return False
        return not (folder / LOG_FILE).exists() or _is_unlocked(folder / LOG_FILE)
    except OSError:  # gone, or not ours to enter
        return False


def _is_unlocked(log: Path) -> bool:
    with log.open("rb") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def end_of(file: Path, size: int) -> str:
    """The last bytes of a text file, from the beginning of a line; empty where there is none."""
    try:
        with file.open("rb") as stream:
            length = stream.seek(0, os.SEEK_END)
            stream.seek(max(0, length - size))
            data = stream.read(size)
    except OSError:
        return ""
    if length > size:
        data = data.partition(b"\n")[2] or data
    return data.decode("utf-8", "replace")
