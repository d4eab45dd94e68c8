"""Finds what holds the job's memory: kernels, terminals and applications, each with all that it started.

Counted is what a process would give back if it ended: its own pages and shared memory, not the files and
libraries that the page cache holds. Read from `/proc/PID/status`; see proc_pid_status(5), from Linux 4.5 on.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from pathlib import Path

import msgspec

_KILOBYTE = 1024


class Held(msgspec.Struct, frozen=True):
    """What one process holds.

    Attributes:
        parent: the process id of who started it.
        own: bytes that it alone has.
        shared: bytes of memory that it shares, such as that of /dev/shm.

    """

    parent: int
    own: int
    shared: int


def held_by_trees(processes: Mapping[int, Held], roots: Collection[int]) -> dict[int, int]:
    """What each root holds together with its descendants, without those that descend from a nearer root.

    Memory that processes share is counted once for a tree: that of the one that has most of it.

    Args:
        processes: by process id.
        roots: process ids; one that has ended holds nothing.

    Returns:
        Bytes by root.

    """
    own = dict.fromkeys(roots, 0)
    shared = dict.fromkeys(roots, 0)
    for pid, held in processes.items():
        root = _root_of(pid, processes, roots)
        if root is not None:
            own[root] += held.own
            shared[root] = max(shared[root], held.shared)
    return {root: own[root] + shared[root] for root in roots}


def read(of_user: int) -> dict[int, Held]:
    """All processes of a user on this node; those that end meanwhile are left out. Reads the disk.

    Args:
        of_user: the number of the user.

    """
    found = {}
    with os.scandir("/proc") as entries:
        pids = [entry.name for entry in entries if entry.name.isdecimal() and _is_of(entry, of_user)]
    for pid in pids:
        try:
            held = parse(Path("/proc", pid, "status").read_text(errors="replace"))
        except OSError:
            continue
        if held is not None:
            found[int(pid)] = held
    return found


def parse(status: str) -> Held | None:
    """What `/proc/PID/status` tells; None for one that has ended, or of a kernel too old to tell."""
    fields = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    try:
        parent, own, shared = (int(fields[name].split()[0]) for name in ("PPid", "RssAnon", "RssShmem"))
    except (KeyError, IndexError, ValueError):
        return None
    return Held(parent, own * _KILOBYTE, shared * _KILOBYTE)


def _root_of(pid: int, processes: Mapping[int, Held], roots: Collection[int]) -> int | None:
    seen = set()  # read one by one, the parents may tell of a circle
    while pid not in roots:
        if pid not in processes or pid in seen:
            return None
        seen.add(pid)
        pid = processes[pid].parent
    return pid


def _is_of(entry: os.DirEntry[str], user: int) -> bool:
    try:
        return entry.stat().st_uid == user
    except OSError:  # it has just ended
        return False
