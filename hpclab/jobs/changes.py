"""Tells whoever shows jobs that some were changed or submitted."""

from __future__ import annotations

from ..core.events import ChangeEvents, Revision
from .queue import JobQueue


class JobChanges:
    """Makes the queue ask anew, and tells every tab.

    Args:
        queue: is out of date afterwards.
        events: tells every tab.

    """

    def __init__(self, queue: JobQueue, events: ChangeEvents) -> None:
        self._queue = queue
        self._events = events
        self._revision = Revision()

    def tell(self) -> None:
        """Jobs were changed or submitted."""
        self._queue.outdate()
        self._events.advance("jobs", self._revision)
