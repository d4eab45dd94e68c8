"""Reads how full the partitions are. Pure functions; the fields are those of sinfo(1), `--Format`."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from .partitions import GPUS

# A size is the least and the most that is printed: without one, 20 characters would do.
_FIELDS = {
    "PartitionName": 200,
    "Available": 20,
    "StateLong": 60,
    "Nodes": 20,
    "CPUsState": 80,
    "Gres": 500,
    "GresUsed": 500,
}
ARGUMENTS = (
    "--exact",
    "--noheader",
    # This cluster's alone, as for the queue.
    "--local",
    f"--Format={','.join(f'{field}:{size}|' for field, size in _FIELDS.items())}",
)

# A partition in another state, such as `drain`, starts no jobs.
_UP = "up"
# Of sinfo(1), "Node state codes": powered off, powering up, planned for another job, some jobs end just now.
_STILL_USABLE = "~#-+"
_EMPTY = "idle"
# Nodes in other states, or with other marks, take no new jobs now.
_USABLE = frozenset({_EMPTY, "mixed", "allocated", "completing", "planned"})

_STATE = re.compile(r"(?P<name>[a-z]+)(?P<marks>[^a-z]*)")
_CORES = re.compile(r"\d{1,12}/(?P<idle>\d{1,12})/\d{1,12}/(?P<total>\d{1,12})", re.ASCII)
_COUNT = re.compile(r"\d{1,9}", re.ASCII)


class Share(msgspec.Struct, frozen=True):
    """Some of many.

    Attributes:
        free: how many a new job could get now.
        total: how many there are.

    """

    free: int
    total: int

    def __add__(self, other: Share) -> Share:
        """Both together."""
        return Share(self.free + other.free, self.total + other.total)


class Occupancy(msgspec.Struct, frozen=True):
    """How full a partition is.

    Attributes:
        partition: its name.
        nodes: free are those where nothing runs.
        cores: as Slurm counts CPUs.
        gpus: none in total where the partition has none.

    """

    partition: str
    nodes: Share
    cores: Share
    gpus: Share


def occupancy(printed: str) -> list[Occupancy]:
    """How full each partition is, in Slurm's order.

    Args:
        printed: what `sinfo` prints with `ARGUMENTS`: a line for nodes of a partition that are alike in all
            fields but the cores', which are added up. A line that makes no sense is left out.

    """
    found: dict[str, Occupancy] = {}
    for part in _parts(printed):
        before = found.get(part.partition)
        found[part.partition] = _sum(before, part) if before else part
    return list(found.values())


def _parts(printed: str) -> Iterator[Occupancy]:
    for line in printed.splitlines():
        values = [value.strip() for value in line.split("|")]
        # Each field ends with a mark, also the last.
        if len(values) != len(_FIELDS) + 1:
            continue
        part = _part(dict(zip(_FIELDS, values[:-1], strict=True)))
        if part is not None:
            yield part


def _part(row: dict[str, str]) -> Occupancy | None:
    cores = _CORES.fullmatch(row["CPUsState"])
    if not row["PartitionName"] or cores is None or not _COUNT.fullmatch(row["Nodes"]):
        return None
    nodes = int(row["Nodes"])
    state = _usable_state(row["StateLong"]) if row["Available"] == _UP else None
    gpus, used = _gpus(row["Gres"]), _gpus(row["GresUsed"])
    return Occupancy(
        partition=row["PartitionName"],
        nodes=Share(nodes if state == _EMPTY else 0, nodes),
        cores=Share(int(cores["idle"]) if state else 0, int(cores["total"])),
        gpus=Share(max(0, gpus - used) * nodes if state else 0, gpus * nodes),
    )


def _usable_state(state: str) -> str | None:
    """The state of nodes that take new jobs, without marks such as that of `idle~`; None of others."""
    match = _STATE.fullmatch(state)
    if match is None or match["marks"].strip(_STILL_USABLE):
        return None
    return match["name"] if match["name"] in _USABLE else None


def _gpus(resources: str) -> int:
    """How many GPUs there are in a list of generic resources."""
    return sum(int(gpu["count"]) for gpu in GPUS.finditer(resources))


def _sum(one: Occupancy, other: Occupancy) -> Occupancy:
    return Occupancy(
        partition=one.partition,
        nodes=one.nodes + other.nodes,
        cores=one.cores + other.cores,
        gpus=one.gpus + other.gpus,
    )
