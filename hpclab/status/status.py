"""What works here: modules, Slurm, the session, the hub."""

from __future__ import annotations

from .models import Status


class StatusReader:
    async def status(self) -> Status:
        raise NotImplementedError
