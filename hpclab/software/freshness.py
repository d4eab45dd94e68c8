"""Whether a catalog is still true: its age, and whether somebody has changed the module tree since."""

from __future__ import annotations

import os
from collections.abc import Iterator

from .hierarchy import Hierarchy

# Changes inside a modulefile, or deeper than what is looked at here, are seen after a day.
_LONGEST = 24 * 3600.0


def is_stale(hierarchy: Hierarchy, checked_at: float, now: float) -> bool:
    """Whether a catalog should be built anew. It reads the disk: call it in a thread.

    Args:
        hierarchy: of the catalog.
        checked_at: when the module tree was looked at for it, Unix seconds.
        now: Unix seconds.

    """
    if not checked_at <= now < checked_at + _LONGEST:
        return True
    return any(_changed(folder, checked_at) for folder in _folders(hierarchy))


def _folders(hierarchy: Hierarchy) -> Iterator[str]:
    """The module paths, and the folder of each package in them, where new versions appear."""
    yield from hierarchy.paths
    for name, versions in hierarchy.entries.items():
        for path in {path for entry in versions for path in entry.paths}:
            yield os.path.join(path, name)


def _changed(folder: str, since: float) -> bool:
    try:
        return os.stat(folder).st_mtime > since
    except FileNotFoundError:
        # A module without versions is a file, such as NAME.lua, and its removal shows in the folder above.
        return False
    except OSError:
        return False  # unreadable now; building anew would see less, not more
