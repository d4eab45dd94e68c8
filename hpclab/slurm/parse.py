"""Reads what Slurm's commands print: durations, times, sizes, job records. Pure functions.

The formats are those of scontrol(1), squeue(1) and sbatch(1) from Slurm 20.11 on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import msgspec

# What scontrol writes where there is no value.
_ABSENT = frozenset({"", "(null)", "N/A", "NONE", "None", "Unknown"})

_DURATION = re.compile(r"(?:(?P<days>\d+)-)?(?P<parts>\d+(?::\d+){0,2})(?:\.\d+)?")
_SIZE = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>[KMGTPE]?)[nc]?B?")
_UNITS = {unit: 1024**power for power, unit in enumerate(("", "K", "M", "G", "T", "P", "E"))}

# A record's lines are indented by three spaces; what isn't, belongs to a text with a line break in it.
_LINE = re.compile(r"   (?=[A-Z][\w/:]*=|$)")
_FIRST_LINE = re.compile(r"JobId=\d+ ")
_FIELD = re.compile(r"(?:^| )(?P<key>[A-Z][\w/:]*)=")
# Fields whose value is free text up to the end of their line, which they have for themselves.
_TEXTS = frozenset(
    {"JobName", "Command", "WorkDir", "Comment", "AdminComment", "SystemComment", "Extra", "SubmitLine"}
    | {"StdErr", "StdIn", "StdOut"}
)

# There is no job 0: for scontrol it means all jobs.
_JOB_ID = re.compile(r"[1-9]\d*(?:_\d+|\+\d+)?")
_ARRAY_PART = re.compile(r"\d+_\[[\d,:-]+\]")
_VERSION = re.compile(r"slurm\S* (?P<version>\S+)", re.IGNORECASE)
_CONFIGURED = re.compile(r"(?P<key>\w+)\s+= (?P<value>.*)")
_REPEATED = re.compile(r"(?P<count>\d+)(?:\(x(?P<times>\d+)\))?")


class Job(msgspec.Struct, frozen=True):
    """A job, or one task of an array, or one component of a heterogeneous job.

    Attributes:
        number: the number inside Slurm, which array tasks have too: `SLURM_JOB_ID` of their environment.
        job_id: as people write it, such as `123`, `123_4` or `123+0`.
        state: such as `RUNNING`, without marks of other states.
        name: the job's name, which can hold any character.
        nodes: as Slurm writes them, such as `node[01-03]`; empty before the start.
        memory: bytes on all nodes; None where Slurm doesn't count memory.
        start: Unix seconds.
        end: Unix seconds: of the end, or when the time limit is reached; None without a limit.
        limit: the time limit in seconds; None without one.

    """

    number: str
    job_id: str
    state: str
    name: str | None = None
    account: str | None = None
    partition: str | None = None
    qos: str | None = None
    nodes: str = ""
    cpus: int | None = None
    memory: int | None = None
    gpus: int | None = None
    start: float | None = None
    end: float | None = None
    limit: float | None = None


def duration(text: str) -> float | None:
    """A duration in seconds.

    Args:
        text: `[D-]HH:MM:SS`, `MM:SS`, `D-HH`, `D-HH:MM` or minutes alone, as in sbatch(1); or a word.

    Returns:
        None for UNLIMITED, INVALID, NOT_SET, Partition_Limit and whatever isn't a duration.

    """
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        return None
    parts = [int(part) for part in match["parts"].split(":")]
    if match["days"] is not None:  # days are followed by hours
        hours, minutes, seconds = (*parts, 0, 0)[:3]
        return int(match["days"]) * 86400.0 + hours * 3600 + minutes * 60 + seconds
    if len(parts) == 1:
        return parts[0] * 60.0
    hours, minutes, seconds = (0, 0, *parts)[-3:]
    return hours * 3600.0 + minutes * 60 + seconds


def moment(text: str) -> float | None:
    """A point in time in Unix seconds.

    Args:
        text: Unix seconds, as with `SLURM_TIME_FORMAT=%s`, or `YYYY-MM-DDTHH:MM:SS` in local time.

    Returns:
        None for Unknown, N/A and whatever isn't a time.

    """
    text = text.strip()
    if text.isascii() and text.isdigit():
        return float(text) or None  # Slurm writes 0 for "not yet"
    try:
        return datetime.fromisoformat(text).timestamp()
    except (ValueError, OverflowError, OSError):
        return None


def size(text: str, unit: str = "M") -> int | None:
    """A size of memory in bytes.

    Args:
        text: such as `600M`, `2.50G`, or `4000` in the default unit; sacct's `Mn` and `Mc` are understood.
        unit: what a number without a unit is counted in: K, M, G, T, P or E; sbatch(1) counts memory in M.

    """
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        return None
    return int(float(match["number"]) * _UNITS[match["unit"] or unit])


def tres(text: str) -> dict[str, str]:
    """Trackable resources by name, such as `cpu`, `mem`, `gres/gpu`, `gres/gpu:a100`; see slurm.conf(5)."""
    pairs = (part.partition("=") for part in text.split(",") if "=" in part)
    return {name.strip(): value.strip() for name, _, value in pairs}


def gpus(resources: Mapping[str, str]) -> int | None:
    """The number of GPUs among trackable resources; None where there are none."""
    if "gres/gpu" in resources:
        return _whole(resources["gres/gpu"])
    typed = [_whole(value) or 0 for name, value in resources.items() if name.startswith("gres/gpu:")]
    return sum(typed) or None


def repeated(text: str) -> list[int]:
    """A number for each node, as in `SLURM_JOB_CPUS_PER_NODE`: `4(x2),2` is [4, 4, 2]."""
    numbers: list[int] = []
    for part in text.split(","):
        match = _REPEATED.fullmatch(part.strip())
        # More nodes than any cluster has are no list of nodes.
        if match is None or len(numbers) + int(match["times"] or 1) > 1_000_000:
            return []
        numbers += [int(match["count"])] * int(match["times"] or 1)
    return numbers


def is_job_id(text: str) -> bool:
    """Whether a text is the id of one job: `123`, of an array's task `123_4`, or of a component `123+0`."""
    return _JOB_ID.fullmatch(text) is not None and text.isascii()


