"""The queue: one question to slurmctld that all tabs share, at most one each 15 seconds."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence

from ..core.errors import ForbiddenError
from ..core.pace import Backoff, Budget
from ..core.prepared import Prepared
from ..core.shared_answer import Known, SharedAnswer
from ..slurm.client import SlurmClient
from ..slurm.queue import QueueEntry
from ..slurm.states import OVER
from .encoding import SharedEncoding
from .models import QueuedJobs, QueueQuery

# Seconds between two questions; the others are for what follows on an action or a change of the scope.
_INTERVAL_SECONDS = 15.0
_BURST = 4

Listener = Callable[[Sequence[QueueEntry]], Awaitable[None]]


class JobQueue:
    """The queue as squeue tells it.

    Args:
        client: Slurm's commands.
        user: whose jobs are one's own.
        allows_all: whether the site lets people see everybody's jobs here.

    """

    def __init__(self, client: SlurmClient, user: str, *, allows_all: bool) -> None:
        self._user = user
        self._allows_all = allows_all
        budget = Budget(_BURST, _INTERVAL_SECONDS)
        self._client = client
        self._listeners: list[Listener] = []
        self._mine = SharedAnswer(self._ask_mine, budget, Backoff(30, 600))
        self._all = SharedAnswer(lambda: client.queue(None), budget, Backoff(30, 600))
        self._encodings = {scope: SharedEncoding(self._answer) for scope in ("mine", "all")}

    @property
    def changed_at(self) -> float:
        """When there was an answer or a change last; what was learnt of a job before may be too old."""
        return max(self._mine.changed_at, self._all.changed_at)

    async def prepared(self, query: QueueQuery) -> Prepared:
        """The queue, encoded and compressed; it can hold many thousand jobs."""
        return await self._encodings[query.scope].of(await self.known(query))

    async def known(self, query: QueueQuery) -> Known[list[QueueEntry]]:
        """The queue as it was learnt last.

        Raises:
            ForbiddenError: the site shows nobody other people's jobs here.

        """
        age = max(query.age, _INTERVAL_SECONDS)
        if query.scope == "all":
            if not self._allows_all:
                raise ForbiddenError("forbidden", "This site does not show other people's jobs here.")
            return await self._all.get(age)
        if self._all.age < min(age, self._mine.age) and self._all.known.error is None:
            return self._mine_of_all(await self._all.get(age))
        return await self._mine.get(age)

    def on_mine(self, listener: Listener) -> None:
        """Await a function with each answer on one's own jobs, those that have just ended among them."""
        self._listeners.append(listener)

    def outdate(self) -> None:
        """Jobs were changed: ask again at the next look."""
        self._mine.outdate()
        self._all.outdate()

    async def close(self) -> None:
        """End what is under way."""
        await self._mine.close()
        await self._all.close()

    async def _ask_mine(self) -> list[QueueEntry]:
        entries = await self._client.queue(self._user)
        for listener in self._listeners:
            await listener(entries)
        return [entry for entry in entries if entry.state not in OVER]

    def _mine_of_all(self, known: Known[list[QueueEntry]]) -> Known[list[QueueEntry]]:
        mine = [entry for entry in known.value or [] if entry.user == self._user]
        return Known(mine if known.value is not None else None, known.as_of, known.error)

    def _answer(self, known: Known[list[QueueEntry]]) -> QueuedJobs:
        words = known.error.message if known.error else None
        nothing = words or "Slurm was asked often just now; the list comes in a few seconds."
        return QueuedJobs(
            now=time.time(),
            as_of=known.as_of,
            stale=words if known.value is not None else None,
            reason=None if known.value is not None else nothing,
            user=self._user,
            jobs=known.value or [],
        )
