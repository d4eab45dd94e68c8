"""How many cores are busy, from CPU time counted now and a while ago, the same for all tabs that ask."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

# Shorter spans are noise.
_SHORTEST_SECONDS = 2.0
# An older count tells of then, not of now: a tab that comes back after an hour gets a fresh pair of counts.
_LONGEST_SECONDS = 180.0
_FIRST_SPAN_SECONDS = 0.5


class BusyCores:
    """Turns a growing count of CPU seconds into the number of cores that were busy.

    Args:
        count: CPU seconds used so far; None where they aren't counted.
        clock: seconds that only grow.
        sleep: waits for some seconds.

    """

    def __init__(
        self,
        count: Callable[[], Awaitable[float | None]],
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._count = count
        self._clock = clock
        self._sleep = sleep
        self._last: tuple[float, float] | None = None  # when, CPU seconds
        self._busy: float | None = None

    async def busy(self) -> float | None:
        """Cores that were busy since the last count; None where they aren't counted."""
        if self._last is None or self._clock() - self._last[0] > _LONGEST_SECONDS:
            await self._begin()
            await self._sleep(_FIRST_SPAN_SECONDS)
        elif self._clock() - self._last[0] < _SHORTEST_SECONDS and self._busy is not None:
            return self._busy
        await self._measure()
        return self._busy

    async def _begin(self) -> None:
        used = await self._count()
        self._last = None if used is None else (self._clock(), used)

    async def _measure(self) -> None:
        before, used, now = self._last, await self._count(), self._clock()
        if before is None or used is None or now <= before[0]:
            self._busy = None
            return
        self._busy = max(0.0, (used - before[1]) / (now - before[0]))
        self._last = (now, used)
