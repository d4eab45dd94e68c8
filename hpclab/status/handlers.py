"""The routes of the status capability."""

from __future__ import annotations

from ..core.web import Handler, Route, Text, endpoint
from .doctor import Doctor
from .models import Status
from .status import StatusReader


class StatusHandler(Handler):
    """The status."""

    @endpoint("What works here")
    async def get(self) -> Status:
        """Answer from what the parts know of themselves."""
        return await self.service(StatusReader).status()


class DoctorHandler(Handler):
    """The report for support."""

    @endpoint("The doctor's report, to be copied for support")
    async def get(self) -> Text:
        """Examine everything anew."""
        return Text(await self.service(Doctor).report())


ROUTES = [
    Route("status", StatusHandler, None),  # browsers learn from it what is switched off
    Route("doctor", DoctorHandler, "doctor"),
]
