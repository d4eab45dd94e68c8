"""Tells browsers that something changed: which capability, and its new revision, nothing more.

Whoever hears it asks again; so an event that is lost or late does no harm, and no event carries a secret.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # it takes long to import, and the catalog is built without it
    from jupyter_events import EventLogger

SCHEMA_FILE = Path(__file__).parent.parent / "events" / "change-v1.yaml"
SCHEMA_ID = "https://events.jupyter.org/hpclab/change/v1"


class Revision:
    """The revision of one capability's state.

    It counts on from the server's start in milliseconds, so that it grows over restarts too.
    """

    def __init__(self) -> None:
        self.value = time.time_ns() // 1_000_000


class ChangeEvents:
    """Emits a change event for each new revision.

    Args:
        logger: the server's event logger, on which browsers are subscribed.

    """

    def __init__(self, logger: EventLogger) -> None:
        self._logger = logger
        self._listeners: list[Callable[[str], None]] = []
        logger.register_event_schema(SCHEMA_FILE)

    def on_advance(self, listener: Callable[[str], None]) -> None:
        """Call a function after each change, with the name of the capability."""
        self._listeners.append(listener)

    def advance(self, capability: str, revision: Revision) -> None:
        """Raise a capability's revision by one, and tell every browser."""
        revision.value += 1
        self._logger.emit(schema_id=SCHEMA_ID, data={"capability": capability, "revision": revision.value})
        for listener in self._listeners:
            listener(capability)
