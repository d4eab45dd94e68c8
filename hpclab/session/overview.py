"""The session as the panel shows it: the own job, and what the site says about it."""

from __future__ import annotations

import asyncio

import msgspec

from ..site.models import Announcement
from ..site.site import Site
from .allocation import Allocation
from .idle import IdleLimit
from .models import Notice, NoticeTurn, Session
from .more_time import MoreTime
from .told import Told

_WEEK_SECONDS = 7 * 86400.0


class SessionOverview:
    """Puts the job and the site's words together.

    Args:
        allocation: the own job.
        site: what the site says.
        told: what the person has dismissed, and was notified of.
        more_time: asks for more time, where the site has a command for that.
        idle: when the session would be ended for want of use.

    """

    def __init__(
        self, allocation: Allocation, site: Site, told: Told, more_time: MoreTime, idle: IdleLimit
    ) -> None:
        self._allocation = allocation
        self._site = site
        self._told = told
        self._more_time = more_time
        self._idle = idle

    async def session(self, *, fresh: bool = False) -> Session:
        """The job, with the site's words.

        Args:
            fresh: whether a younger answer of Slurm is wanted, within what is gentle on it.

        """
        session, announcements, links, balances = await asyncio.gather(
            self._allocation.session(fresh=fresh),
            self._announcements(),
            self._site.links(),
            self._site.balances(),
        )
        idle_end = self._idle.end()
        partition = self._site.partition(session.partition)
        return msgspec.structs.replace(
            session,
            idle_limit=idle_end.limit if idle_end else None,
            idle_end=idle_end.at if idle_end else None,
            more_time=session.in_job and self._more_time.is_offered,
            partition_description=partition.description,
            internet=partition.internet,
            balances=balances,
            announcements=announcements,
            links=links,
        )

    async def dismiss(self, announcement: str) -> None:
        """The person wants to see an announcement no more, in any session."""
        await self._told.claim(_dismissed(announcement))
        self._allocation.advance()

    async def turn(self, notice: Notice) -> NoticeTurn:
        """Whether to notify: of an announcement once, of a full file system once a week."""
        topic = f"{notice.kind}:{notice.name}"
        if notice.kind == "storage":
            return NoticeTurn(is_first=await self._told.claim(topic, _WEEK_SECONDS))
        return NoticeTurn(is_first=await self._told.claim(topic))

    async def _announcements(self) -> list[Announcement]:
        held = await self._site.announcements()
        if not held:
            return []
        topics = await self._told.topics()
        return [each for each in held if _dismissed(each.id) not in topics]


def _dismissed(announcement: str) -> str:
    """The topic of an announcement that was dismissed."""
    return f"dismissed:{announcement}"
