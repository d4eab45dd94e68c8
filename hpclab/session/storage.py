"""How full the file system of a folder is, without waiting for a file server that is gone."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from ..core import threads
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
    """One file system, asked by one thread at a time, so that a dead file server holds no more than that.

    Args:
        path: a folder on it.
        name: as people call it.

    """

    def __init__(self, path: Path, name: str) -> None:
        self._path = path
        self._name = name
        self._question: asyncio.Future[os.statvfs_result] | None = None

    async def usage(self) -> StorageUsage | None:
        """How full it is; None while it doesn't answer, or where the folder isn't there."""
        if self._question is None or self._question.done():
            self._question = threads.start(lambda: os.statvfs(self._path))
        done, _ = await asyncio.wait([self._question], timeout=_PATIENCE_SECONDS)
        if not done or self._question.exception() is not None:
            return None
        return filled(self._path, self._name, self._question.result())
