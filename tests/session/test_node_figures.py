"""The node's figures: by recorded text, and the real machine's beside psutil's."""

from __future__ import annotations

import psutil
import pytest

from hpclab.session import node_figures
from hpclab.session.node_figures import NodeMemory

# Recorded with Linux 6; the memory's other lines are left out.
_MEMINFO = """\
MemTotal:       16369804 kB
MemFree:          301896 kB
MemAvailable:   10474340 kB
HugePages_Total:       0
"""
_STAT = """\
cpu  700 50 200 9000 400 1 30 9 600 40
cpu0 350 25 100 4500 200 0 15 4 300 20
"""


def test_memory_is_told_in_bytes() -> None:
    assert node_figures.memory_in(_MEMINFO) == NodeMemory(16369804 * 1024, 10474340 * 1024)


def test_idle_cores_are_not_busy_and_guests_count_once() -> None:
    assert node_figures.busy_ticks_in(_STAT) == 700 + 50 + 200 + 1 + 30 + 9


def test_texts_of_other_kernels_are_refused() -> None:
    with pytest.raises(KeyError):
        node_figures.memory_in("MemTotal: 1 kB\n")
    with pytest.raises(ValueError, match="/proc/stat"):
        node_figures.busy_ticks_in("cpu0 1 2 3 4 5 6 7 8 9 10\n")


def test_the_real_node_has_the_memory_and_the_time_that_psutil_sees() -> None:
    memory = node_figures.memory()
    assert memory.total == psutil.virtual_memory().total
    assert 0 < memory.available <= memory.total

    def by_psutil() -> float:
        times = psutil.cpu_times()
        return float(sum(times) - times.idle - times.iowait - times.guest - times.guest_nice)

    before = by_psutil()
    seconds = node_figures.cpu_seconds()
    assert before - 0.1 <= seconds <= by_psutil() + 0.1
