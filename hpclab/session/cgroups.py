"""Reads memory and CPU time of a Slurm job from its control groups, version 1 and 2.

Slurm makes a group for the job, below it one for each step and task. The job's level carries the limit and
counts everything, what runs in other steps too. Formats: cgroups(7), proc_pid_mountinfo(5), and the kernel's
admin-guide/cgroup-v1/memory.rst and admin-guide/cgroup-v2.rst.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

import msgspec

# The kernel writes nearly 2^63 where there is no limit; no machine has 2^60 bytes.
_NO_LIMIT = 1 << 60
_JOB_FOLDER = re.compile(r"job_\d+")
_ESCAPED = re.compile(r"\\([0-7]{3})")


class Mount(msgspec.Struct, frozen=True):
    """A mounted hierarchy of control groups.

    Attributes:
        controllers: such as `memory`; empty for version 2.
        root: the group that is mounted, `/` but in containers.
        folder: where it is mounted.

    """

    controllers: frozenset[str]
    root: PurePosixPath
    folder: Path

    def path_of(self, group: PurePosixPath) -> Path | None:
        """The folder of a group; None where it isn't mounted here."""
        return self.folder / group.relative_to(self.root) if group.is_relative_to(self.root) else None


class JobGroups(msgspec.Struct, frozen=True):
    """The folders of a job's groups; None where a controller has no group of the job's own.

    Attributes:
        memory: the memory controller's.
        cpu: where CPU time is counted.
        cpuset: where the CPUs are bound.
        unified: they are of version 2.

    """

    memory: Path | None
    cpu: Path | None
    cpuset: Path | None
    unified: bool


class Memory(msgspec.Struct, frozen=True):
    """Bytes in use, without the page cache that the kernel would give back, and the limit if there is one."""

    used: int
    limit: int | None


def mounts(mountinfo: str) -> list[Mount]:
    """The hierarchies in `/proc/self/mountinfo`."""
    found = []
    for line in mountinfo.splitlines():
        before, _, after = line.partition(" - ")
        fields, kind = before.split(" "), after.split(" ")
        if len(fields) < 5 or len(kind) < 3 or kind[0] not in ("cgroup", "cgroup2"):
            continue
        controllers = frozenset() if kind[0] == "cgroup2" else frozenset(kind[2].split(","))
        found.append(Mount(controllers, PurePosixPath(_unescaped(fields[3])), Path(_unescaped(fields[4]))))
    return found


def groups(proc_cgroup: str) -> dict[str, PurePosixPath]:
    """The group of a process for each controller, from `/proc/PID/cgroup`; version 2's has the empty name."""
    found = {}
    for line in proc_cgroup.splitlines():
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if path.startswith("/"):
            found.update({name: PurePosixPath(path) for name in controllers.split(",")})
    return found


def job_level(group: PurePosixPath) -> PurePosixPath | None:
    """The job's group above (or at) that of a task; None where the group is no job's."""
    levels = [group, *group.parents]
    return next((level for level in levels if _JOB_FOLDER.fullmatch(level.name)), None)


def job_groups(proc_cgroup: str, mountinfo: str) -> JobGroups | None:
    """Where a process's job has its groups.

    Args:
        proc_cgroup: the text of `/proc/self/cgroup`.
        mountinfo: the text of `/proc/self/mountinfo`.

    Returns:
        None where no controller has a group of a Slurm job.

    """
    mounted = mounts(mountinfo)
    folders = {}
    for controller, group in groups(proc_cgroup).items():
        level = job_level(group)
        folder = _folder(controller, level, mounted) if level is not None else None
        if folder is not None:
            folders[controller] = folder
    # A machine can mount both versions; version 1 is in use where its memory controller has the job.
    if "memory" in folders or "cpuacct" in folders or "cpuset" in folders:
        return JobGroups(folders.get("memory"), folders.get("cpuacct"), folders.get("cpuset"), unified=False)
    if "" in folders:
        return JobGroups(folders[""], folders[""], folders[""], unified=True)
    return None


def own_job_groups() -> JobGroups | None:
    """Where the job of this process has its groups; None where it has none. Reads the disk.

    Raises:
        OSError: the job has just ended.

    """
    process = Path("/proc/self")
    return job_groups((process / "cgroup").read_text(), (process / "mountinfo").read_text())


