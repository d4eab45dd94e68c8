"""Whether this node lets its user make a private network: tried, and remembered once it does."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys

from ..core import process
from ..core.errors import HpcLabError
from . import namespaces

_TRIAL_SECONDS = 20.0


class PrivateNetworks:
    """The trial that all applications of a server share; a node that allows them goes on to do so."""

    def __init__(self) -> None:
        self._trial: asyncio.Task[str | None] | None = None

    async def obstacle(self) -> str | None:
        """Why none can be made here; None where one can."""
        return await asyncio.shield(self.begin())

    def begin(self) -> asyncio.Task[str | None]:
        """Begin to try, unless it is known or being tried: who has to know later needn't wait then."""
        trial = self._trial
        if trial is None or (trial.done() and not _allows(trial)):
            trial = self._trial = asyncio.create_task(_obstacle())
        return trial

    async def close(self) -> None:
        """End a trial that still goes on."""
        if self._trial is not None:
            self._trial.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._trial


def _allows(trial: asyncio.Task[str | None]) -> bool:
    """Whether a trial that has ended went well."""
    return not trial.cancelled() and trial.exception() is None and trial.result() is None


async def _obstacle() -> str | None:
    told = namespaces.obstacle()
    if told is not None:
        return told
    try:
        tried = await process.run(
            [sys.executable, "-I", "-S", namespaces.__file__], env=os.environ, timeout=_TRIAL_SECONDS
        )
    except HpcLabError as error:
        return error.message
    return None if tried.status == 0 else tried.stdout_text.strip() or "this node allows no private network"
