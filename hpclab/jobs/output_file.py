"""Reads a part of a file that a job writes. For a thread; it never waits for whoever writes a pipe."""

from __future__ import annotations

import codecs
import errno
import os
import stat
from pathlib import Path

from ..core.errors import ForbiddenError, RefusedError, UnavailableError
from .models import OutputPart

# The end that is shown first, and the most that one answer holds: a file of any size costs no more.
_END_BYTES = 64 * 1024
_PART_BYTES = 256 * 1024
# Text holds no NUL; UTF-16 does, but no terminal's output is written in that.
_NUL = b"\0"
# What opening a socket, or a device that is not there, says.
_NO_FILE = frozenset({errno.ENXIO, errno.ENODEV})


def read(path: Path, offset: int | None, file: str | None, *, until: int | None = None) -> OutputPart:
    """A part of a regular file.

    Args:
        path: the file, or a link to it.
        offset: the byte to begin at; None for the end of the file.
        file: the file that the offset is of; where another one lies there now, its end is read.
        until: the byte to end before; None for as much as there is.

    Raises:
        RefusedError: it is no regular file: a pipe, a device, a folder.
        ForbiddenError: it may not be read.
        UnavailableError: its file system doesn't give it.

    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return OutputPart(path=str(path), state="missing", link_to=_link(path), is_new=file is not None)
    except OSError as error:
        raise _unreadable(path, error) from error
    try:
        return _part(path, descriptor, offset, file, until)
    except OSError as error:
        raise _unreadable(path, error) from error
    finally:
        os.close(descriptor)


def _part(path: Path, descriptor: int, offset: int | None, file: str | None, until: int | None) -> OutputPart:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise RefusedError(
            "no_regular_file",
            f"{path} is {_kind(status.st_mode)}, not a file that can be read here. "
            "Let the job write into a regular file (--output) to follow it.",
        )
    name = f"{status.st_dev}:{status.st_ino}"
    is_new = offset is not None and ((file is not None and file != name) or offset > status.st_size)
    if offset is None or is_new:
        start, data = _end(descriptor, status.st_size)
    else:
        start = max(0, offset)
        most = _PART_BYTES if until is None else max(0, min(_PART_BYTES, until - start))
        data = os.pread(descriptor, most, start)
    is_binary = _NUL in data
    if not is_binary:
        data = data[: _whole_characters(data)]
    return OutputPart(
        path=str(path),
        link_to=_link(path),
        file=name,
        state="binary" if is_binary else "text",
        text="" if is_binary else data.decode("utf-8", "replace"),
        offset=start,
        next_offset=start + len(data),
        size=status.st_size,
        is_new=is_new,
    )


def _end(descriptor: int, size: int) -> tuple[int, bytes]:
    """The end of a file, from the first whole line on; a line that is longer than the part is cut."""
    start = max(0, size - _END_BYTES)
    data = os.pread(descriptor, _PART_BYTES, start)
    cut = data.find(b"\n") + 1 if start else 0
    return start + cut, data[cut:]


def _whole_characters(data: bytes) -> int:
    """How many bytes there are without a character that the next part completes."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    decoder.decode(data)
    return len(data) - len(decoder.getstate()[0])


def _link(path: Path) -> str | None:
    """Where a path leads, if that is elsewhere."""
    real = os.path.realpath(path)
    return real if real != os.path.normpath(path) else None


def _kind(mode: int) -> str:
    if stat.S_ISFIFO(mode):
        return "a pipe"
    if stat.S_ISDIR(mode):
        return "a folder"
    if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
        return "a device"
    return "a socket" if stat.S_ISSOCK(mode) else "something else"


def _unreadable(path: Path, error: OSError) -> ForbiddenError | RefusedError | UnavailableError:
    if isinstance(error, PermissionError):
        return ForbiddenError("output_forbidden", f"You may not read {path}: {error.strerror}.")
    if isinstance(error, BlockingIOError) or error.errno in _NO_FILE:
        return RefusedError(
            "no_regular_file", f"{path} is a pipe, a socket or a device, and can't be read here."
        )
    return UnavailableError("output_unavailable", f"{path} can't be read: {error.strerror}.", str(error))
