"""The site as the person's server knows it: the one place that the capabilities ask."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Mapping, Sequence
from logging import Logger

import msgspec

from ..core import process, threads
from ..core.errors import HpcLabError
from ..core.pace import Backoff, Budget
from ..core.shared_answer import SharedAnswer
from . import announcements, links, partitions, quotas
from .documents import Documents
from .models import Announcement, Balance, Complain, Link
from .partitions import PartitionWords
from .quotas import Quota

_TEXT_LIMIT = 256 * 1024
# Of many thousand people; larger ones would keep the server busy while they are read.
_FIGURES_LIMIT = 16 * 1024 * 1024
_COMMAND_SECONDS = 30.0
_PATIENCE_SECONDS = 1.5
_READING_SECONDS = 10.0


class SiteSettings(msgspec.Struct, frozen=True):
    """What the site has set; each is described at its trait."""

    announcements: Sequence[str] = ()
    links: Sequence[object] = ()
    links_file: str = ""
    partitions: Mapping[str, object] = {}
    quota_command: Sequence[str] = ()
    quota_interval: float = 600.0
    quota_files: Sequence[str] = ()
    balance_files: Sequence[str] = ()


class Site:
    """What the site says.

    Args:
        settings: what it has set.
        environment: the one that the server started with.
        user: the person's name.
        log: is told of the site's mistakes.

    """

    def __init__(
        self, settings: SiteSettings, environment: Mapping[str, str], user: str, log: Logger
    ) -> None:
        self._environment = dict(environment)
        self._names = frozenset({user, str(os.getuid())})
        self._log = log
        self._links = links.check(settings.links, self._complaint("links"))
        self._partitions = partitions.read(settings.partitions, self._complaint("partitions"))
        self._announcements = Documents(
            "announcements", settings.announcements, announcements.parse, log, size_limit=_TEXT_LIMIT
        )
        linked = [settings.links_file] if settings.links_file else []
        self._linked = Documents("links_file", linked, links.parse, log, size_limit=_TEXT_LIMIT)
        self._quotas = Documents(
            "quota_files",
            settings.quota_files or quotas.places(environment.get("OOD_QUOTA_PATH", "")),
            lambda data, complain: quotas.quotas(data, self._names, complain),
            log,
            size_limit=_FIGURES_LIMIT,
        )
        self._balances = Documents(
            "balance_files",
            settings.balance_files or quotas.places(environment.get("OOD_BALANCE_PATH", "")),
            lambda data, complain: quotas.balances(data, self._names, complain),
            log,
            size_limit=_FIGURES_LIMIT,
        )
        self._command = list(settings.quota_command)
        self._interval = max(60.0, settings.quota_interval)
        self._counted = SharedAnswer(
            self._run_command, Budget(1, self._interval), Backoff(self._interval, 4 * self._interval)
        )

    async def announcements(self) -> list[Announcement]:
        """What is announced now, what matters most first."""
        now = time.time()
        held = [dated.announcement for dated in await self._announcements.parts() if dated.holds(now)]
        return sorted(held, key=lambda each: ("danger", "warning", "info").index(each.severity))

    async def links(self) -> list[Link]:
        """The links of the settings, and then those of the file."""
        return [*self._links, *await self._linked.parts()]

    async def balances(self) -> list[Balance]:
        """What is left of the person's accounts."""
        return await self._balances.parts()

    async def quotas(self) -> list[Quota]:
        """The person's quotas; where several sources know a path, the command's figures count."""
        filed, counted = await asyncio.gather(self._quotas.parts(), self._count())
        by_path = {quota.path: quota for quota in [*filed, *counted]}
        return [by_path[path] for path in sorted(by_path)]

    def partition(self, name: str | None) -> PartitionWords:
        """What the site says of a partition; nothing where it says nothing."""
        return self._partitions.get(name or "", PartitionWords())

    async def report(self) -> list[str]:
        """For the doctor: each source of the site's words, and what is wrong with it."""
        await asyncio.gather(self.announcements(), self.links(), self.balances(), self.quotas())
        documents = (self._announcements, self._linked, self._quotas, self._balances)
        lines = [line for each in documents for line in each.report()]
        if self._command:
            error = self._counted.known.error
            lines.append(f"quota_command: {self._command[0]}: {error.message if error else 'read'}")
        return lines

    async def close(self) -> None:
        """End what is under way."""
        documents = (self._announcements, self._linked, self._quotas, self._balances)
        await asyncio.gather(self._counted.close(), *(each.close() for each in documents))

    async def _count(self) -> list[Quota]:
        """The command's quotas; does not wait long for a command that is slow."""
        if not self._command:
            return []
        known = await self._counted.get(self._interval, patience=_PATIENCE_SECONDS)
        return known.value or []

    async def _run_command(self) -> list[Quota]:
        """Run the command.

        Raises:
            BrokenToolError: it failed, or printed something else than quotas.
            UnavailableError: it isn't there.
            TooSlowError: it took too long.

        """
        mistakes: list[str] = []
        try:
            done = await process.run(self._command, env=self._environment, timeout=_COMMAND_SECONDS)
            found = await threads.run(
                lambda: quotas.printed(done, self._names, mistakes.append), timeout=_READING_SECONDS
            )
        except HpcLabError as error:
            self._complaint("quota_command")(f"{error.message} {error.detail or ''}".strip())
            raise
        for mistake in mistakes:
            self._complaint("quota_command")(mistake)
        return found

    def _complaint(self, setting: str) -> Complain:
        """Whom to tell of mistakes in a setting."""

        def complain(mistake: str) -> None:
            self._log.error("hpclab: c.HpcLab.%s: %s", setting, mistake)

        return complain
