"""What each session leaves behind in the person's data folder, so that the next one can say how it ended.

One small file for each session, as several may run at once, on several nodes and clusters.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from pathlib import Path

import msgspec

from ..core import kept_files

# Accounting may keep less; what is older interests nobody.
_KEPT_SECONDS = 30 * 86400.0


class SessionRecord(msgspec.Struct, frozen=True):
    """A session that was begun.

    Attributes:
        number: its job's number.
        cluster: Slurm's name of the cluster; empty where the environment doesn't tell.
        begun: Unix seconds.
        log: where its server wrote; None where that was no file.

    """

    number: str
    cluster: str
    begun: float
    log: str | None = None


def folder(environment: Mapping[str, str]) -> Path:
    """Where the records are.

    Args:
        environment: that the server started with (XDG_DATA_HOME, HOME).

    """
    return kept_files.data_folder(environment) / "sessions"


def write(record: SessionRecord, into: Path) -> None:
    """Write a record; readers see all of it or nothing.

    Raises:
        OSError: the disk is full, or the home can't be written to.

    """
    kept_files.write(into / _name(record), msgspec.json.encode(record))


def remove(record: SessionRecord, of: Path) -> None:
    """Remove a record; one that is gone is fine.

    Raises:
        OSError: the home can't be written to.

    """
    (of / _name(record)).unlink(missing_ok=True)


def remove_old(of: Path) -> None:
    """Remove the records that are too old to tell anything.

    Raises:
        OSError: the home can't be written to.

    """
    for file in of.glob("*.json"):
        with contextlib.suppress(FileNotFoundError):  # another server of the person removes them too
            if time.time() - file.stat().st_mtime >= _KEPT_SECONDS:
                file.unlink()


def read(of: Path) -> list[SessionRecord]:
    """All records, the youngest first; those that are too old, or no records, are left out."""
    found = []
    for file in of.glob("*.json"):
        try:
            record = msgspec.json.decode(file.read_bytes(), type=SessionRecord)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            continue
        if time.time() - record.begun < _KEPT_SECONDS and file.name == _name(record):
            found.append(record)
    return sorted(found, key=lambda record: record.begun, reverse=True)


def _name(record: SessionRecord) -> str:
    return kept_files.name_of(record.cluster or "cluster", record.number)
