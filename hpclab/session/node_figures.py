"""The memory and the processor time of the whole node: `/proc/meminfo` and `/proc/stat`, see proc(5)."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

_KIB = 1024
# Columns of the line `cpu`: time of guests, after them, is in that of `user` and `nice` already.
_COUNTED = ("user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal")
_IDLE = ("idle", "iowait")


class NodeMemory(msgspec.Struct, frozen=True):
    """A node's memory in bytes.

    Attributes:
        total: what it has.
        available: what programs can still have without swapping.

    """

    total: int
    available: int


def memory() -> NodeMemory:
    """The node's memory now; reads `/proc`."""
    return memory_in(Path("/proc/meminfo").read_text(encoding="ascii"))


def cpu_seconds() -> float:
    """Seconds for which the node's cores were busy since its start; reads `/proc`."""
    return busy_ticks_in(Path("/proc/stat").read_text(encoding="ascii")) / os.sysconf("SC_CLK_TCK")


def memory_in(meminfo: str) -> NodeMemory:
    """What `/proc/meminfo` tells, from Linux 3.14 on.

    Raises:
        KeyError: it doesn't tell.

    """
    figures = dict(line.split(":", 1) for line in meminfo.splitlines() if ":" in line)
    total, available = (int(figures[name].split()[0]) * _KIB for name in ("MemTotal", "MemAvailable"))
    return NodeMemory(total, available)


def busy_ticks_in(stat: str) -> int:
    """The clock ticks of all cores together without those of idleness: the first line of `/proc/stat`.

    Raises:
        ValueError: the line isn't there.

    """
    name, *figures = stat.partition("\n")[0].split()
    if name != "cpu":
        raise ValueError("The first line of /proc/stat is not that of all cores.")
    ticks = {column: int(figure) for column, figure in zip(_COUNTED, figures, strict=False)}
    return sum(ticks.values()) - sum(ticks[column] for column in _IDLE)
