"""Tables of squeue and sacct in which a text of a user can hold any character, even a line break.

The columns are parted by a delimiter that is drawn anew for each call, so that no job's name can pretend to
be a column or another job. It ends each column, also the last one. Pure functions.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence

# Control characters keep it apart from whatever people type.
_MARK = "\x1f"


def delimiter() -> str:
    """A delimiter that nobody could have known."""
    return f"{_MARK}{secrets.token_hex(4)}{_MARK}"


def squeue_format(fields: Sequence[str], mark: str) -> str:
    """The value of squeue's `--format` for fields such as `%i`, each ended by a delimiter."""
    return "".join(f"{field}{mark}" for field in fields)


def rows(text: str, columns: Sequence[str], mark: str) -> Iterator[dict[str, str]]:
    """The rows of a table, as values by column.

    Args:
        text: what the command printed; each row ends with a delimiter and a line break.
        columns: their names, in order.
        mark: the delimiter.

    """
    values = text.split(mark)
    width = len(columns)
    for start in range(0, len(values) - width, width):
        row = dict(zip(columns, values[start : start + width], strict=True))
        row[columns[0]] = row[columns[0]].lstrip("\n")  # the end of the row before
        yield row
