"""A job that was submitted here leaves a small file when it ends, so that nobody has to ask Slurm for it.

The shell's own EXIT trap does that, set before the first command of the script, on the same line: so the
lines keep their numbers, which errors name. A script that sets such a trap itself replaces it, and one that
is killed writes nothing: those are noticed as other jobs are. Programs of another language are left as they
are.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import msgspec

_SHELLS = frozenset({"sh", "bash", "dash", "ksh", "zsh"})
# Up to the first command: empty lines and comments, among them the options.
_HEADER = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*(?:[ \t]*#[^\n]*\Z)?")
_TRAP = re.compile(r"trap 'printf [^\n]*?\"\$SLURM_JOB_ID\"' EXIT; ")


class EndReport(msgspec.Struct, frozen=True):
    """What a job wrote as it ended.

    Attributes:
        number: the job's number inside Slurm.
        array: the array's number; None for what is no array.
        status: the script's exit status.
        name: the job's name, any characters.

    """

    number: str
    array: str | None
    status: int
    name: str


def with_report(script: str, folder: Path) -> str:
    """A script that reports its end; the same script where its interpreter is no shell, or it does nothing.

    Args:
        script: its text, with `#!` first.
        folder: where the report goes.

    """
    if not _is_shells(script):
        return script
    values = '"$?" "${SLURM_ARRAY_JOB_ID-}" "$SLURM_JOB_NAME"'
    report = f"printf '%s\\n' {values} > {shlex.quote(str(folder))}/\"$SLURM_JOB_ID\""
    at = _first_command(script)
    return f"{script[:at]}trap {shlex.quote(report)} EXIT; {script[at:]}" if script[at:] else script


def without_report(script: str) -> str:
    """The script as somebody wrote it, of one that Slurm has kept."""
    at = _first_command(script)
    trap = _TRAP.match(script, at)
    return script[:at] + script[trap.end() :] if trap else script


def _first_command(script: str) -> int:
    header = _HEADER.match(script)
    return header.end() if header else 0


def parse(file_name: str, text: str) -> EndReport | None:
    """What a report says; None for what is none, or isn't wholly written yet."""
    lines = text.split("\n", 2)
    if len(lines) < 3 or not lines[2].endswith("\n") or not _is_number(file_name):
        return None
    status, array, name = lines
    if not _is_number(status) or not (array == "" or _is_number(array)):
        return None
    return EndReport(number=file_name, array=array or None, status=int(status), name=name[:-1])


def _is_shells(script: str) -> bool:
    first = script.partition("\n")[0]
    words = first.removeprefix("#!").split()
    if not first.startswith("#!") or not words or not script.partition("\n")[1]:
        return False
    if words[0].rpartition("/")[2] == "env":
        words = [word for word in words[1:] if not word.startswith("-")] or [""]
    return words[0].rpartition("/")[2] in _SHELLS


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 20
