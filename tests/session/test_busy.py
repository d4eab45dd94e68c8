"""Busy cores: a figure at once, calm with many tabs, of now after a pause."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from hpclab.session.busy import BusyCores


class Node:
    """A clock, and processes that keep some cores busy."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.used = 50.0
        self.cores = 0.0
        self.counts = 0

    def passes(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds
        self.used += self.cores * seconds

    async def sleep(self, seconds: float) -> None:
        """Wait on this clock."""
        self.passes(seconds)

    async def count(self) -> float | None:
        """The CPU seconds used."""
        self.counts += 1
        return self.used

    def meter(self) -> BusyCores:
        """What is tested, on this node."""
        return BusyCores(self.count, clock=lambda: self.now, sleep=self.sleep)


def test_the_first_answer_has_a_figure_already() -> None:
    node = Node()
    node.cores = 1.5
    assert asyncio.run(node.meter().busy()) == 1.5


def test_many_tabs_at_once_cost_no_more_counts_and_see_the_same() -> None:
    node = Node()
    node.cores = 2

    async def ask() -> list[float | None]:
        meter = node.meter()
        return [await meter.busy() for _ in range(10)]

    assert asyncio.run(ask()) == [2.0] * 10
    assert node.counts == 2


def test_after_a_long_pause_the_figure_is_of_now() -> None:
    node = Node()

    async def ask() -> float | None:
        meter = node.meter()
        node.cores = 8
        await meter.busy()
        node.passes(3600)
        node.cores = 1
        return await meter.busy()

    assert asyncio.run(ask()) == 1


def test_what_is_not_counted_has_no_figure() -> None:
    async def nothing() -> float | None:
        return None

    node = Node()
    assert asyncio.run(BusyCores(nothing, clock=lambda: node.now, sleep=node.sleep).busy()) is None


@given(st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 64)), max_size=20))
def test_never_more_than_there_were_nor_less_than_none(steps: list[tuple[float, float]]) -> None:
    async def ask() -> None:
        node = Node()
        meter = node.meter()
        for seconds, cores in steps:
            node.cores = cores
            node.passes(seconds)
            busy = await meter.busy()
            assert busy is not None
            assert 0 <= busy <= 64.001

    asyncio.run(ask())
