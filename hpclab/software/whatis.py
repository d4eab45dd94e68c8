"""What modulefiles say of themselves in whatis lines: `Field: value`, or just words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_FIELD = re.compile(r"([A-Za-z][\w -]*?)\s*:\s*(.*)", re.DOTALL)


def plain_line(lines: Iterable[str]) -> str:
    """The first line that is no `Field: value`: what older modulefiles have for a description."""
    return next((line.strip() for line in lines if not _FIELD.fullmatch(line.strip())), "")


def keywords(lines: Iterable[str]) -> tuple[str, ...]:
    """The words of `Keywords: one, two`."""
    values = [value for name, value in _fields(lines) if name in ("keyword", "keywords")]
    return tuple(word for value in values for part in re.split(r"[,;]", value) if (word := part.strip()))


def field(lines: Iterable[str], *names: str) -> str:
    """The value of the first field with one of some names, in small letters; empty where there is none."""
    return next((value.strip() for name, value in _fields(lines) if name in names), "")


def _fields(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for found in (_FIELD.fullmatch(line.strip()) for line in lines):
        if found:
            yield found[1].lower(), found[2]
