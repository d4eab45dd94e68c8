"""A clock for tests of what is asked seldom."""

from __future__ import annotations


class Clock:
    """Time that passes when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        """Seconds."""
        return self.now

    def time(self) -> float:
        """Seconds since the epoch."""
        return 1_795_000_000 + self.now
