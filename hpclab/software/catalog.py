"""The catalog: kept on disk, built in the background, sent to browsers as it is."""

from __future__ import annotations

from ..core.web import Prepared


class CatalogStore:
    async def prepared(self) -> Prepared:
        raise NotImplementedError
