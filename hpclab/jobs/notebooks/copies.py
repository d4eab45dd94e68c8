"""The copies of notebooks that jobs execute, and which notebook a job ran. Each call waits for the disk."""

from __future__ import annotations

import contextlib
import re
import shutil
import time
from pathlib import Path

import msgspec

from ...core import kept_files
from ...core.errors import MalformedError

_TOKEN = re.compile(r"[0-9a-f]{32}")
# A job may wait for weeks, and be requeued.
_KEPT_SECONDS = 180 * 86400.0


class _Record(msgspec.Struct, frozen=True):
    """Which notebook a job runs: its whole path."""

    notebook: str


class Copies:
    """Keeps them in a folder of the person's.

    Args:
        folder: hpclab's own; it is made when it is needed.

    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "notebooks"

    def path(self, token: str) -> Path:
        """Where a copy is.

        Raises:
            MalformedError: the token is none of ours.

        """
        if not _TOKEN.fullmatch(token):
            raise MalformedError("malformed", "This names no copy of a notebook.")
        return self._folder / f"{token}.ipynb"

    def make(self, notebook: Path, token: str) -> None:
        """Copy a notebook as it is now; old copies and records go.

        Raises:
            OSError: it can't be read, or the copy can't be written.
            MalformedError: the token is none of ours.

        """
        copy = self.path(token)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._sweep()
        try:
            with notebook.open("rb") as source, copy.open("xb") as target:
                shutil.copyfileobj(source, target)
        except FileExistsError as error:
            raise MalformedError("malformed", "This run was submitted already.") from error
        except OSError:
            copy.unlink(missing_ok=True)
            raise

    def drop(self, token: str) -> None:
        """Forget a copy that no job runs."""
        with contextlib.suppress(OSError):
            self.path(token).unlink()

    def note(self, cluster: str, job_id: str, notebook: Path) -> None:
        """Remember which notebook a job runs.

        Raises:
            OSError: it can't be written.

        """
        kept_files.write(self._record(cluster, job_id), msgspec.json.encode(_Record(str(notebook))))

    def notebook(self, cluster: str, job_id: str) -> Path | None:
        """Which notebook a job runs; None where it runs none, as far as is known."""
        try:
            found = msgspec.json.decode(self._record(cluster, job_id).read_bytes(), type=_Record)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return None
        return Path(found.notebook)

    def _record(self, cluster: str, job_id: str) -> Path:
        return self._folder / kept_files.name_of(cluster, job_id)

    def _sweep(self) -> None:
        oldest = time.time() - _KEPT_SECONDS
        for file in self._folder.iterdir():
            with contextlib.suppress(OSError):
                if file.stat().st_mtime < oldest:
                    file.unlink()
