"""Keeps questions to slurmctld and the like few: a budget, and longer waits after failures."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

Clock = Callable[[], float]


class Budget:
    """At most `burst` questions at once, and one more for each `interval` that passes.

    So in any hour there are at most `burst + 3600 / interval`.

    Args:
        burst: how many can be asked at once after a quiet time.
        interval: seconds for which one question is granted.
        clock: seconds that only grow.

    """

    def __init__(self, burst: int, interval: float, clock: Clock = time.monotonic) -> None:
        self._burst = burst
        self._interval = interval
        self._clock = clock
        self._left = float(burst)
        self._counted_at = clock()

    def take(self) -> bool:
        """Take a question from the budget; False where none is left."""
        now = self._clock()
        self._left = min(self._burst, self._left + (now - self._counted_at) / self._interval)
        self._counted_at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class Backoff:
    """How long to wait after failures in a row: twice as long after each, never alike on two nodes.

    Args:
        first: seconds to wait after the first failure.
        longest: seconds that are never exceeded, apart from the scatter.

    """

    def __init__(self, first: float, longest: float) -> None:
        self._first = first
        self._longest = longest
        self._failures = 0

    def failed(self) -> float:
        """Count a failure; return the seconds to wait, scattered by a fifth to either side."""
        wait = min(self._longest, self._first * 2.0**self._failures)
        self._failures = min(self._failures + 1, 30)
        return wait * random.uniform(0.8, 1.2)  # noqa: S311 # scatter, no secret

    def succeeded(self) -> None:
        """Begin anew."""
        self._failures = 0
