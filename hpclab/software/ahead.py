"""Plans that are made before anybody has asked to carry them out: one at a time, and given up when moot."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from ..core.errors import ConflictError
from .models import Plan


class AdvancePlanning:
    """The one plan that is being made in advance."""

    def __init__(self) -> None:
        self._running: asyncio.Task[Plan] | None = None

    async def plan(self, make: Callable[[], Awaitable[Plan]]) -> Plan:
        """Make a plan, in the place of the one that is being made.

        Whoever is cancelled here gives up the plan too, and so the process that makes it.

        Raises:
            ConflictError: it was given up (`plan_moot`).
            HpcLabError: what `make` raises.

        """
        self.give_up()

        async def made() -> Plan:
            return await make()

        self._running = running = asyncio.create_task(made())
        try:
            return await running
        except asyncio.CancelledError:
            raise ConflictError(
                "plan_moot", "This plan was given up, as another one is made or the modules have changed."
            ) from None
        finally:
            if self._running is running:
                self._running = None

    def give_up(self) -> None:
        """End the process that makes a plan, as nobody needs it any more."""
        if self._running is not None:
            self._running.cancel()
            self._running = None
