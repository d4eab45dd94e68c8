"""The routes of the session capability."""

from __future__ import annotations

from ..core.web import Handler, Route, Text, endpoint
from .ending import SessionEnd
from .last import LastSessionReader
from .memory import MemoryWatch
from .models import (
    Dismissal,
    EndedSession,
    EndPreview,
    LastSessions,
    MemoryState,
    Notice,
    NoticeTurn,
    Session,
    SessionQuery,
    Usage,
)
from .more_time import MoreTime
from .overview import SessionOverview
from .usage import UsageMeter


class SessionHandler(Handler):
    """The own job."""

    @endpoint("The Slurm job that this server runs in, and what the site says")
    async def get(self, query: SessionQuery) -> Session:
        """Answer from the query that all tabs share."""
        return await self.service(SessionOverview).session(fresh=query.fresh)


class DismissHandler(Handler):
    """An announcement that was read."""

    @endpoint("Show an announcement of the site no more to this person")
    async def post(self, body: Dismissal) -> None:
        """Remember it over sessions."""
        await self.service(SessionOverview).dismiss(body.id)


class NoticeHandler(Handler):
    """Whose turn it is to notify a person."""

    @endpoint("Ask to notify the person: of several browsers and sessions one may")
    async def post(self, body: Notice) -> NoticeTurn:
        """Remember it over sessions."""
        return await self.service(SessionOverview).turn(body)


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


class MoreTimeHandler(Handler):
    """More time for the own job."""

    @endpoint("Run the site's command for more time, and answer what it printed")
    async def post(self) -> Text:
        """Run it."""
        return Text(await self.service(MoreTime).ask())


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
    Route("session/announcements/dismiss", DismissHandler, "session"),
    Route("session/notices", NoticeHandler, "session"),
    Route("session/last", LastHandler, "session.last"),
    Route("session/last/seen", LastSeenHandler, "session.last"),
    Route("session/end", EndHandler, "session.end"),
    Route("session/more-time", MoreTimeHandler, "session.more_time"),
    Route("session/usage", UsageHandler, "session"),
    Route("session/memory", MemoryHandler, "session.memory"),
]
