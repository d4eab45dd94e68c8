"""Quotas and balances in Open OnDemand's JSON: whose they are, without limits, and with mistakes."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpclab.core.errors import BrokenToolError
from hpclab.core.process import Completed
from hpclab.site import quotas
from hpclab.site.models import Balance
from hpclab.site.quotas import Quota

RECORDED = Path(__file__).parent / "recorded"
ALICE = {"alice", "1001"}
SYSP = Quota(
    path="/users/sysp",
    used=53725420 * 1024,
    limit=524288000 * 1024,
    files_used=274402,
    files_limit=1000000,
    as_of=1546455993,
)


def ignore(_: str) -> None:
    """Mistakes are another test's."""


def test_the_quotas_of_one_person() -> None:
    mistakes: list[str] = []
    found = quotas.quotas((RECORDED / "quotas.json").read_bytes(), ALICE, mistakes.append)
    assert found == [
        SYSP,
        Quota(
            path="/fs/project/lab",
            used=1000 * 1024,
            limit=2000 * 1024,
            files_used=5,
            files_limit=10,
            as_of=1546456000,
        ),
        Quota(path="/scratch", used=4096 * 1024, limit=None, files_used=7, as_of=1546455993),
    ]
    assert [mistake[:20] for mistake in mistakes] == ["a quota is left out:"] * 2


def test_balances_of_one_person() -> None:
    mistakes: list[str] = []
    found = quotas.balances((RECORDED / "balances.json").read_bytes(), ALICE, mistakes.append)
    assert found == [
        Balance("def-alice", 1200.5, "RU"),
        Balance("alice", 0, "RU"),
        Balance("everybody", 7, "RU"),
    ]
    assert len(mistakes) == 1


@pytest.mark.parametrize(
    ("value", "places"),
    [
        ("", []),
        ("/a/quota.json", ["/a/quota.json"]),
        (" /a.json:/b.json: ", ["/a.json", "/b.json"]),
        ("/a.json:https://example.org/q.json:/b", ["/a.json", "https://example.org/q.json", "/b"]),
        ("http://ood.example.org:8080/q.json", ["http://ood.example.org:8080/q.json"]),
    ],
)
def test_colons_part_places(value: str, places: list[str]) -> None:
    assert quotas.places(value) == places


def printed(status: int, stdout: bytes) -> Completed:
    """What a command for quotas left behind."""
    return Completed(("quota",), status, stdout, b"no such file system", 0.1)


def test_a_command_may_leave_the_user_out() -> None:
    text = b'{"quotas": [{"path": "/s", "name": "Scratch", "total_block_usage": 1, "block_limit": 2}]}'
    assert quotas.printed(printed(0, text), ALICE, ignore) == [
        Quota(path="/s", name="Scratch", used=1024, limit=2048)
    ]


@pytest.mark.parametrize(("status", "stdout"), [(3, b'{"quotas": []}'), (0, b"Disk quotas for user alice")])
def test_a_command_that_fails_or_prints_something_else(status: int, stdout: bytes) -> None:
    with pytest.raises(BrokenToolError):
        quotas.printed(printed(status, stdout), ALICE, ignore)


@given(st.binary(max_size=200) | st.text().map(str.encode))
def test_whatever_the_bytes_are_only_a_value_error_comes(data: bytes) -> None:
    for read in (quotas.quotas, quotas.balances):
        try:
            assert isinstance(read(data, ALICE, ignore), list)
        except ValueError:
            continue


@given(
    st.fixed_dictionaries(
        {
            "path": st.text(),
            "total_block_usage": st.integers() | st.floats() | st.text(),
            "block_limit": st.text(),
        }
    )
)
def test_an_odd_entry_costs_at_most_itself(entry: dict[str, object]) -> None:
    data = msgspec.json.encode({"quotas": [entry, {"path": "/s", "total_block_usage": 1, "block_limit": 2}]})
    found = quotas.quotas(data, ALICE, ignore)
    assert found[-1] == Quota(path="/s", used=1024, limit=2048)
