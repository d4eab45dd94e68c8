"""A job's output: finds its files by Slurm's word, once for each job, then only reads them."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

import msgspec

from ..core import threads
from .details import JobDetails
from .models import JobInfo, OutputPart, OutputQuery
from .output_file import read

_REMEMBERED = 200
_PATIENCE_SECONDS = 10.0


class _Files(msgspec.Struct, frozen=True):
    """Where a job writes to.

    Attributes:
        stdout: None where nobody knows.
        stderr: likewise.
        is_guess: Slurm has forgotten the job; these are the names that it gives by itself.

    """

    stdout: Path | None
    stderr: Path | None
    is_guess: bool = False


class JobOutput:
    """Reads what one's own jobs write.

    Args:
        details: tells where a job writes to.

    """

    def __init__(self, details: JobDetails) -> None:
        self._details = details
        self._files: OrderedDict[str, _Files] = OrderedDict()

    async def output(self, job_id: str, query: OutputQuery) -> OutputPart:
        """A part of a job's output.

        Raises:
            RefusedError: the job is somebody else's, or its output goes to no regular file.
            NotFoundError: nobody knows the job.
            ForbiddenError: the file may not be read.
            TooSlowError: the file system doesn't answer.

        """
        files = self._files.get(job_id) or await self._find(job_id)
        path = files.stdout if query.stream == "stdout" else files.stderr
        if path is None:
            return OutputPart(path=None, state="unknown")
        part = await threads.run(
            lambda: read(path, query.offset, query.file, until=query.until), timeout=_PATIENCE_SECONDS
        )
        part.is_guess = files.is_guess
        return part

    async def _find(self, job_id: str) -> _Files:
        details = await self._details.own(job_id)
        files = _files(details)
        # Tasks of an array that wait have no files yet; a requeued job keeps its names.
        if "_[" not in job_id:
            self._files[job_id] = files
            if len(self._files) > _REMEMBERED:
                self._files.popitem(last=False)
        return files


def _files(details: JobInfo) -> _Files:
    if details.stdout is not None:
        return _Files(_path(details.stdout), _path(details.stderr or details.stdout))
    if details.folder is None:
        return _Files(None, None)
    guess = Path(details.folder) / f"slurm-{details.job_id}.out"
    return _Files(guess, guess, is_guess=True)


def _path(text: str) -> Path | None:
    """A path that Slurm names; it names whole ones only."""
    return Path(text) if text.startswith("/") and "\0" not in text else None
