"""Submits batch scripts, after looking for what would make the job fail without a word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from ..core import threads
from ..core.errors import MalformedError, RefusedError, TooSlowError
from ..slurm.client import SlurmClient
from ..slurm.sbatch import Expected
from . import end_report, script_file
from . import script as batch_script
from .changes import JobChanges

_DISK_SECONDS = 10.0
# What Slurm puts into the name of an output file, such as %j: whether such a folder is there nobody knows.
_PATTERN = re.compile(r"%")


class JobSubmission:
    """Submits batch scripts.

    Args:
        client: Slurm's commands.
        changes: is told of each job.
        reports: the folder in which jobs report that they have ended; None where nobody looks there.

    """

    def __init__(self, client: SlurmClient, changes: JobChanges, reports: Path | None = None) -> None:
        self._client = client
        self._changes = changes
        self._reports = reports

    async def submit(
        self,
        script: str,
        folder: Path,
        *,
        name: str | None = None,
        options: Mapping[str, str | None] | None = None,
    ) -> str:
        """Submit a script; the job inherits nothing of the one that the server runs in.

        Args:
            script: its text.
            folder: the job's working folder; where the script names one (`#SBATCH --chdir`), that counts.
            name: the job's name, where neither the script nor the options name one.
            options: values by sbatch's long names, written into the script first; None takes one out.

        Returns:
            The job's id; of an array, what the ids of its tasks begin with.

        Raises:
            RefusedError: the script can't be submitted, or Slurm refuses; its own words are in `detail`.
            MalformedError: an option can't be written.
            UnavailableError: Slurm isn't here, or slurmctld doesn't answer; nothing was submitted.
            TooSlowError: it took too long; whether the job was submitted isn't known.

        """
        text = with_options(script, options or {})
        await self._look(text, folder)
        defaults = _defaults(text, folder, name)
        job = await self._client.submit(await self._with_report(text), *defaults)
        self._changes.tell()
        return job.number

    async def expected(
        self,
        script: str,
        folder: Path,
        *,
        name: str | None = None,
        options: Mapping[str, str | None] | None = None,
    ) -> Expected | None:
        """When the job would start, by `sbatch --test-only`; None where Slurm says nothing of it.

        Args and errors as for `submit`; nothing is submitted.
        """
        text = with_options(script, options or {})
        await self._look(text, folder)
        return await self._client.test_submission(text, *_defaults(text, folder, name))

    async def _with_report(self, text: str) -> str:
        """The script that tells when it has ended, where there is room for that."""
        reports = self._reports
        if reports is None:
            return text
        try:
            await threads.run(
                lambda: reports.mkdir(mode=0o700, parents=True, exist_ok=True), timeout=_DISK_SECONDS
            )
        except (OSError, TooSlowError):
            return text
        return end_report.with_report(text, reports)

    async def _look(self, text: str, folder: Path) -> None:
        """Look whether the job can run where it shall.

        Raises:
            RefusedError: its folder, or that of its output, isn't there or can't be written.

        """
        found = batch_script.options(text)
        home = Path(found["chdir"]) if found.get("chdir") else folder
        files = [home / found[name] for name in ("output", "error") if found.get(name)]
        known = [file for file in files if not _PATTERN.search(str(file.parent))]
        reason = await threads.run(lambda: script_file.unusable(home, known), timeout=_DISK_SECONDS)
        if reason is not None:
            raise RefusedError("bad_folder", reason)


def with_options(script: str, options: Mapping[str, str | None]) -> str:
    """A script with its options, checked for what sbatch takes for no script.

    Raises:
        RefusedError: what is wrong with it, and what to do.
        MalformedError: an option can't be written.

    """
    if not script.strip():
        raise RefusedError("bad_script", "The script is empty.")
    if not script.startswith("#!"):
        raise RefusedError(
            "bad_script",
            "The script's first line has to name its interpreter, such as #!/bin/bash; nothing before it.",
        )
    if "\0" in script:
        raise RefusedError("bad_script", "This is no text: it holds a NUL character.")
    if "\r\n" in script:
        raise RefusedError(
            "windows_line_ends",
            "The script's lines end as on Windows (CR LF), which no shell here reads. "
            "Convert it (dos2unix FILE), or save it with line ends of Unix.",
        )
    size = len(script.encode("utf-8", "replace"))
    if size > script_file.LARGEST:
        raise RefusedError("script_too_large", script_file.too_large(size))
    return batch_script.with_options(script, options)


def _defaults(text: str, folder: Path, name: str | None) -> tuple[Path | None, str | None]:
    """The folder and the name, where the script doesn't set them itself."""
    found = batch_script.options(text)
    if not folder.is_absolute():
        raise MalformedError("malformed", f"The job's folder {folder} has to be a whole path.")
    return (None if "chdir" in found else folder), (None if "job-name" in found else name)
