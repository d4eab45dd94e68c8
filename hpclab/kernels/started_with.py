"""Which environment a process was started with, and whether its modules are those of the session now."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from ..core import threads
from ..core.environment import EnvironmentPatch, ServerEnvironment
from ..core.errors import TooSlowError
from ..software.fingerprint import Fingerprint, fingerprint

# The kernel makes the reader wait for the process's memory, which a dead file server may hold.
_READ_SECONDS = 2.0


def parse_environ(data: bytes) -> dict[str, str]:
    """The variables of a process (proc(5), `/proc/PID/environ`)."""
    pairs = (item.partition("=") for item in os.fsdecode(data).split("\0") if "=" in item)
    return {name: value for name, _, value in pairs}


class StartEnvironments:
    """Reads what processes were started with; a process that hangs costs one thread, however many ask."""

    def __init__(self) -> None:
        self._questions: dict[int, threads.OneAtATime[bytes]] = {}

    async def of(self, pid: int) -> dict[str, str] | None:
        """A process's variables; None where it has ended, hangs, or is somebody else's."""
        question = self._questions.setdefault(pid, threads.OneAtATime[bytes]())
        try:
            data = await question.run(_environ_file(pid).read_bytes, timeout=_READ_SECONDS)
        except TooSlowError:
            return None
        except OSError:
            data = b""
        self._questions.pop(pid, None)
        return parse_environ(data) or None  # that of a process that has just ended is empty


class SessionHistory:
    """The modules that the session has had.

    A process whose modules the session never had has set them itself, such as a kernel with a starter of its
    own: it is never out of date.

    Args:
        environment: the session's.

    """

    def __init__(self, environment: ServerEnvironment) -> None:
        self._environment = environment
        self._had: set[Fingerprint] = {fingerprint(environment.initial)}
        environment.on_apply(self._note)

    def is_stale(self, started_with: Mapping[str, str]) -> bool:
        """Whether something with these variables has modules that the session had once and has no more."""
        now = fingerprint(self._environment.snapshot())
        self._had.add(now)  # another extension may change the environment too
        started = fingerprint(started_with)
        return started != now and started in self._had

    def _note(self, _: EnvironmentPatch) -> None:
        self._had.add(fingerprint(self._environment.snapshot()))


def _environ_file(pid: int) -> Path:
    return Path(f"/proc/{pid}/environ")
