"""How full the file system of a folder is, without waiting for a file server that is gone."""

from __future__ import annotations

import os
from pathlib import Path

from ..core import threads
from ..core.errors import TooSlowError
from .models import StorageUsage

_PATIENCE_SECONDS = 2.0


def filled(path: Path, name: str, figures: os.statvfs_result) -> StorageUsage:
    """What statvfs(3) tells, counted as df(1) does: what is kept for root counts neither as used nor as free.

    Args:
        path: a folder on the file system.
        name: as people call it.
        figures: of the file system.

    """
    block = figures.f_frsize
    used = (figures.f_blocks - figures.f_bfree) * block
    # File systems that make inodes as they go report none.
    counted = figures.f_files > 0
    return StorageUsage(
        path=str(path),
        name=name,
        used=used,
        limit=used + figures.f_bavail * block,
        files_used=figures.f_files - figures.f_ffree if counted else None,
        files_limit=figures.f_files if counted else None,
    )


class Storage:
    """One file system.

    Args:
        path: a folder on it.
        name: as people call it.

    """

    def __init__(self, path: Path, name: str) -> None:
        self._path = path
        self._name = name
        self._question = threads.OneAtATime[os.statvfs_result]()

    async def usage(self) -> StorageUsage | None:
        """How full it is; None while it doesn't answer, or where the folder isn't there."""
        try:
            figures = await self._question.run(lambda: os.statvfs(self._path), timeout=_PATIENCE_SECONDS)
        except (OSError, TooSlowError):
            return None
        return filled(self._path, self._name, figures)
