"""The doctor's report: whole, whatever fails, and without a secret."""

from __future__ import annotations

import asyncio
import logging
import os
from pathlib import Path

import pytest

from hpclab.core import server_log
from hpclab.core.errors import BrokenToolError
from hpclab.software.catalog import CatalogState
from hpclab.status import sections
from hpclab.status.doctor import Doctor, Lines, in_thread
from hpclab.status.journal import Journal


async def lines(*said: str) -> Lines:
    return said


async def test_sections_stand_in_order_with_their_lines_moved_in() -> None:
    report = await Doctor({"One": lambda: lines("a", "b\nc"), "Two": lines}, secrets=set).report()
    assert report.split("\n\n")[1:] == ["One\n  a\n  b\n  c", "Two\n  Nothing.\n"]


async def test_a_section_that_fails_costs_only_itself() -> None:
    async def hangs() -> Lines:
        await asyncio.sleep(600)
        return []

    async def refuses() -> Lines:
        raise BrokenToolError("broken", "Lmod's table is damaged.")

    report = await Doctor(
        {"A": hangs, "B": refuses, "C": in_thread(lambda: [str(1 // 0)]), "D": lambda: lines("fine")},
        secrets=set,
        seconds=0.2,
    ).report()
    assert "No answer within 0.2 seconds." in report
    assert "Lmod's table is damaged." in report
    assert "ZeroDivisionError" in report
    assert report.endswith("D\n  fine\n")


async def test_a_secret_in_any_section_is_hidden() -> None:
    doctor = Doctor({"Log": lambda: lines("it was s3cret-token")}, secrets=lambda: {"s3cret-token"})
    assert "s3cret" not in await doctor.report()


def test_the_journal_keeps_only_hpclabs_own_warnings() -> None:
    journal = Journal()
    log = logging.Logger("test")
    log.addHandler(journal)
    log.warning("of a test")
    own = Path(sections.__file__)
    for level, text in ((logging.INFO, "too small"), (logging.WARNING, "kept"), (logging.ERROR, "x" * 5000)):
        record = log.makeRecord("hpclab", level, str(own), 1, text, (), None)
        log.handle(record)
    kept, long = journal.lines()
    assert kept.endswith("WARNING kept")
    assert len(long) == 2000


def test_the_journal_forgets_the_oldest() -> None:
    journal = Journal()
    for number in range(200):
        journal.emit(logging.LogRecord("x", logging.ERROR, sections.__file__, 1, str(number), (), None))
    assert len(journal.lines()) == 50
    assert journal.lines()[-1].endswith("199")


def test_the_end_of_a_log_that_is_a_file(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(b"".join(b"line %d \xff\n" % number for number in range(5000)))
    with log.open("ab") as opened:
        end = server_log.end_of_log(opened.fileno())
    assert end is not None
    assert end.splitlines()[-1].startswith("line 4999")
    assert end.startswith("line ")
    assert len(end) <= 8192


def test_a_log_that_is_no_file_has_no_end() -> None:
    reading, writing = os.pipe()
    try:
        assert server_log.end_of_log(writing) is None
    finally:
        os.close(reading)
        os.close(writing)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (
            CatalogState("/c", 1_000_000.0, 1_007_270.0, 84, building=False, problem=None),
            ["File: /c", "Packages: 84", "(2 hours ago)", "30 seconds ago"],
        ),
        (
            CatalogState(None, None, None, 0, building=True, problem="No Lmod."),
            ["File: none", "A newer one is being built.", "Problem: No Lmod."],
        ),
    ],
)
def test_what_is_said_of_a_catalog(state: CatalogState, expected: list[str]) -> None:
    said = "\n".join(sections.catalog(state, 1_007_300.0))
    assert all(part in said for part in expected), said
