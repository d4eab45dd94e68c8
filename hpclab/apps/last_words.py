"""The lines at the end of an application's log that tell people something."""

from __future__ import annotations

import re

# Colours and other commands to terminals (ECMA-48, 5.4), and what else doesn't print.
_CONTROL = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|[\x00-\x08\x0e-\x1f\x7f]")
_LINE_SHOWN = 200  # characters


def of(log: str, lines: int) -> str | None:
    """The last lines that aren't empty, as plain text; None where there are none."""
    found = [line.strip()[:_LINE_SHOWN] for line in _CONTROL.sub("", log).splitlines() if line.strip()]
    return "\n".join(found[-lines:]) or None
