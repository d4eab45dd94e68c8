"""Runs the commands of magics: the words of the line as an argument vector, never a shell."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Mapping, Sequence

from ..core import process
from ..core.errors import HpcLabError
from .errors import MagicError

# slurmdbd answers slowly where people have many jobs.
_SECONDS = 120.0


def words(line: str) -> list[str]:
    """The words of a magic's line; quotes hold words together, and a leading `~` is the home, as in a shell.

    Raises:
        MagicError: a quote has no end.

    """
    try:
        return [os.path.expanduser(word) for word in shlex.split(line)]
    except ValueError as error:
        raise MagicError(f"The line can't be read: {error}.") from None


def run(
    command: str, arguments: Sequence[str], *, env: Mapping[str, str] | None = None, stdin: str = ""
) -> process.Completed:
    """Run a command to its end, whatever its status.

    Args:
        command: its name, looked up on the kernel's PATH, or its path.
        arguments: its words.
        env: its whole environment; the kernel's where it is None.
        stdin: what it reads.

    Raises:
        MagicError: it isn't there, or it took too long.

    """
    program = shutil.which(command)
    if program is None:
        raise MagicError(f"The command {command} is not on the PATH of this kernel.")
    try:
        return process.run_blocking(
            [program, *arguments],
            env=os.environ if env is None else env,
            timeout=_SECONDS,
            stdin=stdin.encode(),
        )
    except HpcLabError as error:
        raise MagicError(error.message) from None


def output(completed: process.Completed) -> str:
    """What a command printed.

    Raises:
        MagicError: it failed; in its own words.

    """
    said = completed.stderr_text.strip()
    if completed.status != 0:
        raise MagicError(said or f"{completed.argv[0]} ended with status {completed.status}.")
    return completed.stdout_text
