"""The format of announcements: a few lines of "name: value", an empty line, and Markdown. Pure functions.

A line `+++` parts one announcement from the next. Without lines of "name: value" all of it is the text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import cast, get_args
from urllib.parse import urlsplit

import msgspec

from .models import Announcement, Complain, Severity

_NAMES = frozenset({"id", "title", "severity", "from", "until", "url"})
_PARTED = re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)
_VALUE = re.compile(r"^(\w+):[ \t]*(.*)$")
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")


class Dated(msgspec.Struct, frozen=True):
    """An announcement and when it holds.

    Attributes:
        announcement: what is said.
        begins: Unix seconds; None for always.
        ends: Unix seconds, from when on it holds no more; None for always.

    """

    announcement: Announcement
    begins: float | None = None
    ends: float | None = None

    def holds(self, now: float) -> bool:
        """Whether it is to be shown at a time, in Unix seconds."""
        return (self.begins is None or self.begins <= now) and (self.ends is None or now < self.ends)


def parse(data: bytes, complain: Complain) -> list[Dated]:
    """The announcements of a document; a mistake costs the one that it is in.

    Args:
        data: UTF-8.
        complain: told of each mistake.

    Raises:
        ValueError: it isn't UTF-8.

    """
    text = data.decode("utf-8-sig").replace("\r\n", "\n")
    found = []
    for number, part in enumerate(_PARTED.split(text), start=1):
        if not part.strip():
            continue
        try:
            found.append(_announcement(part.strip("\n")))
        except ValueError as mistake:
            complain(f"announcement {number} is left out: {mistake}")
    return found


def _announcement(part: str) -> Dated:
    values, text = _parted(part)
    title = values.get("title", "")
    if not title and not text:
        raise ValueError("it has no title and no text")
    severity = values.get("severity", "info")
    if severity not in get_args(Severity):
        raise ValueError(f"severity {severity!r} is none of {', '.join(get_args(Severity))}")
    begins = _moment(values.get("from"), at_end=False)
    ends = _moment(values.get("until"), at_end=True)
    announcement = Announcement(
        id=values.get("id") or hashlib.sha256(f"{title}\n{text}".encode()).hexdigest()[:16],
        title=title,
        text=text,
        severity=cast(Severity, severity),
        url=_address(values.get("url")),
    )
    return Dated(announcement, begins, ends)


def _parted(part: str) -> tuple[Mapping[str, str], str]:
    """The values at the beginning, and the text after them."""
    head, _, rest = part.partition("\n\n")
    lines = [_VALUE.match(line) for line in head.splitlines()]
    if not any(line and line[1].lower() in _NAMES for line in lines):
        return {}, part.strip()
    return _values(head.splitlines()), rest.strip()


def _values(lines: Sequence[str]) -> dict[str, str]:
    values = {}
    for line in lines:
        found = _VALUE.match(line)
        name = found[1].lower() if found else ""
        if not found or name not in _NAMES:
            raise ValueError(f"{line[:80]!r} is none of {', '.join(sorted(_NAMES))}")
        values[name] = found[2].strip()
    return values


def _moment(written: str | None, *, at_end: bool) -> float | None:
    """A day, or a day and a time, in the server's time zone where it names none.

    Args:
        written: as in ISO 8601.
        at_end: whether a day alone means its end.

    """
    if not written:
        return None
    try:
        # Before Python 3.11 it doesn't know Z.
        moment = datetime.fromisoformat(re.sub("[zZ]$", "+00:00", written))
    except ValueError:
        raise ValueError(f"{written!r} is no day like 2026-11-24 or time like 2026-11-24 18:00") from None
    if at_end and _DAY.match(written):
        moment = datetime.combine(moment.date(), time.max)
    return moment.timestamp()


def _address(written: str | None) -> str | None:
    if not written:
        return None
    parts = urlsplit(written)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError(f"url {written!r} is not an http or https address")
    return written
