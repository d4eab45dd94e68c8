"""Tables of magics: texts stay texts, in HTML and in a terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.formatters import DisplayFormatter

from hpclab.magics.errors import MagicError
from hpclab.magics.table import Table

ODD = "<script>alert(1)</script>\n\x1b[2Jé"


def test_markup_and_control_characters_are_shown_as_they_are() -> None:
    format_ = cast("Callable[[object], tuple[dict[str, str], object]]", DisplayFormatter().format)
    shown, _ = format_(Table(["NAME"], [{"NAME": ODD}]))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown["text/html"]
    assert "<script" not in shown["text/html"]
    assert shown["text/plain"] == "NAME\n<script>alert(1)</script>\\n\\x1b[2Jé"


@given(st.lists(st.text(), min_size=1))
def test_each_row_is_one_line_of_text(names: list[str]) -> None:
    table = Table(["A", "B"], [{"A": name, "B": "end"} for name in names])
    heading, *lines = repr(table).splitlines()
    assert len(lines) == len(names)
    assert len({line.rindex("end") for line in lines}) == 1
    assert heading.split() == ["A", "B"]


def test_of_very_many_rows_the_first_are_shown_and_all_are_there() -> None:
    table = Table(["N"], [{"N": str(number)} for number in range(20_000)])
    assert len(list(table)) == 20_000
    assert "and 19500 more rows" in repr(table)
    assert "and 19500 more rows" in table._repr_html_()


def test_an_empty_table_says_so() -> None:
    assert repr(Table(["N"], [])).endswith("Nothing to list.")


def test_without_pandas_a_data_frame_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with pytest.raises(MagicError, match="has no pandas"):
        Table(["N"], []).dataframe()
