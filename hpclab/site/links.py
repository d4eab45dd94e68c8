"""The format of the site's file of links: a line for each, its title and then its address. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

import msgspec

from .models import Complain, Link

# `mailto:` has no host.
_SCHEMES = {"http": True, "https": True, "mailto": False}


def parse(data: bytes, complain: Complain) -> list[Link]:
    """The links of a document; a mistake costs the line that it is in.

    Args:
        data: UTF-8; empty lines and those that begin with `#` don't count.
        complain: told of each mistake.

    Raises:
        ValueError: it isn't UTF-8.

    """
    found = []
    for number, line in enumerate(data.decode("utf-8-sig").splitlines(), start=1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        title, url = " ".join(words[:-1]), words[-1]
        if title and _is_address(url):
            found.append(Link(title, url))
        else:
            complain(f"line {number} is left out: it is not a title and an http, https or mailto address")
    return found


def check(said: Sequence[object], complain: Complain) -> list[Link]:
    """The links of `c.HpcLab.links`; a mistake costs all of them, as it may be in what they are.

    Args:
        said: as the site has written it.
        complain: told of the mistake.

    """
    try:
        return msgspec.convert(said, list[Link])
    except msgspec.ValidationError as error:
        complain(str(error))
        return []


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    needs_host = _SCHEMES.get(parts.scheme)
    return needs_host is not None and bool(parts.netloc if needs_host else parts.path)
