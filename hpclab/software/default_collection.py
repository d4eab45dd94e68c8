"""Which collection is restored at a session's start: the person's, else the site's."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class DefaultCollection(msgspec.Struct, frozen=True):
    """A collection to restore at the start.

    Attributes:
        name: of the saved collection.
        is_sites: the site has named it. Who never saved one of that name has none.

    """

    name: str
    is_sites: bool


async def no_default() -> DefaultCollection | None:
    """Nothing is restored."""
    return None


def chosen(settings: Mapping[str, object], site: str) -> DefaultCollection | None:
    """What is to be restored; None for nothing.

    Args:
        settings: the person's (schema/software.json); none where they can't be read.
        site: the name that the site has set, or nothing.

    """
    own = settings.get("defaultCollection")
    if isinstance(own, str) and own.strip():
        return DefaultCollection(own.strip(), is_sites=False)
    if site and settings.get("siteCollection") is not False:
        return DefaultCollection(site, is_sites=True)
    return None
