"""What the route of the cluster answers."""

from __future__ import annotations

import msgspec

from ..slurm.occupancy import Occupancy


class ClusterInfo(msgspec.Struct, kw_only=True):
    """How full the cluster is.

    Attributes:
        now: the server's clock, Unix seconds.
        as_of: when Slurm answered; None while it hasn't.
        stale: why this is older than it should be.
        reason: why there is nothing; `partitions` is empty then.
        partitions: those that people may see, in Slurm's order.

    """

    now: float
    as_of: float | None = None
    stale: str | None = None
    reason: str | None = None
    partitions: list[Occupancy] = []
