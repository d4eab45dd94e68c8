"""What a node has left: its pressure by the kernel's text, and the real machine's figures."""

from __future__ import annotations

import os

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpclab.session import node

# Recorded with Linux 6 on a machine of two cores with more to do than they can.
_RECORDED = """\
some avg10=75.64 avg60=50.65 avg300=40.50 total=5604632794
full avg10=0.00 avg60=0.00 avg300=0.00 total=0
"""


def test_pressure_is_that_of_some_programs_in_a_minute() -> None:
    assert node.some_pressure(_RECORDED) == 50.65
    assert node.some_pressure("full avg10=0.00 avg60=1.00 avg300=0.00 total=0\n") is None


@given(st.text())
def test_whatever_stands_there_is_a_figure_or_none(text: str) -> None:
    pressure = node.some_pressure(text)
    assert pressure is None or pressure >= 0


@pytest.mark.parametrize(
    ("load", "pressure", "expected"),
    [
        (12.0, None, False),  # as much as one and a half times the cores is still fine
        (12.1, None, True),
        (12.1, 0.0, True),
        (9.0, 60.0, True),
        (9.0, 59.9, False),
        (8.0, 95.0, False),  # one job with too many threads on a node that isn't full
    ],
)
def test_a_node_is_oversubscribed_by_load_or_pressure(
    load: float, pressure: float | None, expected: bool
) -> None:
    assert node.is_oversubscribed(load, 8, pressure) is expected


def test_the_real_node() -> None:
    state = node.state()
    assert state.cores == os.cpu_count()
    assert state.load >= 0
    assert 0 < state.memory_available <= psutil.virtual_memory().total
