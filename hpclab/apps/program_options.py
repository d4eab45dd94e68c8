"""Which options a program has, as its own help says; asked once for each program file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial

from ..core import process, threads
from .spec import AppSpec, options_in

_HELP_SECONDS = 30.0
_DISK_SECONDS = 60.0

_File = tuple[str, int, int]


class ProgramOptions:
    """The options of programs, remembered as long as their files stay as they are."""

    def __init__(self) -> None:
        self._known: dict[_File, frozenset[str]] = {}

    async def of(self, spec: AppSpec, program: str, environment: Mapping[str, str]) -> frozenset[str]:
        """The options that a program says it has; empty where the application doesn't ask.

        Args:
            spec: the application; says how the program is asked.
            program: its path.
            environment: that it is asked in.

        Raises:
            HpcLabError: it can't be asked.

        """
        if spec.help_argument is None:
            return frozenset()
        file = await threads.run(partial(_file, program), timeout=_DISK_SECONDS)
        if file not in self._known:
            asked = await process.run([program, spec.help_argument], env=environment, timeout=_HELP_SECONDS)
            found = options_in(asked.stdout_text + asked.stderr_text)
            if asked.status != 0:  # some help so; but it may be an error of this environment's
                return found
            self._known[file] = found
        return self._known[file]


def _file(program: str) -> _File:
    """What tells a file from another one, also of the same name; zeros for one that is gone."""
    try:
        found = os.stat(program)
    except OSError:
        return program, 0, 0
    return program, found.st_mtime_ns, found.st_size