def memory(groups_of_job: JobGroups) -> Memory | None:
    """Read the job's memory.

    Returns:
        None where the job has no group for memory.

    Raises:
        OSError: the group is gone, such as of a job that has just ended.
        ValueError: the kernel writes something else than it documents.

    """
    folder = groups_of_job.memory
    if folder is None:
        return None
    if groups_of_job.unified:
        if not (folder / "memory.current").exists():
            return None
        stat = counters((folder / "memory.stat").read_text())
        used = int((folder / "memory.current").read_text()) - _page_cache(stat, "")
        above = (level / "memory.max" for level in [folder, *folder.parents])
        return Memory(max(0, used), smallest_limit(file.read_text() for file in above if file.exists()))
    stat = counters((folder / "memory.stat").read_text())
    used = int((folder / "memory.usage_in_bytes").read_text()) - _page_cache(stat, "total_")
    limits = [(folder / "memory.limit_in_bytes").read_text()]
    if "hierarchical_memory_limit" in stat:
        limits.append(str(stat["hierarchical_memory_limit"]))
    return Memory(max(0, used), smallest_limit(limits))


def oom_kills(proc_cgroup: str, mountinfo: str) -> int | None:
    """How many processes beside this one the kernel has ended because the job's memory was full.

    Version 1 counts them in the group that they were in alone, so it is the process's own that is read.

    Args:
        proc_cgroup: the text of `/proc/self/cgroup`.
        mountinfo: the text of `/proc/self/mountinfo`.

    Returns:
        None where it isn't counted.

    Raises:
        OSError: the group is gone.

    """
    mounted = mounts(mountinfo)
    own = groups(proc_cgroup)
    for controller, file in (("memory", "memory.oom_control"), ("", "memory.events")):
        folder = _folder(controller, own[controller], mounted) if controller in own else None
        if folder is not None and (folder / file).exists():
            return counters((folder / file).read_text()).get("oom_kill")
    return None


def cpu_seconds(groups_of_job: JobGroups) -> float | None:
    """Read the CPU time of all processes that the job has had on this node, in seconds.

    Returns:
        None where it isn't counted for the job.

    Raises:
        OSError: the group is gone.
        ValueError: the kernel writes something else than it documents.

    """
    if groups_of_job.cpu is None:
        return None
    if groups_of_job.unified:
        return counters((groups_of_job.cpu / "cpu.stat").read_text())["usage_usec"] / 1e6
    return int((groups_of_job.cpu / "cpuacct.usage").read_text()) / 1e9


def bound_cpus(groups_of_job: JobGroups) -> int | None:
    """The number of CPUs that the job is bound to; None where it isn't bound to any.

    Raises:
        OSError: the group is gone.

    """
    if groups_of_job.cpuset is None:
        return None
    file = groups_of_job.cpuset / "cpuset.cpus"
    return len(cpu_list(file.read_text())) or None if file.exists() else None


def counters(text: str) -> dict[str, int]:
    """The counters in a file such as `memory.stat` or `cpu.stat`: a name and a number in each line."""
    pairs = (line.split() for line in text.splitlines())
    return {pair[0]: int(pair[1]) for pair in pairs if len(pair) == 2 and pair[1].isdecimal()}


def smallest_limit(texts: Iterable[str]) -> int | None:
    """The limit that holds among those of a group and the groups above it, in bytes; `max` is none."""
    limits = [int(text) for text in texts if text.strip().isdecimal()]
    return min((limit for limit in limits if 0 < limit < _NO_LIMIT), default=None)


def cpu_list(text: str) -> set[int]:
    """The CPUs in a list such as `0-3,8`; see cpuset(7), "List format"."""
    cpus: set[int] = set()
    for part in text.strip().split(","):
        first, _, last = part.partition("-")
        if first.isdecimal() and (last.isdecimal() or not last) and int(last or first) < 1 << 16:
            cpus.update(range(int(first), int(last or first) + 1))
    return cpus


def _page_cache(stat: Mapping[str, int], prefix: str) -> int:
    """Bytes of files, those read often too, that the kernel gives back when memory runs short."""
    return stat.get(f"{prefix}inactive_file", 0) + stat.get(f"{prefix}active_file", 0)


def _folder(controller: str, level: PurePosixPath, mounted: Iterable[Mount]) -> Path | None:
    for mount in mounted:
        if controller in mount.controllers or (not controller and not mount.controllers):
            folder = mount.path_of(level)
            if folder is not None:
                return folder
    return None


def _unescaped(text: str) -> str:
    """A path of mountinfo, where odd characters are three octal digits behind a backslash."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 8)), text)
