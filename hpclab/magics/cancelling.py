"""The magic `%scancel`: asks nothing, and says which jobs it cancelled."""

from __future__ import annotations

import os
import re
import sys

from . import commands
from .errors import MagicError

# What scancel says with --verbose (scancel(1)); `Signal` where another one than the last is sent.
_DONE = re.compile(r"^scancel: (?P<what>(?:Terminating|Signal) .*)$")
_ERROR = re.compile(r"^scancel: (?:error|fatal): (?P<what>.*)$")
_JOB = re.compile(r"(?:job|step|job id) (?P<id>\d\S*?):?(?=\s|$)")


def scancel(line: str) -> None:
    """Cancel jobs, without a question: `%scancel 123 124`, `%scancel 123_[4-7]`; options as in a terminal.

    What was cancelled is said, job by job.
    """
    words = commands.words(line)
    if any(word == "-i" or (word.startswith("--i") and "--interactive".startswith(word)) for word in words):
        raise MagicError("%scancel asks nothing, as there is nobody to answer: leave --interactive out.")
    environment = {name: value for name, value in os.environ.items() if name != "SCANCEL_INTERACTIVE"}
    completed = commands.run("scancel", ["--verbose", *words], env=environment)
    if completed.stdout:  # --help, --version
        sys.stdout.write(commands.output(completed))
        return
    done, refused = outcome(completed.stderr_text)
    for what in done:
        sys.stdout.write(f"{what}\n")
    if refused or completed.status != 0:
        raise MagicError("\n".join(refused) or completed.stderr_text.strip())
    if not done:
        sys.stdout.write("No job was cancelled.\n")


def outcome(said: str) -> tuple[list[str], list[str]]:
    """What scancel did, and what it could not do, in its own words.

    Args:
        said: its standard error with --verbose: it announces each job, and complains afterwards.

    """
    lines = said.splitlines()
    refused = [match["what"] for match in map(_ERROR.match, lines) if match]
    not_done = {match["id"] for match in map(_JOB.search, refused) if match}
    announced = (match["what"] for match in map(_DONE.match, lines) if match)
    done = [what for what in announced if not _names_one_of(what, not_done)]
    return done, refused


def _names_one_of(what: str, jobs: set[str]) -> bool:
    match = _JOB.search(what)
    return match is not None and match["id"] in jobs
