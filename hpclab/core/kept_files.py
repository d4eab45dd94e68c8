"""Small files in the person's data folder, that one session leaves behind for the next."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path


def data_folder(environment: Mapping[str, str]) -> Path:
    """Where hpclab keeps a person's data: by the XDG base directory specification.

    Args:
        environment: that the server started with (XDG_DATA_HOME, HOME).

    """
    data = environment.get("XDG_DATA_HOME", "")
    home = Path(environment.get("HOME") or Path.home())
    return (Path(data) if data.startswith("/") else home / ".local" / "share") / "hpclab"


def write(file: Path, content: bytes) -> None:
    """Write a file, and its folder where there is none; readers see all of it or nothing.

    Raises:
        OSError: the disk is full, or the home can't be written to.

    """
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(temporary).replace(file)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise


def name_of(*parts: str) -> str:
    """A file's name of several parts, such as a cluster and a job; odd signs are replaced."""
    return "-".join("".join(sign if sign.isalnum() else "_" for sign in part) for part in parts) + ".json"
