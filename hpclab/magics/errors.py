"""How a magic fails: in a tool's own words, without a traceback; and what runs after it is stopped."""

from __future__ import annotations


class MagicError(Exception):
    """What a person reads in the place of a traceback."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows of it (IPython, `InteractiveShell.showtraceback`)."""
        return str(self).splitlines()
