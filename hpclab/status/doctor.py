"""The doctor: which tool, which version, which path, what is missing and what to do.

The report is plain text that a person reads before it is copied for support. It has no token and no
environment value.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence

from ..core import redaction, threads
from ..core.errors import HpcLabError

_SECTION_SECONDS = 20.0

Lines = Sequence[str]
Section = Callable[[], Awaitable[Lines]]


class Doctor:
    """Examines everything anew for each report.

    Args:
        sections: by title, in the order of the report: each gives its lines.
        secrets: gives what must not be in the report, whoever wrote it there.
        seconds: for each section.

    """

    def __init__(
        self,
        sections: Mapping[str, Section],
        secrets: Callable[[], Collection[str]],
        seconds: float = _SECTION_SECONDS,
    ) -> None:
        self._sections = sections
        self._secrets = secrets
        self._seconds = seconds

    async def report(self) -> str:
        """The report. A section that fails says so and costs only itself."""
        contents = await asyncio.gather(*(self._content(section) for section in self._sections.values()))
        parts = [f"hpclab's report for support, {time.strftime('%Y-%m-%d %H:%M:%S %Z')}"]
        parts += [_shown(title, lines) for title, lines in zip(self._sections, contents, strict=True)]
        return redaction.redact("\n\n".join(parts) + "\n", self._secrets())

    async def _content(self, section: Section) -> Lines:
        try:
            return await asyncio.wait_for(section(), self._seconds)
        except asyncio.TimeoutError:
            return [f"No answer within {self._seconds:g} seconds."]
        except HpcLabError as error:
            return [error.message]
        except Exception as error:  # a bug in one section must not hide the others
            return [f"This section failed: {type(error).__name__}: {error}"]


def in_thread(lines: Callable[[], Lines]) -> Section:
    """A section that reads the disk or does other work that must not hold up the event loop."""

    async def section() -> Lines:
        return await threads.run(lines, timeout=_SECTION_SECONDS)

    return section


def _shown(title: str, lines: Lines) -> str:
    """A section: its title and its lines, moved in."""
    shown = [line for text in lines for line in text.splitlines()] or ["Nothing."]
    return "\n".join([title, *(f"  {line}" for line in shown)])
