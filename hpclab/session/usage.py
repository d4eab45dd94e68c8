"""What the job uses on this node: memory and CPU from its cgroup, GPUs from NVML, storage from the file system."""

from __future__ import annotations

from .models import Usage


class UsageMeter:
    async def usage(self) -> Usage:
        raise NotImplementedError
