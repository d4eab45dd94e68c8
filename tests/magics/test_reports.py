"""How `%squeue`, `%sacct` and `%sinfo` are asked, and what becomes a table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpclab.magics import reports

MARK = "\x1f01234567\x1f"
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x1f"))


@pytest.mark.parametrize("words", [[], ["--me"], ["-u", "long"], ["--states=pending", "-p", "gpu"]])
def test_a_persons_options_come_after_the_columns(words: list[str]) -> None:
    asked = reports.arguments(reports.SQUEUE, words, MARK)
    assert asked[0].startswith(f"--format=%i{MARK}%P{MARK}")
    assert asked[1:] == words


@pytest.mark.parametrize(
    "words", [["-o", "%i"], ["-o%i"], ["--form=%i"], ["-al"], ["--start"], ["--json"], ["-h"]]
)
def test_who_chooses_the_form_gets_what_the_command_prints(words: list[str]) -> None:
    assert reports.arguments(reports.SQUEUE, words, MARK) == words


def test_columns_of_ones_own_are_a_table_in_accounting() -> None:
    words = ["-X", "--format=JobID,MaxRSS"]
    assert reports.arguments(reports.SACCT, words, MARK) == ["--parsable", f"--delimiter={MARK}", *words]
    assert reports.arguments(reports.SACCT, ["-X", "-P"], MARK) == ["-X", "-P"]


@given(st.lists(st.tuples(TEXT.map(lambda text: text.lstrip("\n")), TEXT)))
def test_a_table_holds_any_text(rows: list[tuple[str, str]]) -> None:
    printed = "".join(f"{first}{MARK}{second}{MARK}\n" for first, second in [("JOBID", "NAME"), *rows])
    table = reports.table(printed, MARK)
    assert table is not None
    assert [tuple(row.values()) for row in table] == rows


@pytest.mark.parametrize("printed", ["", "slurm 22.05.8\n", "Usage: squeue [OPTIONS]\n  -A\n"])
def test_what_is_no_table_is_none(printed: str) -> None:
    assert reports.table(printed, MARK) is None
