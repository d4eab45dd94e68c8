"""Reads the queue that squeue prints. Pure functions; the fields are those of squeue(1), `--format`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from . import delimited, parse
from .states import WAITING

_FIELDS = {
    "%i": "job_id",
    "%A": "number",
    "%F": "array_id",
    "%K": "tasks",
    "%T": "state",
    "%u": "user",
    "%a": "account",
    "%P": "partition",
    "%q": "qos",
    "%C": "cpus",
    "%D": "node_count",
    "%b": "gres",
    "%l": "limit",
    "%V": "submitted",
    "%S": "start",
    "%e": "end",
    "%N": "nodes",
    "%r": "reason",
    "%j": "name",
}
_COLUMNS = tuple(_FIELDS.values())
_ABSENT = frozenset({"", "(null)", "N/A", "None"})
# `gres:gpu` in 21.08, `gres/gpu` later; a kind may follow, and a number; without one it is 1.
_GPUS = re.compile(
    r"(?:^|,)(?:gres[:/])?gpu(?::(?!\d+(?:[,(]|$))[^:,=(]+)?(?:[:=](?P<count>\d+))?(?=[,(]|$)", re.ASCII
)
_RANGE = re.compile(r"(?P<first>\d+)(?:-(?P<last>\d+)(?::(?P<step>\d+))?)?")


class QueueEntry(msgspec.Struct, frozen=True, gc=False):
    """A line of the queue: a job, a task of an array, the tasks of an array that wait, or a component.

    Attributes:
        job_id: as Slurm writes it: `123`, `123_4`, `123_[5-9%3]`, `123+0`.
        number: the number inside Slurm.
        array_id: the array's number; None for what is no array.
        task_count: of how many tasks the line tells; 1 for a job.
        state: such as `PENDING`.
        cpus: of a task.
        gpus: on all nodes of a task; None where none were asked for.
        limit: seconds; None without a limit.
        submitted: Unix seconds, as all times.
        start: of the start; of a job that waits, when Slurm expects it, where it does.
        end: when the limit is reached; of a job that waits, likewise expected.
        nodes: as Slurm writes them.
        reason: Slurm's code for why it waits; None where it gives none.
        name: any characters.

    """

    job_id: str
    number: str
    array_id: str | None
    task_count: int
    state: str
    user: str
    account: str | None
    partition: str | None
    qos: str | None
    cpus: int | None
    gpus: int | None
    limit: float | None
    submitted: float | None
    start: float | None
    end: float | None
    nodes: str
    reason: str | None
    name: str


def arguments(mark: str, user: str | None) -> list[str]:
    """The arguments of squeue.

    Args:
        mark: the delimiter, from `delimited.delimiter`.
        user: whose jobs, also those that have just ended; None for everybody's that haven't.

    """
    # One's own that ended in the last minutes (slurm.conf(5), MinJobAge) come along in the same answer.
    whose = [f"--user={user}", "--states=all"] if user else []
    # This cluster's alone: to look for others of a federation costs a call more, and nothing changes those.
    return ["--noheader", "--local", *whose, f"--format={delimited.squeue_format(list(_FIELDS), mark)}"]


def entries(text: str, mark: str) -> list[QueueEntry]:
    """The lines of the queue."""
    return [_entry(row) for row in delimited.rows(text, _COLUMNS, mark)]


def count_tasks(expression: str) -> int:
    """How many tasks an expression such as `1,4-9,12-20:2%3` names; squeue ends a long one by `...`."""
    listed = expression.partition("%")[0]
    return sum(_count(part) for part in listed.split(",")) or 1


def _count(part: str) -> int:
    match = _RANGE.fullmatch(part)
    if match is None:
        return 0
    if match["last"] is None:
        return 1
    return max(0, int(match["last"]) - int(match["first"])) // max(1, int(match["step"] or 1)) + 1


def _entry(row: dict[str, str]) -> QueueEntry:
    is_array = "_" in row["job_id"]
    waits = row["state"] in WAITING
    node_count = _whole(row["node_count"]) or 1
    gpus = _gpus(row["gres"])
    limit = _limit(row["limit"])
    return QueueEntry(
        job_id=row["job_id"],
        number=row["number"],
        array_id=row["array_id"] if is_array else None,
        task_count=count_tasks(row["tasks"]) if is_array else 1,
        state=row["state"],
        user=row["user"],
        account=_value(row["account"]),
        partition=_value(row["partition"]),
        qos=_value(row["qos"]),
        cpus=_whole(row["cpus"]),
        gpus=gpus * node_count or None,
        limit=limit,
        submitted=parse.moment(row["submitted"]),
        start=parse.moment(row["start"]),
        # Without a limit there is no end, whatever Slurm writes for it.
        end=parse.moment(row["end"]) if limit is not None else None,
        nodes=_value(row["nodes"]) or "",
        reason=_value(row["reason"]) if waits else None,
        name=row["name"],
    )


# Thousands of jobs ask for the same few things.
@lru_cache(maxsize=1024)
def _gpus(gres: str) -> int:
    """The GPUs of a node in a list of generic resources such as `gres:gpu:a100:2`."""
    return sum(int(match["count"] or 1) for match in _GPUS.finditer(gres))


@lru_cache(maxsize=1024)
def _limit(text: str) -> float | None:
    return parse.duration(text)


def _value(text: str) -> str | None:
    return None if text in _ABSENT else text


@lru_cache(maxsize=1024)
def _whole(text: str) -> int | None:
    match: Sequence[str] = re.findall(r"^\d+", text)
    return int(match[0]) if match else None
