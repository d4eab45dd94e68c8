"""A table as a notebook shows it: HTML whose texts stay texts, plain text in a terminal, or a DataFrame."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Protocol

from .errors import MagicError

if TYPE_CHECKING:
    from pandas import DataFrame

# More rows than this are no help on screen, and make a notebook's file large.
_SHOWN = 500
_WIDEST = 60


class Printer(Protocol):
    """What is used of IPython's `RepresentationPrinter`."""

    def text(self, obj: str) -> None:
        """Print a text as it is."""


class Table:
    """Rows of texts; iterating gives each row as a dict.

    Args:
        columns: their names, in order.
        rows: the texts by column.

    """

    def __init__(self, columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> None:
        self.columns = tuple(columns)
        self.rows = tuple(dict(row) for row in rows)

    def __iter__(self) -> Iterator[dict[str, str]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def dataframe(self) -> DataFrame:
        """The table for pandas, all of it, as texts.

        Raises:
            MagicError: this kernel's Python has no pandas.

        """
        try:
            import pandas  # noqa: PLC0415 - it takes a while, and many kernels have none
        except ImportError:
            raise MagicError("This kernel's Python has no pandas.") from None
        return pandas.DataFrame(list(self.rows), columns=list(self.columns))

    def __repr__(self) -> str:
        lines = [self.columns, *([row[column] for column in self.columns] for row in self.rows[:_SHOWN])]
        cells = [[_on_one_line(text) for text in line] for line in lines]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        text = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in cells]
        return "\n".join([*text, *self._notes()])

    def _repr_pretty_(self, printer: Printer, cycle: bool) -> None:
        printer.text(repr(self))

    def _repr_html_(self) -> str:
        head = _row("th", self.columns)
        body = "".join(_row("td", [row[column] for column in self.columns]) for row in self.rows[:_SHOWN])
        notes = "".join(f"<p>{escape(note)}</p>" for note in self._notes())
        return f"<table><thead>{head}</thead><tbody>{body}</tbody></table>{notes}"

    def _notes(self) -> list[str]:
        if not self.rows:
            return ["Nothing to list."]
        left = len(self.rows) - _SHOWN
        return [f"… and {left} more rows: choose fewer by options, or use .dataframe()."] if left > 0 else []


def _row(tag: str, texts: Sequence[str]) -> str:
    cells = (f'<{tag} style="text-align: left">{escape(text)}</{tag}>' for text in texts)
    return f"<tr>{''.join(cells)}</tr>"


def _on_one_line(text: str) -> str:
    """A text for a terminal: what would break the line or steer the terminal is spelled out; cut if long."""
    shown = "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)
    return shown if len(shown) <= _WIDEST else f"{shown[: _WIDEST - 1]}…"