def is_array_part(text: str) -> bool:
    """Whether a text names several tasks of an array: `123_[4,7-9]`."""
    return _ARRAY_PART.fullmatch(text) is not None and text.isascii()


def version(text: str) -> str | None:
    """The version in `slurm 23.11.4` or `slurm-wlm 22.05.8`, as every command's `--version` prints it."""
    match = _VERSION.match(text.strip())
    return match["version"] if match else None


def configuration(text: str) -> dict[str, str]:
    """The settings that `scontrol show config` prints, by name."""
    matches = (_CONFIGURED.match(line) for line in text.splitlines())
    return {match["key"]: match["value"].strip() for match in matches if match}


def records(text: str) -> list[dict[str, str]]:
    """The fields of each job that `scontrol show job` prints.

    The long form is read, not `--oneliner`: there a text of the user (name, command, comment, folder) ends
    with its line, so it can hold spaces, "=" and whole fields. Where a field comes twice, the first counts.

    Args:
        text: scontrol(1)'s output.

    """
    return [_record(lines) for lines in _record_lines(text)]


def jobs(text: str) -> list[Job]:
    """The jobs that `scontrol show job` prints, times in any form that `moment` reads."""
    return [job(record) for record in records(text)]


class _Record(msgspec.Struct):
    fields: dict[str, str] = {}
    last: str = ""

    def add(self, key: str, value: str) -> None:
        self.last = key if key not in self.fields else ""
        self.fields.setdefault(key, value)

    def go_on(self, text: str) -> None:
        if self.last:
            self.fields[self.last] += "\n" + text


def _record_lines(text: str) -> Iterator[list[str]]:
    lines: list[str] = []
    for line in text.split("\n"):
        if _FIRST_LINE.match(line):
            if lines:
                yield lines
            lines = [line]
        elif lines:
            lines.append(line)
    if lines:
        yield lines


def _record(lines: Sequence[str]) -> dict[str, str]:
    record = _Record()
    for number, line in enumerate(lines):
        if number == 0:
            _add_fields(record, line)
        elif match := _LINE.match(line):
            _add_fields(record, line[match.end() :])
        elif line.strip():
            record.go_on(line)
    return record.fields


def _add_fields(record: _Record, line: str) -> None:
    """Add a line's fields; the first one that is free text takes the rest of the line."""
    matches = list(_FIELD.finditer(line))
    ends = [match.start() for match in matches[1:]] + [len(line)]
    for match, end in zip(matches, ends, strict=False):  # no field, no end
        if match["key"] in _TEXTS:
            record.add(match["key"], line[match.end() :])
            return
        record.add(match["key"], line[match.end() : end].strip())


def job(record: Mapping[str, str]) -> Job:
    """The job of a record; times in any form that `moment` reads."""
    # TRES until 22.05; later what was given and what was asked for stand apart.
    given = (_value(record, key) for key in ("AllocTRES", "TRES", "ReqTRES"))
    resources = tres(next(filter(None, given), ""))
    return Job(
        number=record.get("JobId", ""),
        job_id=_written_id(record),
        state=record.get("JobState", ""),
        name=record.get("JobName"),
        account=_value(record, "Account"),
        partition=_value(record, "Partition"),
        qos=_value(record, "QOS"),
        nodes=_value(record, "NodeList") or "",
        cpus=_whole(record.get("NumCPUs", "")),
        memory=size(resources.get("mem", "")),
        gpus=gpus(resources),
        start=moment(record.get("StartTime", "")),
        end=moment(record.get("EndTime", "")),
        limit=duration(record.get("TimeLimit", "")),
    )


def _written_id(record: Mapping[str, str]) -> str:
    if "ArrayJobId" in record and "ArrayTaskId" in record:
        task = record["ArrayTaskId"]
        return f"{record['ArrayJobId']}_{task if task.isdigit() else f'[{task}]'}"
    if "HetJobId" in record and "HetJobOffset" in record:
        return f"{record['HetJobId']}+{record['HetJobOffset']}"
    return record.get("JobId", "")


def _value(record: Mapping[str, str], key: str) -> str | None:
    value = record.get(key, "")
    return None if value in _ABSENT else value


def _whole(text: str) -> int | None:
    """A whole number; Slurm writes some as a range, such as `2-4` CPUs of a waiting job: the first counts."""
    match = re.match(r"\d+", text)
    return int(match[0]) if match and text.isascii() else None
