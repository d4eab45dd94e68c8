"""Whether memory will be full soon: figures as jobs show them, and what must not warn."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from hypothesis import given
from hypothesis import strategies as st

from hpclab.session.trend import PACE_SECONDS, MemoryTrend, Sample, seconds_until_full

GIGABYTE = 1024**3
LIMIT = 8 * GIGABYTE


def samples(used: Iterable[float], *, limit: int = LIMIT) -> list[Sample]:
    """One sample after the other, of so many gigabytes."""
    return [Sample(index * PACE_SECONDS, int(figure * GIGABYTE), limit) for index, figure in enumerate(used)]


def warned(found: Iterable[Sample]) -> list[bool]:
    """Whether there is a warning after each sample."""
    trend = MemoryTrend()
    states = []
    for sample in found:
        trend.add(sample)
        states.append(trend.warns)
    return states


def growing(function: Callable[[int], float], count: int) -> list[Sample]:
    """Samples of what a function of their number says, in gigabytes."""
    return samples(function(number) for number in range(count))


def test_steady_growth_is_seen_after_twenty_seconds_and_dated() -> None:
    # 0.2 GB in 5 seconds: from 5 GB on there is a minute and a quarter left.
    found = growing(lambda number: 4.2 + 0.2 * number, 5)
    assert seconds_until_full(found[:4]) is None
    seconds = seconds_until_full(found)
    assert seconds is not None
    assert abs(seconds - 75) < 0.1


def test_what_is_loaded_once_is_no_trend() -> None:
    assert not any(warned(samples([2, 2, 2, 6, 6, 6, 6, 6, 6])))
    assert not any(warned(samples([2, 2, 4.5, 7, 7, 7, 7, 7, 7])))


def test_what_comes_and_goes_is_no_trend() -> None:
    assert not any(warned(samples([5, 7] * 30)))


def test_a_slow_leak_is_seen_by_the_last_two_minutes() -> None:
    # 20 MB each 5 seconds: with 0.5 GB left, two minutes remain; 20 seconds alone are trusted for 100.
    states = warned(growing(lambda number: 5.0 + 0.02 * number, 145))
    first = states.index(True)
    left = (LIMIT / GIGABYTE - (5.0 + 0.02 * first)) / 0.02 * PACE_SECONDS
    assert 290 < left < 300.1


def test_growth_in_rounds_is_seen() -> None:
    # Half a gigabyte every 15 seconds.
    states = warned(growing(lambda number: 4.0 + 0.5 * (number // 3), 24))
    assert True in states


def test_a_job_that_is_far_from_full_is_left_alone() -> None:
    assert not any(warned(growing(lambda number: 0.2 + 0.3 * number, 12)))


def test_nearly_full_and_at_rest_is_a_matter_of_colour() -> None:
    assert not any(warned(samples([7.9] * 60)))


def test_a_warning_stays_while_it_grows_and_shortly_after() -> None:
    up = [4.2 + 0.2 * number for number in range(8)]
    states = warned(samples([*up, *[up[-1]] * 14]))
    first = states.index(True)
    assert all(states[first : len(up) + 11])
    assert states[-1] is False


def test_it_does_not_flap() -> None:
    # It grows by fits and starts: a pause of half a minute takes nothing back.
    figures, used = [], 4.0
    for step in [0.15] * 8 + [0.0] * 6 + [0.1] * 6 + [0.0] * 6 + [0.1] * 3:
        used += step
        figures.append(used)
    states = warned(samples(figures))
    assert states == sorted(states)


def test_memory_that_is_given_back_ends_it() -> None:
    states = warned(samples([*(4.2 + 0.2 * number for number in range(8)), 3.0]))
    assert states[-2:] == [True, False]


def test_a_higher_limit_ends_it() -> None:
    found = growing(lambda number: 4.2 + 0.2 * number, 8)
    last = found[-1]
    raised = Sample(last.at + PACE_SECONDS, last.used, 2 * LIMIT)
    assert warned([*found, raised])[-2:] == [True, False]


def test_a_suspended_job_did_not_grow_meanwhile() -> None:
    before = growing(lambda number: 4.2 + 0.2 * number, 4)
    after = Sample(before[-1].at + 3600, before[-1].used + GIGABYTE // 2, LIMIT)
    assert not any(warned([*before, after]))


@given(st.lists(st.integers(0, 2 * LIMIT), max_size=60))
def test_any_figures_have_an_answer(used: list[int]) -> None:
    found = [Sample(index * PACE_SECONDS, figure, LIMIT) for index, figure in enumerate(used)]
    trend = MemoryTrend()
    for sample in found:
        seconds = trend.add(sample)
        assert seconds is None or 0 <= seconds <= 300
