"""Remembers hpclab's own last warnings and errors, for the doctor."""

from __future__ import annotations

import logging
from collections import deque
from pathlib import Path

_PACKAGE = str(Path(__file__).resolve().parent.parent) + "/"
_KEPT = 50
_LINE_LIMIT = 2000


class Journal(logging.Handler):
    """A log handler that keeps the last lines that hpclab's own code wrote; all else it lets pass."""

    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        self._lines: deque[str] = deque(maxlen=_KEPT)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record."""
        if str(Path(record.pathname).resolve()).startswith(_PACKAGE):
            self._lines.append(self.format(record)[:_LINE_LIMIT])

    def lines(self) -> list[str]:
        """The last lines, the oldest first."""
        return list(self._lines)
