"""Reads what Slurm says of its partitions. Pure functions; formats of scontrol(1) and sinfo(1)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

from . import parse

# Of sinfo(1), -o: the partition, how many nodes, their cores, memory in MB and generic resources.
NODES_FORMAT = "%R|%D|%c|%m|%G"

# GPUs in a list of generic resources such as `gpu:a100:4(S:0-1),tmpfs:10`; where GPUs have no kind, those in
# use are listed as `gpu:(null):3(IDX:0-2)`.
GPUS = re.compile(r"(?:^|,)gpu(?::(?:\(null\)|(?P<kind>[^:,()]+)))?:(?P<count>[0-9]{1,9})(?=[,(]|$)")
# Values hold spaces, such as a partition's name; names of fields begin with a capital.
_PARTED = re.compile(r" +(?=[A-Z]\w*=)")
_NUMBER = re.compile(r"(?P<digits>[0-9]{1,12})(?P<unit>K?)\+?")
_NO_LIMIT = frozenset({"", "UNLIMITED", "INFINITE", "NONE", "(null)", "N/A"})


class NodeKind(msgspec.Struct, frozen=True):
    """Nodes of a partition that are alike.

    Attributes:
        nodes: how many.
        cpus: of each.
        memory: of each, bytes.
        gpus: of each.
        gpu_kinds: how Slurm calls them, such as `a100`.

    """

    nodes: int
    cpus: int
    memory: int
    gpus: int = 0
    gpu_kinds: tuple[str, ...] = ()


class Partition(msgspec.Struct, frozen=True):
    """A partition, with what limits a job in it.

    Attributes:
        name: as it is asked for.
        is_default: a job that names none goes there.
        is_up: whether jobs start there; else they wait or are refused.
        limit: the longest time limit, seconds; None without one.
        default_limit: the time limit of a job that asks for none, seconds; None where that is `limit`.
        nodes_per_job: the most; None without a limit.
        cpus_per_node: the most that a job gets there; None without a limit beside the nodes' own.
        memory_per_node: the same in bytes.
        accounts: who may use it; None for all.
        kinds: the nodes, by what they have.

    """

    name: str
    is_default: bool
    is_up: bool
    limit: float | None
    default_limit: float | None
    nodes_per_job: int | None
    cpus_per_node: int | None
    memory_per_node: int | None
    accounts: tuple[str, ...] | None
    kinds: tuple[NodeKind, ...]


def partitions(shown: str, nodes: str) -> list[Partition]:
    """The partitions that people may see, in Slurm's order.

    Args:
        shown: what `scontrol show partition --oneliner` prints.
        nodes: what `sinfo --exact --noheader` prints in `NODES_FORMAT`.

    """
    kinds = _kinds(nodes)
    records = [dict(_pairs(line)) for line in shown.splitlines() if line.startswith("PartitionName=")]
    return [
        _partition(record, kinds.get(record["PartitionName"], []))
        for record in records
        if record.get("RootOnly") != "YES"
    ]


def _pairs(line: str) -> list[tuple[str, str]]:
    return [
        (key, value)
        for key, equals, value in (part.partition("=") for part in _PARTED.split(line.strip()))
        if equals
    ]


def _partition(record: Mapping[str, str], kinds: Sequence[NodeKind]) -> Partition:
    accounts = record.get("AllowAccounts", "ALL")
    return Partition(
        name=record["PartitionName"],
        is_default=record.get("Default") == "YES",
        is_up=record.get("State", "UP") == "UP",
        limit=parse.duration(record.get("MaxTime", "")),
        default_limit=parse.duration(record.get("DefaultTime", "")),
        nodes_per_job=_count(record.get("MaxNodes", "")),
        cpus_per_node=_count(record.get("MaxCPUsPerNode", "")),
        memory_per_node=None if (most := record.get("MaxMemPerNode", "")) in _NO_LIMIT else parse.size(most),
        accounts=None if accounts == "ALL" else tuple(accounts.split(",")),
        kinds=tuple(kinds),
    )


def _kinds(nodes: str) -> dict[str, list[NodeKind]]:
    found: dict[str, list[NodeKind]] = {}
    for line in nodes.splitlines():
        values = line.split("|")
        if len(values) != NODES_FORMAT.count("|") + 1:
            continue
        name, count, cpus, memory, resources = values
        gpus = list(GPUS.finditer(resources))
        found.setdefault(name, []).append(
            NodeKind(
                nodes=_count(count) or 0,
                cpus=_count(cpus) or 0,
                memory=parse.size(memory.rstrip("+")) or 0,
                gpus=sum(int(gpu["count"]) for gpu in gpus),
                gpu_kinds=tuple(dict.fromkeys(gpu["kind"] for gpu in gpus if gpu["kind"])),
            )
        )
    return found


def _count(text: str) -> int | None:
    """A whole number; sinfo writes 1024 CPUs as `1K`, and `64+` for nodes that have as many or more."""
    match = _NUMBER.fullmatch(text)
    return int(match["digits"]) * (1024 if match["unit"] else 1) if match else None
