"""Ends background work for good, as the server stops."""

from __future__ import annotations

import asyncio
from typing import Any

_AGAIN_SECONDS = 1.0


async def end(task: asyncio.Task[Any]) -> None:
    """Cancel a task and wait until it has ended; what it raises is nobody's business any more.

    It is cancelled again after a second: before Python 3.12 `asyncio.wait_for` loses a cancellation that
    comes just as it ends. So this isn't for a task that needs longer than that to clean up after itself.
    """
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=_AGAIN_SECONDS)
