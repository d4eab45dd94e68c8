"""The magics `%squeue`, `%sacct` and `%sinfo`: what Slurm's commands list, as tables.

All options are the commands' own. Where one of them chooses the form of the output (`--format`, `--long`,
`--json`, …), the text is shown as the command prints it. Formats: squeue(1), sacct(1), sinfo(1).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..slurm import delimited
from . import commands
from .table import Table


@dataclass(frozen=True)
class Report:
    """A command that lists.

    Attributes:
        command: its name.
        separated: gives the words by which it parts columns by a delimiter.
        columns: gives the words by which hpclab chooses the columns.
        own_columns: options, long and short, by which a person chooses them.
        own_form: options by which a person chooses a form that is no table with a heading.

    """

    command: str
    separated: Callable[[str], list[str]]
    columns: Callable[[str], list[str]]
    own_columns: tuple[str, str]
    own_form: tuple[str, str]


SQUEUE = Report(
    "squeue",
    separated=lambda _: [],
    columns=lambda mark: [
        f"--format={delimited.squeue_format(['%i', '%P', '%j', '%u', '%T', '%M', '%l', '%D', '%R'], mark)}"
    ],
    own_columns=("", ""),
    own_form=(
        "clusters federation format Format help iterate json long noheader start steps usage version yaml",
        "hiloOsMV",
    ),
)
SINFO = Report(
    "sinfo",
    separated=lambda _: [],
    columns=lambda mark: [
        f"--format={delimited.squeue_format(['%P', '%a', '%l', '%D', '%t', '%C', '%N'], mark)}"
    ],
    own_columns=("", ""),
    own_form=(
        "clusters federation format Format help iterate json list-reasons long Node noheader reservation "
        "summarize usage version yaml",
        "hilMNoORsTV",
    ),
)
SACCT = Report(
    "sacct",
    separated=lambda mark: ["--parsable", f"--delimiter={mark}"],
    columns=lambda _: [
        "--format=JobID,JobName,Partition,Account,State,ExitCode,Start,Elapsed,AllocCPUS,ReqMem,MaxRSS"
    ],
    own_columns=("brief format long", "blo"),
    own_form=(
        "batch-script completion delimiter env-vars help helpformat json noheader parsable parsable2 usage "
        "version yaml",
        "BcehnpPV",
    ),
)


def squeue(line: str) -> Table | None:
    """The queue: `%squeue --me`, `%squeue -p gpu --states=pending`; options as in a terminal.

    The last line of a cell shows the table; `jobs = %squeue --me` keeps it: `jobs.dataframe()` for pandas.
    """
    return _listed(SQUEUE, line)


def sacct(line: str) -> Table | None:
    """Your jobs of today in accounting: `%sacct -X --starttime=now-7days`; options as in a terminal.

    The last line of a cell shows the table; `jobs = %sacct -X` keeps it: `jobs.dataframe()` for pandas.
    """
    return _listed(SACCT, line)


def sinfo(line: str) -> Table | None:
    """The partitions and their nodes: `%sinfo -p gpu`; options as in a terminal.

    The last line of a cell shows the table. CPUS are those allocated, idle, other, and all.
    """
    return _listed(SINFO, line)


def arguments(report: Report, words: Sequence[str], mark: str) -> list[str]:
    """The words for the command: a person's own, after those that make it a table where theirs allow one."""
    if chooses(words, *report.own_form):
        return list(words)
    chosen = [] if chooses(words, *report.own_columns) else report.columns(mark)
    return [*report.separated(mark), *chosen, *words]


def chooses(words: Sequence[str], long: str, short: str) -> bool:
    """Whether one of some options is among the words.

    Args:
        words: the person's.
        long: names of long options, parted by spaces; each may be shortened, as getopt_long(3) has it.
        short: letters of short options; several may be in one word.

    """
    for word in words:
        if word.startswith("--") and len(word) > 2:
            given = word[2:].partition("=")[0]
            if any(name.startswith(given) for name in long.split()):
                return True
        elif word.startswith("-") and not set(word[1:]).isdisjoint(short):
            return True
    return False


def table(printed: str, mark: str) -> Table | None:
    """The table that a command printed with its own heading; None where it printed something else.

    Args:
        printed: each column ends with the delimiter, also the last one.
        mark: the delimiter.

    """
    heading, _, body = printed.partition("\n")
    columns = heading.split(mark)[:-1]
    if not columns:
        return None
    # sacct takes a column twice where it is asked to.
    return Table(tuple(dict.fromkeys(columns)), list(delimited.rows(body, columns, mark)))


def _listed(report: Report, line: str) -> Table | None:
    mark = delimited.delimiter()
    completed = commands.run(report.command, arguments(report, commands.words(line), mark))
    printed = commands.output(completed)
    # Some complaints leave the status at 0, such as squeue's of a user that doesn't exist.
    sys.stderr.write(completed.stderr_text)
    found = table(printed, mark)
    if found is None:
        sys.stdout.write(printed)
    return found
