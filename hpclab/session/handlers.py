"""The routes of the session capability."""

from __future__ import annotations

from ..core.web import Handler, Route, endpoint
from .allocation import Allocation
from .ending import SessionEnd
from .last import LastSessionReader
from .memory import MemoryWatch
from .models import EndedSession, EndPreview, LastSessions, MemoryState, Session, SessionQuery, Usage
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


class MemoryHandler(Handler):
    """The memory of the job, by who holds it."""

    @endpoint("What holds memory, and whether the job's will be full within minutes")
    async def get(self) -> MemoryState:
        """Read it from the processes."""
        return await self.service(MemoryWatch).state()


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


class LastHandler(Handler):
    """How the last session ended."""

    @endpoint("How the last session ended, where it did not end as the person wanted")
    async def get(self) -> LastSessions:
        """Answer from accounting, which is asked once."""
        return await self.service(LastSessionReader).last()


class LastSeenHandler(Handler):
    """What was told of the last session."""

    @endpoint("The person has seen how the last session ended")
    async def post(self) -> None:
        """Tell it no more."""
        await self.service(LastSessionReader).seen()


ROUTES = [
    Route("session", SessionHandler, "session"),
    Route("session/last", LastHandler, "session.last"),
    Route("session/last/seen", LastSeenHandler, "session.last"),
    Route("session/end", EndHandler, "session.end"),
    Route("session/usage", UsageHandler, "session"),
    Route("session/memory", MemoryHandler, "session.memory"),
]
