"""What is free in each partition: one question to slurmctld that all tabs share."""

from __future__ import annotations

import time

from ..core.pace import Backoff, Budget
from ..core.shared_answer import SharedAnswer
from ..slurm.client import SlurmClient
from .models import ClusterInfo

# Browsers ask each five minutes while people look: the first of them brings news for all.
_AGE_SECONDS = 280.0
# Never more often than that, whatever browsers do.
_INTERVAL_SECONDS = 60.0


class ClusterGlance:
    """The cluster as sinfo tells it.

    Args:
        client: Slurm's commands.

    """

    def __init__(self, client: SlurmClient) -> None:
        self._answer = SharedAnswer(client.occupancy, Budget(1, _INTERVAL_SECONDS), Backoff(60, 1800))

    async def info(self) -> ClusterInfo:
        """What is free, or why that isn't known."""
        known = await self._answer.get(_AGE_SECONDS)
        words = known.error.message if known.error else None
        has_answer = known.value is not None
        nothing = words or "Slurm was asked often just now; the figures come within a minute."
        return ClusterInfo(
            now=time.time(),
            as_of=known.as_of,
            stale=words if has_answer else None,
            reason=None if has_answer else nothing,
            partitions=known.value or [],
        )

    async def close(self) -> None:
        """End a question that is under way."""
        await self._answer.close()
