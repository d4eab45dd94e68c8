"""What the site says, as it is sent to the browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec

Complain = Callable[[str], None]
"""Told of a mistake of the site, in words for its admin."""

Severity = Literal["info", "warning", "danger"]


class Announcement(msgspec.Struct, frozen=True, kw_only=True):
    """A word of the site to its users.

    Attributes:
        id: by which it is remembered that a person has seen it.
        title: in one line; empty where the text says it all.
        text: Markdown; HTML in it has no effect.
        severity: how much it matters.
        url: where more is written; http or https.

    """

    id: str
    title: str = ""
    text: str = ""
    severity: Severity = "info"
    url: str | None = None


class Link(msgspec.Struct, frozen=True):
    """A link that the site shows in the session panel."""

    title: str
    url: str


class Balance(msgspec.Struct, frozen=True):
    """What is left of an account.

    Attributes:
        account: whose it is; the person's own name where the site counts by person.
        value: in the unit.
        unit: such as `core hours`; empty where the site doesn't say.

    """

    account: str
    value: float
    unit: str = ""
