"""The end of a server's log, where the log is a file: a batch job's output, for instance."""

from __future__ import annotations

import os
import stat
from pathlib import Path

_STANDARD_ERROR = 2
_LONGEST = 8 * 1024


def own_log(descriptor: int = _STANDARD_ERROR) -> Path | None:
    """The file that the server writes its log to; None where that is a terminal, a pipe or the journal.

    Args:
        descriptor: where the server writes its log.

    """
    try:
        is_file = stat.S_ISREG(os.fstat(descriptor).st_mode)
        return Path(f"/proc/self/fd/{descriptor}").readlink() if is_file else None
    except OSError:
        return None


def end_of_log(descriptor: int = _STANDARD_ERROR) -> str | None:
    """The last lines that the server wrote; None where they go to a terminal, a pipe or the journal.

    It reads the disk: call it in a thread.

    Args:
        descriptor: where the server writes its log.

    """
    # By the descriptor, as the file may have got another name.
    return end_of(Path(f"/proc/self/fd/{descriptor}"))


def end_of(file: Path) -> str | None:
    """The last lines of a log; None where it can't be read or isn't a regular file of the server's user.

    It reads the disk: call it in a thread.
    """
    try:
        # A pipe that nobody writes into would keep an ordinary open waiting.
        descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(descriptor, "rb") as log:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode) or status.st_uid != os.getuid():
                return None
            size = log.seek(0, os.SEEK_END)
            log.seek(max(0, size - _LONGEST))
            text = log.read(_LONGEST).decode("utf-8", "replace")
    except OSError:
        return None
    return text if size <= _LONGEST else text.partition("\n")[2]  # the first line is cut
