"""Reads what accounting keeps of jobs. Pure functions; the fields are those of sacct(1)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

import msgspec

from . import delimited, parse

# The name stands last; the delimiter alone keeps other texts of users, such as the folder, in their place.
_FIELDS = (
    *(
        "JobID",
        "JobIDRaw",
        "User",
        "Account",
        "Partition",
        "QOS",
        "State",
        "ExitCode",
        "Submit",
        "Start",
        "End",
    ),
    *(
        "ElapsedRaw",
        "TimelimitRaw",
        "AllocCPUS",
        "AllocTRES",
        "ReqTRES",
        "TotalCPU",
        "MaxRSS",
        "TRESUsageInTot",
    ),
    *("NodeList", "WorkDir", "JobName"),
)
_ABSENT = frozenset({"", "Unknown", "None assigned", "None"})


class PastJob(msgspec.Struct, frozen=True, gc=False):
    """A job as accounting has it.

    Attributes:
        job_id: `123`, `123_4`, `123_[5-9%3]` or `123+0`.
        number: the number inside Slurm.
        state: such as `COMPLETED`, without who cancelled it.
        cancelled_by: the user id of who cancelled it; None where nobody did.
        exit_code: of the batch script; None while it isn't known.
        signal: what ended it; None where nothing did.
        elapsed: seconds that it ran.
        limit: the time limit in seconds; None without one.
        memory: bytes that it was given, on all nodes.
        cpu_time: seconds of CPU that its steps used, all together; of steps that have ended.
        peak_memory: bytes: the most that a step's tasks held, each at its own peak; None if unknown.
        folder: its working folder.

    """

    job_id: str
    number: str
    user: str | None
    account: str | None
    partition: str | None
    qos: str | None
    state: str
    cancelled_by: int | None
    exit_code: int | None
    signal: int | None
    submitted: float | None
    start: float | None
    end: float | None
    elapsed: float
    limit: float | None
    cpus: int | None
    gpus: int | None
    memory: int | None
    cpu_time: float | None
    peak_memory: int | None
    nodes: str
    folder: str | None
    name: str


def arguments(mark: str, user: str, since: float) -> list[str]:
    """The arguments of sacct for somebody's jobs, with their steps.

    Args:
        mark: the delimiter, from `delimited.delimiter`.
        user: whose jobs.
        since: Unix seconds; jobs that were there at any time since.

    """
    # sacct wants local time.
    start = datetime.fromtimestamp(since).strftime("%Y-%m-%dT%H:%M:%S")
    return [
        *("--noheader", "--parsable", f"--delimiter={mark}", f"--user={user}", f"--starttime={start}"),
        f"--format={','.join(_FIELDS)}",
    ]


def arguments_for_job(mark: str, number: str) -> list[str]:
    """The arguments of sacct for one job with its steps; see `arguments`."""
    return [
        *("--noheader", "--parsable", f"--delimiter={mark}", f"--jobs={number}"),
        f"--format={','.join(_FIELDS)}",
    ]


def records(text: str, mark: str) -> list[PastJob]:
    """The jobs, each with what its steps used."""
    found: dict[str, PastJob] = {}
    for row in delimited.rows(text, _FIELDS, mark):
        job_id, _, step = row["JobID"].partition(".")
        if not step:
            found[job_id] = _record(row)
        elif job_id in found:
            found[job_id] = msgspec.structs.replace(
                found[job_id], peak_memory=_most(found[job_id].peak_memory, _held(row))
            )
    return list(found.values())


def _record(row: dict[str, str]) -> PastJob:
    given = parse.tres(row["AllocTRES"]) or parse.tres(row["ReqTRES"])
    exit_code, signal = _exit(row["ExitCode"])
    limit = row["TimelimitRaw"]
    start = parse.moment(row["Start"])
    return PastJob(
        job_id=row["JobID"],
        number=row["JobIDRaw"],
        user=_value(row["User"]),
        account=_value(row["Account"]),
        partition=_value(row["Partition"]),
        qos=_value(row["QOS"]),
        state=row["State"].partition(" ")[0],
        cancelled_by=_canceller(row["State"]),
        exit_code=exit_code,
        signal=signal,
        submitted=parse.moment(row["Submit"]),
        start=start,
        end=parse.moment(row["End"]),
        elapsed=float(row["ElapsedRaw"]) if row["ElapsedRaw"].isdigit() else 0.0,
        limit=float(limit) * 60 if limit.isdigit() else None,
        cpus=int(row["AllocCPUS"]) if row["AllocCPUS"].isdigit() else None,
        gpus=parse.gpus(given),
        memory=parse.size(given.get("mem", "")),
        cpu_time=parse.duration(row["TotalCPU"]),
        peak_memory=None,
        nodes=_value(row["NodeList"]) or "",
        folder=_value(row["WorkDir"]),
        name=row["JobName"],
    )


def _held(step: dict[str, str]) -> int | None:
    """What a step held: of all its tasks if that was gathered, else of its largest; 0 was not measured."""
    of_all = parse.size(parse.tres(step["TRESUsageInTot"]).get("mem", ""), "")
    return of_all or parse.size(step["MaxRSS"], "") or None


def _most(*sizes: int | None) -> int | None:
    known: Iterable[int] = (size for size in sizes if size is not None)
    return max(known, default=None)


def _exit(text: str) -> tuple[int | None, int | None]:
    """Status and signal of `STATUS:SIGNAL`."""
    match = re.fullmatch(r"(\d+):(\d+)", text)
    return (int(match[1]), int(match[2]) or None) if match else (None, None)


def _canceller(state: str) -> int | None:
    """The user id in `CANCELLED by UID`."""
    match = re.fullmatch(r"CANCELLED by (\d+)", state)
    return int(match[1]) if match else None


def _value(text: str) -> str | None:
    return None if text in _ABSENT else text
