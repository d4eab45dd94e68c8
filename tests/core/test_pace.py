"""The budget of questions, and the waits after failures."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hpclab.core.pace import Backoff, Budget


@given(st.lists(st.floats(0, 400), min_size=50, max_size=300))
def test_no_hour_has_more_than_the_budget(pauses: list[float]) -> None:
    now = 0.0
    budget = Budget(5, 144, clock=lambda: now)
    asked = []
    for pause in pauses:
        now += pause
        if budget.take():
            asked.append(now)
    for first in asked:
        assert sum(first <= moment < first + 3600 for moment in asked) <= 30


def test_a_quiet_time_refills_the_budget_up_to_its_burst() -> None:
    now = 0.0
    budget = Budget(2, 100, clock=lambda: now)
    assert [budget.take() for _ in range(3)] == [True, True, False]
    now = 100.0
    assert [budget.take() for _ in range(2)] == [True, False]
    now = 1e6
    assert [budget.take() for _ in range(3)] == [True, True, False]


def test_waits_grow_up_to_a_limit_and_begin_anew() -> None:
    backoff = Backoff(60, 900)
    waits = [backoff.failed() for _ in range(40)]
    assert 48 <= waits[0] <= 72
    assert 96 <= waits[1] <= 144
    assert all(720 <= wait <= 1080 for wait in waits[4:])
    backoff.succeeded()
    assert backoff.failed() <= 72
