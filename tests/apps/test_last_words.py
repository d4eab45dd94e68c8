"""The last lines of a log that tell people something."""

from __future__ import annotations

from hpclab.apps import last_words


def test_colours_and_empty_lines_are_left_out() -> None:
    log = "one\n\n\x1b[31mtwo\x1b[0m\x07\r\n  three \n\x1b[2K\n"
    assert last_words.of(log, 2) == "two\nthree"
    assert last_words.of(log, 1) == "three"


def test_a_long_line_is_cut_and_nothing_is_none() -> None:
    assert last_words.of("x" * 1000, 1) == "x" * 200
    assert last_words.of("\n \n", 5) is None
