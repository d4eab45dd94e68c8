"""The routes of the applications."""

from __future__ import annotations

from ..core.web import Handler, Route, Text, endpoint
from .manager import AppManager
from .models import App, Apps, StartRequest


class _AppsHandler(Handler):
    @property
    def manager(self) -> AppManager:
        """The one manager of what runs."""
        return self.service(AppManager)


class AppsHandler(_AppsHandler):
    """All applications."""

    @endpoint("All applications and what they do")
    async def get(self) -> Apps:
        """Answer from the manager's state."""
        return await self.manager.apps()


class StartHandler(_AppsHandler):
    """Start."""

    @endpoint("Start an application")
    async def post(self, name: str, body: StartRequest) -> App:
        """Begin; the application's state tells how it goes on."""
        return await self.manager.start(name, body)


class StopHandler(_AppsHandler):
    """Stop."""

    @endpoint("Stop an application with everything that it started")
    async def post(self, name: str) -> App:
        """Ask politely, then insist."""
        return await self.manager.stop(name)


class RestartHandler(_AppsHandler):
    """Restart."""

    @endpoint("Stop an application and start it with the modules that are loaded now")
    async def post(self, name: str) -> App:
        """Stop, then start."""
        return await self.manager.restart(name)


class LogHandler(_AppsHandler):
    """Log."""

    @endpoint("The end of what an application printed")
    async def get(self, name: str) -> Text:
        """Read the end of its log."""
        return await self.manager.log_of(name)


ROUTES = [
    Route("apps", AppsHandler, "apps"),
    Route("apps/{name}/start", StartHandler, "apps"),
    Route("apps/{name}/stop", StopHandler, "apps"),
    Route("apps/{name}/restart", RestartHandler, "apps"),
    Route("apps/{name}/log", LogHandler, "apps"),
]
