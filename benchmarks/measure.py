"""Measures two things side by side, so that whatever else the machine does falls on both alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Spread:
    """Where the middle half of some measurements lies.

    Attributes:
        median: half of them are smaller.
        low: a quarter of them is smaller.
        high: a quarter of them is larger.

    """

    median: float
    low: float
    high: float


@dataclass(frozen=True)
class Result:
    """One line of the table.

    Attributes:
        what: was measured.
        where: on which tree, with which modules.
        value: as measured.
        bound: what it is to be.
        within: whether the bound is the most or the least that it may be.
        unit: of the value and the bound: `times`, `ms`, `kB`, `MB` or `calls`.
        detail: what the value was made from, and how far single measurements lie apart.

    """

    what: str
    where: str
    value: float
    bound: float
    within: Literal["most", "least"]
    unit: str
    detail: str

    @property
    def is_met(self) -> bool:
        """The value is as it is to be."""
        return self.value <= self.bound if self.within == "most" else self.value >= self.bound


def spread(values: Iterable[float]) -> Spread:
    """The median and the quartiles of one or more values."""
    ordered = sorted(values)
    if len(ordered) == 1:
        return Spread(ordered[0], ordered[0], ordered[0])
    low, median, high = statistics.quantiles(ordered, n=4, method="inclusive")
    return Spread(median, low, high)


def seconds(run: Callable[[], object]) -> float:
    """How long something takes."""
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def side_by_side(
    measures: Sequence[Callable[[], float]], repetitions: int, *, warm_up: int = 1
) -> list[list[float]]:
    """Measure several things by turns; each round begins with another one.

    Args:
        measures: each does its part and returns how long that took; what it does before and after isn't
            counted.
        repetitions: how often.
        warm_up: rounds that aren't counted.

    Returns:
        For each of the things, what was measured in each round.

    """
    rounds: list[list[float]] = []
    for number in range(warm_up + repetitions):
        turn = [(number + index) % len(measures) for index in range(len(measures))]
        measured = {index: measures[index]() for index in turn}
        rounds.append([measured[index] for index in range(len(measures))])
    return [list(each) for each in zip(*rounds[warm_up:], strict=True)]


def ratio(of: Sequence[float], to: Sequence[float]) -> Spread:
    """How many times as long one thing took as another, round by round."""
    return spread(one / other for one, other in zip(of, to, strict=True))


def milliseconds(values: Iterable[float]) -> str:
    """The median of seconds, for people: `612 ms`."""
    return f"{spread(values).median * 1000:.0f} ms"


def between(found: Spread, digits: int = 2) -> str:
    """How far measurements lie apart, for people: `half of them 1.02 to 1.05`."""
    return f"half of them {found.low:.{digits}f} to {found.high:.{digits}f}"
