"""Reads what a site says of things by their names, such as its partitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import msgspec

from .models import Complain

Words = TypeVar("Words")


def read(said: Mapping[str, object], kind: type[Words], thing: str, complain: Complain) -> dict[str, Words]:
    """The words of the site by name; a mistake costs only what it is in.

    Args:
        said: as the site has written it.
        kind: what is said of each.
        thing: what has the names, such as `partition`; for what is complained of.
        complain: told of each mistake.

    """
    words = {}
    for name, each in said.items():
        try:
            words[name] = msgspec.convert(each, kind)
        except msgspec.ValidationError as error:  # noqa: PERF203 - each costs only itself
            complain(f"{thing} {name} is ignored: {error}")
    return words
