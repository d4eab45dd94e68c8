"""What the routes of the kernels answer."""

from __future__ import annotations

from typing import Literal

import msgspec

Cause = Literal["memory", "signal", "exit"]


class KernelDeath(msgspec.Struct, kw_only=True):
    """A kernel that died without being asked to.

    Attributes:
        kernel_id: as in Jupyter's own routes; the kernel that is started in its place has the same.
        at: Unix seconds.
        cause: `memory` where the job's memory was full, `signal` where something else ended it, `exit` where
            it ended itself.
        signal: the name of the signal, such as `SIGSEGV`.
        status: its exit status, where it ended itself.
        held: bytes that it held itself when last seen, some seconds before.
        limit: bytes of memory that the job has on this node.

    """

    kernel_id: str
    at: float
    cause: Cause
    signal: str | None = None
    status: int | None = None
    held: int | None = None
    limit: int | None = None


class KernelDeaths(msgspec.Struct):
    """The kernels that died lately, the last one first."""

    revision: int
    deaths: list[KernelDeath]
