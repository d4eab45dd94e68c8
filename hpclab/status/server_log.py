"""The end of the server's own log, where the log is a file: a batch job's output, for instance."""

from __future__ import annotations

import os
import stat

_STANDARD_ERROR = 2
_LONGEST = 8 * 1024


def end_of_log(descriptor: int = _STANDARD_ERROR) -> str | None:
    """The last lines that the server wrote; None where they go to a terminal, a pipe or the journal.

    It reads the disk: call it in a thread.

    Args:
        descriptor: where the server writes its log.

    """
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        with open(f"/proc/self/fd/{descriptor}", "rb") as log:
            size = log.seek(0, os.SEEK_END)
            log.seek(max(0, size - _LONGEST))
            text = log.read(_LONGEST).decode("utf-8", "replace")
    except OSError:
        return None
    return text if size <= _LONGEST else text.partition("\n")[2]  # the first line is cut
