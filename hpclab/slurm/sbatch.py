"""How sbatch is called, and what its answers mean. Pure functions; the formats are those of sbatch(1)."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from . import parse

_JOB_ID = re.compile(r"(?P<number>\d+)(?:;(?P<cluster>\S+))?")
# Slurm 25.11 puts a stray "a" after the time.
_EXPECTED = re.compile(
    r"Job \d+ to start at (?P<start>\S+) (?:a )?using (?P<cpus>\d+) processors on (?:nodes )?(?P<nodes>\S+)"
    r"(?: in partition (?P<partition>\S+))?"
)
_KEPT_SCRIPT = re.compile(r"^Batch Script for \S+\n-+\n(?P<script>.*)", re.DOTALL | re.MULTILINE)
_PREFIX = re.compile(r"^(?:sbatch: |allocation failure: |error: |fatal: )+")
_NO_NEWS = ("Batch job submission failed: ",)
_HINT = 'Try "sbatch --help"'


class Submitted(msgspec.Struct, frozen=True):
    """A job that Slurm took.

    Attributes:
        number: of the job; of an array, what its tasks' ids begin with.
        cluster: where it went to; None for the one that was asked.

    """

    number: str
    cluster: str | None = None


class Expected(msgspec.Struct, frozen=True):
    """When and where a job would start if it were submitted now.

    Attributes:
        start: Unix seconds.
        cpus: how many it would have.
        nodes: as Slurm writes them, such as `node[01-03]`.
        partition: None where Slurm doesn't name it.

    """

    start: float | None
    cpus: int
    nodes: str
    partition: str | None = None


def arguments(folder: Path | None, name: str | None, *, test_only: bool = False) -> list[str]:
    """The arguments of sbatch for a script on its standard input.

    Args:
        folder: the job's working folder; None where the script names it.
        name: the job's name; None where the script names it. Without one it would be "sbatch".
        test_only: ask when the job would start, and submit nothing.

    """
    words = ["--parsable", "--get-user-env"]
    if test_only:
        words.append("--test-only")
    if folder is not None:
        words.append(f"--chdir={folder}")
    if name is not None:
        words.append(f"--job-name={name}")
    return words


def submitted(printed: str) -> Submitted | None:
    """The job that `--parsable` names, `123` or `123;cluster`; None where it names none.

    Args:
        printed: sbatch's standard output; a site's job_submit plugin may print lines before.

    """
    lines = printed.split()
    match = _JOB_ID.fullmatch(lines[-1]) if lines else None
    return Submitted(match["number"], match["cluster"]) if match else None


def expected(said: str) -> Expected | None:
    """The expected start in what `--test-only` says on standard error; None where there is none."""
    match = _EXPECTED.search(said)
    if match is None:
        return None
    return Expected(parse.moment(match["start"]), int(match["cpus"]), match["nodes"], match["partition"])


def kept_script(printed: str) -> str | None:
    r"""The script in what `sacct --batch-script` prints, below a heading and a line; None where it has none.

    Args:
        printed: such as "Batch Script for 3\n------\n#!/bin/bash…"; a line "NONE" where nothing was kept.

    """
    match = _KEPT_SCRIPT.search(printed)
    return match["script"].rstrip("\n") + "\n" if match and match["script"].startswith("#!") else None


def refusal(said: str) -> str:
    """What sbatch says where it refuses, as one text without what a person needn't read.

    Args:
        said: its standard error, such as "sbatch: error: invalid partition specified: nix".

    """
    words: list[str] = []
    for line in said.splitlines():
        text = _PREFIX.sub("", line.strip())
        for prefix in _NO_NEWS:
            text = text.removeprefix(prefix)
        if text and not text.startswith(_HINT) and text not in words:
            words.append(text)
    return ". ".join(word.rstrip(".") for word in words)[:1000]
