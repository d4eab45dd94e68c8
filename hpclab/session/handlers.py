"""The routes of the session capability."""

from __future__ import annotations

from ..core.web import Handler, Route, endpoint
from .allocation import Allocation
from .ending import SessionEnd
from .models import EndedSession, EndPreview, Session, SessionQuery, Usage
from .usage import UsageMeter


class SessionHandler(Handler):
    """The own job."""

    @endpoint("The Slurm job that this server runs in")
    async def get(self, query: SessionQuery) -> Session:
        """Answer from the query that all tabs share."""
        return await self.service(Allocation).session(fresh=query.fresh)


class UsageHandler(Handler):
    """What the own job uses."""

    @endpoint("What the job uses on this node")
    async def get(self) -> Usage:
        """Read it from the job's cgroup."""
        return await self.service(UsageMeter).usage()


class EndHandler(Handler):
    """The end of the session, as the person wants it."""

    @endpoint("What would end with the session, and how")
    async def get(self) -> EndPreview:
        """Only tell."""
        return await self.service(SessionEnd).preview()

    @endpoint("End the session and give back its job")
    async def post(self) -> EndedSession:
        """End it."""
        return await self.service(SessionEnd).end()


ROUTES = [
    Route("session", SessionHandler, "session"),
    Route("session/end", EndHandler, "session.end"),
    Route("session/usage", UsageHandler, "session"),
]
