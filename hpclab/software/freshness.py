"""Whether a catalog is still true: its age, and whether somebody has changed the module tree since."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from .hierarchy import Hierarchy

# Changes inside a modulefile, or deeper than what is looked at here, are seen after a day.
_LONGEST = 24 * 3600.0


def is_stale(hierarchy: Hierarchy, stamps: Iterable[str], checked_at: float, now: float) -> bool:
    """Whether a catalog should be built anew. It reads the disk: call it in a thread.

    Args:
        hierarchy: of the catalog.
        stamps: files of Lmod's system cache that it was built from: what they cover needs no other look.
        checked_at: when the module tree was looked at for it, Unix seconds.
        now: Unix seconds.

    """
    is_walked = bool(hierarchy.walked)
    if checked_at > now or (is_walked and now >= checked_at + _LONGEST):
        return True
    return any(_changed(file, checked_at) for file in (*stamps, *_folders(hierarchy)))


def _folders(hierarchy: Hierarchy) -> Iterator[str]:
    """The walked module paths, and the folder of each package in them, where new versions appear."""
    yield from sorted(hierarchy.walked)
    for name, versions in hierarchy.entries.items():
        for path in {path for entry in versions for path in entry.paths} & hierarchy.walked:
            yield os.path.join(path, name)


def _changed(folder: str, since: float) -> bool:
    try:
        return os.stat(folder).st_mtime > since
    except FileNotFoundError:
        # A module without versions is a file, such as NAME.lua, and its removal shows in the folder above.
        return False
    except OSError:
        return False  # unreadable now; building anew would see less, not more
