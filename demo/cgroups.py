"""Which control groups Slurm can use on this machine, and their removal when it has stopped."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

MOUNT = Path("/sys/fs/cgroup")
_V1_CONTROLLERS = ("memory", "freezer", "cpuset", "cpuacct")


@dataclass(frozen=True)
class Cgroups:
    """What Slurm uses to hold jobs to their limits.

    Attributes:
        plugin: Slurm's plugin, `cgroup/v1` or `cgroup/v2`; empty where limits can't be enforced.
        reason: Why not; empty where they are.
        without_systemd: For v2: that Slurm makes its groups itself.

    """

    plugin: str
    reason: str = ""
    without_systemd: bool = False

    @property
    def enforced(self) -> bool:
        """Whether jobs are held to their limits."""
        return bool(self.plugin)


def detect() -> Cgroups:
    """Find the version of control groups that Slurm can write here."""
    if (MOUNT / "cgroup.controllers").exists():
        return _detect_v2()
    missing = [name for name in _V1_CONTROLLERS if not (MOUNT / name / "tasks").exists()]
    if missing:
        return Cgroups("", f"no control group of {', '.join(missing)} is mounted below {MOUNT}")
    for name in _V1_CONTROLLERS:
        reason = _why_not_writable(MOUNT / name)
        if reason:
            return Cgroups("", reason)
    return Cgroups("cgroup/v1")


def _detect_v2() -> Cgroups:
    controllers = (MOUNT / "cgroup.controllers").read_text(encoding="ascii").split()
    if "memory" not in controllers:
        return Cgroups("", f"{MOUNT}/cgroup.controllers doesn't offer memory")
    reason = _why_not_writable(MOUNT)
    if reason:
        return Cgroups("", reason)
    return Cgroups("cgroup/v2", without_systemd=not Path("/run/systemd/system").exists())


def _why_not_writable(folder: Path) -> str:
    """Try to make a group in the folder; returns why it can't be made, or an empty text."""
    probe = folder / "hpclab-demo-probe"
    try:
        probe.mkdir()
        probe.rmdir()
    except OSError as error:
        return f"no control group can be made in {folder}: {error.strerror}"
    return ""


def remove(node: str, *, seconds: float = 10) -> list[Path]:
    """Remove the groups that a stopped slurmd leaves behind, and end what is still in them.

    Args:
        node: The node's name; slurmd calls its groups after it, so all that is in them was Slurm's.
        seconds: How long to wait for the last processes to end.

    Returns:
        Those that can't be removed.

    """
    deadline = time.monotonic() + seconds
    while left := _remove_once(node):
        if time.monotonic() > deadline:
            break
        time.sleep(0.2)
    return left


def _remove_once(node: str) -> list[Path]:
    tops = [*MOUNT.glob(f"*/slurm_{node}"), *MOUNT.glob(f"system.slice/{node}_slurmstepd.scope")]
    for top in tops:
        inner_first = sorted((path for path in top.rglob("*") if path.is_dir()), reverse=True)
        for folder in [*inner_first, top]:
            _kill_all(folder)
            with contextlib.suppress(OSError):
                folder.rmdir()
    return [top for top in tops if top.exists()]


def _kill_all(group: Path) -> None:
    """Kill what is in a group: with version 2, slurmd leaves a process there on purpose."""
    with contextlib.suppress(FileNotFoundError):
        for pid in (group / "cgroup.procs").read_text(encoding="ascii").split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
