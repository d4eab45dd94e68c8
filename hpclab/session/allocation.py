"""The Slurm job that the server runs in."""

from __future__ import annotations

from .models import Session


class Allocation:
    async def session(self, *, fresh: bool = False) -> Session:
        raise NotImplementedError
