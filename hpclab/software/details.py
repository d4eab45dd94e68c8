"""What one module says of itself: its help and what it sets."""

from __future__ import annotations

from .models import Details


class ModuleDetails:
    async def of(self, module: str, path: str | None) -> Details:
        raise NotImplementedError
