"""Where catalogs are kept: in a person's cache, or on the node where the home can't be written."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path


def cache_folder(environment: Mapping[str, str]) -> Path:
    """Where a person's catalogs are kept: by the XDG base directory specification."""
    configured = environment.get("XDG_CACHE_HOME", "")
    caches = Path(configured) if configured.startswith("/") else Path(environment.get("HOME", "/")) / ".cache"
    return caches / "hpclab"


def node_folder(environment: Mapping[str, str]) -> Path:
    """Where they are kept on this node instead, by all servers of a person alike."""
    runtime = environment.get("XDG_RUNTIME_DIR", "")
    if runtime.startswith("/") and os.path.isdir(runtime):
        return Path(runtime) / "hpclab"
    return Path(tempfile.gettempdir()) / f"hpclab-{os.getuid()}"


def make_private(folder: Path) -> None:
    """Make a folder that only this person can use; one that is there already has to be so.

    Raises:
        OSError: it can't be made, or it is somebody else's.

    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o022:
        raise PermissionError(1, "it belongs to somebody else, or others can write in it", str(folder))
