"""What the job uses on this node: memory and CPU from control groups, GPUs from NVML, storage from the disk.

No question goes to Slurm, so this can be asked every few seconds. All tabs share an answer.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from ..core import threads
from ..core.errors import HpcLabError, TooSlowError
from ..site.quotas import Quota
from . import cgroups, gpus, node, node_figures
from .busy import BusyCores
from .models import CpuUsage, GpuUsage, MemoryUsage, Usage
from .own_job import cpus_on_node, memory_on_node, own_job
from .storage import Storage, beside_quotas

_SHARED_SECONDS = 2.0
_PATIENCE_SECONDS = 5.0

Figure = TypeVar("Figure")


class UsageMeter:
    """Measures what the job uses, or the node where there is no job.

    Args:
        environment: the environment that the server started with.
        home: the folder whose file system is shown.
        quotas: asks for the person's quotas.

    """

    def __init__(
        self,
        environment: Mapping[str, str],
        home: Path | None = None,
        quotas: Callable[[], Awaitable[Sequence[Quota]]] | None = None,
    ) -> None:
        self._in_job = own_job(environment) is not None
        self._asked_memory = memory_on_node(environment)
        self._asked_cpus = cpus_on_node(environment)
        self._gpus = gpus.visible(environment)
        self._driver = threads.OneAtATime[list[GpuUsage]]()
        self._folder = home or Path.home()
        self._home = Storage(self._folder)
        self._quotas = quotas or _no_quotas
        self._groups: cgroups.JobGroups | None = None
        self._busy = BusyCores(self._cpu_seconds)
        self._peak = 0
        self._shared: Usage | None = None
        self._shared_at = 0.0
        self._lock = asyncio.Lock()

    async def usage(self) -> Usage:
        """What is used now; the same for all who ask within two seconds."""
        async with self._lock:
            if self._shared is None or time.monotonic() - self._shared_at > _SHARED_SECONDS:
                self._shared = await self._measure()
                self._shared_at = time.monotonic()
            return self._shared

    async def memory_limit(self) -> int | None:
        """The memory that the job has on this node, in bytes; None without a limit of its own."""
        usage = await self.usage()
        return usage.memory.limit if usage.memory is not None and usage.scope == "job" else None

    async def _measure(self) -> Usage:
        memory = await self.memory()
        in_own_group = self._groups is not None
        cpu, devices, home, quotas, whole_node = await asyncio.gather(
            self._cpu(), self._devices(), self._home.usage(), self._quotas(), _in_thread(node.state)
        )
        return Usage(
            scope="job" if in_own_group else "node",
            memory=memory,
            cpu=cpu,
            gpus=devices,
            storage=beside_quotas(home, self._folder, quotas),
            node=whole_node,
            reason=self._reason(memory, cpu),
        )

    async def memory(self) -> MemoryUsage | None:
        """The memory alone, now: who asks waits neither for a GPU's figures nor for a quota command."""
        group = self._groups = await _in_thread(cgroups.own_job_groups) if self._in_job else None
        if group is None:
            return await _in_thread(_node_memory)
        found = await _in_thread(lambda: cgroups.memory(group))
        if found is None:
            return None
        self._peak = max(self._peak, found.used)
        return MemoryUsage(used=found.used, limit=found.limit or self._asked_memory, peak=self._peak)

    async def _cpu(self) -> CpuUsage | None:
        group = self._groups
        bound = await _in_thread(lambda: cgroups.bound_cpus(group)) if group else os.cpu_count()
        cores = bound or self._asked_cpus or len(os.sched_getaffinity(0))
        return CpuUsage(cores=cores, busy=await self._busy.busy())

    async def _cpu_seconds(self) -> float | None:
        group = self._groups
        return await _in_thread((lambda: cgroups.cpu_seconds(group)) if group else node_figures.cpu_seconds)

    async def _devices(self) -> list[GpuUsage]:
        if not self._gpus:
            return []
        try:
            return await self._driver.run(lambda: gpus.read(self._gpus), timeout=_PATIENCE_SECONDS)
        except TooSlowError:
            return []

    def _reason(self, memory: MemoryUsage | None, cpu: CpuUsage | None) -> str | None:
        if not self._in_job:
            return "This server does not run inside a Slurm job: memory and CPU are those of the whole node."
        if self._groups is None:
            return (
                "Slurm keeps no control group for this job, so memory and CPU are those of the whole node, "
                "with everybody on it."
            )
        missing = [
            name
            for name, absent in (("memory", memory is None), ("CPU time", cpu is None or cpu.busy is None))
            if absent
        ]
        return f"Slurm does not count {' and '.join(missing)} for this job." if missing else None


async def _no_quotas() -> Sequence[Quota]:
    return ()


async def _in_thread(read: Callable[[], Figure | None]) -> Figure | None:
    """Read something that the kernel may keep waiting; None where it can't be read."""
    try:
        return await threads.run(read, timeout=_PATIENCE_SECONDS)
    except (OSError, ValueError, KeyError, HpcLabError):  # the job has just ended, or the kernel is stuck
        return None


def oom_kills() -> int | None:
    """How many processes of the job were ended for memory; None where that isn't counted. Reads the disk.

    Raises:
        OSError: the job has just ended.

    """
    process = Path("/proc/self")
    return cgroups.oom_kills((process / "cgroup").read_text(), (process / "mountinfo").read_text())


def _node_memory() -> MemoryUsage:
    figures = node_figures.memory()
    return MemoryUsage(used=figures.total - figures.available, limit=figures.total)
