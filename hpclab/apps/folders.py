"""The folder that an application opens with: one that the file browser shows."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

from ..core.errors import MalformedError, NotFoundError


def opened(root: Path, shown: str) -> Path:
    """The folder on the disk for a path of the file browser; looks at the disk.

    Links lead where they do in the file browser, which follows them too.

    Args:
        root: the server's root folder.
        shown: the path below it, such as `project/data`; empty for the root itself.

    Raises:
        MalformedError: the path would leave the root.
        NotFoundError: there is no such folder.

    """
    path = PurePosixPath(shown.lstrip("/"))
    if ".." in path.parts or "\0" in shown:
        raise MalformedError("outside_root", "The folder has to be below the server's root folder.")
    folder = root / path
    if not os.path.isdir(folder):
        raise NotFoundError("no_folder", f"There is no folder {shown[:200]!r}.")
    return folder
