"""How full the home is, without waiting for a file server that is gone; and the quotas beside it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePath

from ..core import threads
from ..core.errors import TooSlowError
from ..site.quotas import Quota
from .models import StorageUsage

_PATIENCE_SECONDS = 2.0


def filled(path: Path, figures: os.statvfs_result) -> StorageUsage:
    """What statvfs(3) tells, counted as df(1) does: what is kept for root counts neither as used nor as free.

    Args:
        path: the home.
        figures: of its file system.

    """
    block = figures.f_frsize
    used = (figures.f_blocks - figures.f_bfree) * block
    # File systems that make inodes as they go report none.
    counted = figures.f_files > 0
    return StorageUsage(
        path=str(path),
        name="",
        used=used,
        limit=used + figures.f_bavail * block,
        files_used=figures.f_files - figures.f_ffree if counted else None,
        files_limit=figures.f_files if counted else None,
        is_home=True,
    )


def beside_quotas(home: StorageUsage | None, folder: PurePath, quotas: Sequence[Quota]) -> list[StorageUsage]:
    """All storage of a person, the home first.

    Args:
        home: the file system of the home; None where it doesn't answer.
        folder: the home.
        quotas: of the person; the closest one above the home takes the place of its file system.

    """
    above = [quota for quota in quotas if folder.is_relative_to(quota.path)]
    of_home = max(above, key=lambda quota: len(PurePath(quota.path).parts), default=None)
    names = Counter(PurePath(quota.path).name for quota in quotas)
    others = [
        _as_usage(quota, quota.name or _short_name(quota.path, names))
        for quota in quotas
        if quota is not of_home
    ]
    if of_home is not None:
        home = _as_usage(of_home, "", is_home=True)
    return [home, *others] if home is not None else others


def _as_usage(quota: Quota, name: str, *, is_home: bool = False) -> StorageUsage:
    return StorageUsage(
        path=quota.path,
        name=name,
        used=quota.used,
        limit=quota.limit,
        files_used=quota.files_used,
        files_limit=quota.files_limit,
        is_home=is_home,
        is_quota=True,
        as_of=quota.as_of,
    )


def _short_name(path: str, names: Counter[str]) -> str:
    """The last part of a path, where no other quota has the same."""
    name = PurePath(path).name
    return name if name and names[name] == 1 else path


class Storage:
    """The file system of the home.

    Args:
        path: the home.

    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._question = threads.OneAtATime[os.statvfs_result]()

    async def usage(self) -> StorageUsage | None:
        """How full it is; None while it doesn't answer, or where the folder isn't there."""
        try:
            figures = await self._question.run(lambda: os.statvfs(self._path), timeout=_PATIENCE_SECONDS)
        except (OSError, TooSlowError):
            return None
        return filled(self._path, figures)
