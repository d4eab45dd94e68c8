"""The magics `%sbatch` and `%%sbatch`: submit a script, or a cell's text, as a job that inherits nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from ..slurm.sbatch_environment import sbatch_environment
from . import commands
from .errors import MagicError


def sbatch(line: str, cell: str | None = None) -> None:
    """Submit a batch job: `%sbatch --time=10 job.sh`; in the first line of a cell, `%%sbatch --time=10`.

    `%%sbatch` submits the cell's text, with or without `#SBATCH` lines. Options are those of a terminal. The
    job begins as after a login: nothing of this kernel, its job and its modules is there, so the script
    loads its modules by name.
    """
    words = commands.words(line)
    script = "" if cell is None else script_of(cell)
    if cell is not None and (file := stray_file(words)) is not None:
        raise MagicError(
            f"%%sbatch submits the cell's text, and takes options only. To submit the file: %sbatch {file}"
        )
    completed = commands.run(
        "sbatch",
        ["--get-user-env", *words],
        env=sbatch_environment(os.environ),
        stdin=script,
    )
    sys.stdout.write(commands.output(completed))
    sys.stderr.write(completed.stderr_text)


def script_of(cell: str) -> str:
    """A cell's text as a script: for bash, where its first line names no other program."""
    text = cell.lstrip("\n").replace("\r\n", "\n")
    return text if text.startswith("#!") else f"#!/bin/bash\n{text}"


def stray_file(words: Sequence[str]) -> str | None:
    """The word that sbatch would take for a script: neither an option nor perhaps an option's value.

    Args:
        words: the person's.

    """
    for before, word in zip(["", *words], words, strict=False):
        may_be_value = before.startswith("-") and "=" not in before
        if not word.startswith("-") and not may_be_value:
            return word
    return None
