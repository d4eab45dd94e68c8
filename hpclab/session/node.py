"""What a node has left, and whether its programs want more cores than it has.

The load average is that of proc_loadavg(5), the pressure that of `/proc/pressure/cpu` (the kernel's
Documentation/accounting/psi.rst), from Linux 4.20 on where it is switched on. Both are the whole node's, also
inside a job.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from . import node_figures
from .models import NodeState

_PRESSURE = Path("/proc/pressure/cpu")
# A load beyond this many programs for each core is more than a burst.
_LOAD_PER_CORE = 1.5
# Percent of a minute in which some program waited for a core.
_MUCH_PRESSURE = 60.0


def state() -> NodeState:
    """The node now; reads `/proc`.

    Raises:
        OSError: the load isn't known.
        KeyError: the memory isn't known.

    """
    load = os.getloadavg()[1]
    cores = os.cpu_count() or 1
    return NodeState(
        memory_available=node_figures.memory().available,
        cores=cores,
        load=load,
        is_oversubscribed=is_oversubscribed(load, cores, _pressure()),
    )


def is_oversubscribed(load: float, cores: int, pressure: float | None) -> bool:
    """Whether programs want more cores than there are, for minutes.

    Args:
        load: the average of five minutes.
        cores: of the node.
        pressure: percent of a minute in which a program waited for a core; None where it isn't known. A job
            alone can raise it that starts more threads than it has cores, so it counts only on a full node.

    """
    if load > _LOAD_PER_CORE * cores:
        return True
    return pressure is not None and pressure >= _MUCH_PRESSURE and load > cores


def some_pressure(text: str) -> float | None:
    """The line `some` of `/proc/pressure/cpu`: `avg60`, in percent; None where there is none."""
    found = re.search(r"^some\b.*\bavg60=(\d+(?:\.\d+)?)", text, re.MULTILINE)
    return float(found[1]) if found else None


def _pressure() -> float | None:
    try:
        return some_pressure(_PRESSURE.read_text())
    except OSError:  # an older kernel, or one on which it is switched off
        return None
