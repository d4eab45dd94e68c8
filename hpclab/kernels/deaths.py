"""Finds out why a kernel died: the job's memory was full, a signal, or it ended itself.

Jupyter starts another kernel in its place and says no more than that. What a kernel held is known only while
it lives, so it is looked at every few seconds while any runs.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections import deque
from collections.abc import Awaitable, Callable, Collection
from functools import partial
from pathlib import Path

import msgspec
from jupyter_client.manager import KernelManager
from jupyter_client.multikernelmanager import MultiKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from ..core import tasks, threads
from ..core.errors import HpcLabError
from ..core.events import ChangeEvents, Revision
from .models import Cause, KernelDeath, KernelDeaths
from .running import local_process

_PACE_SECONDS = 3.0
_PATIENCE_SECONDS = 5.0
_KEPT = 20


class Seen(msgspec.Struct, frozen=True):
    """What was seen of a kernel when it last lived.

    Attributes:
        held: bytes of its resident memory.
        counted: how many processes of the job had been ended for memory then; None if unknown.
        oom_kills: the same at the look before, if there was one. A process that is being ended for memory is
            counted before it has gone, so that it may be among those that `counted` has.

    """

    held: int
    counted: int | None
    oom_kills: int | None

    def after(self, earlier: Seen | None) -> Seen:
        """The same, where an earlier look has seen it too."""
        return self if earlier is None else msgspec.structs.replace(self, oom_kills=earlier.counted)


class DeathWatch:
    """Watches the kernels.

    Args:
        kernels: the server's kernel manager.
        oom_kills: reads how many processes of the job were ended for memory; may wait for the disk.
        memory_limit: tells the job's memory on this node in bytes.
        events: tells browsers.
        revision: of the kernels' state.

    """

    def __init__(
        self,
        kernels: MultiKernelManager,
        oom_kills: Callable[[], int | None],
        memory_limit: Callable[[], Awaitable[int | None]],
        events: ChangeEvents,
        revision: Revision,
    ) -> None:
        self._kernels = kernels
        self._oom_kills = oom_kills
        self._memory_limit = memory_limit
        self._events = events
        self._revision = revision
        self._deaths: deque[KernelDeath] = deque(maxlen=_KEPT)
        self._watched: set[str] = set()
        self._seen: dict[int, Seen] = {}  # by process id
        self._watching: asyncio.Task[None] | None = None
        self._telling: set[asyncio.Task[None]] = set()

    def deaths(self) -> KernelDeaths:
        """The kernels that died lately, the last one first."""
        return KernelDeaths(self._revision.value, list(self._deaths))

    def start(self) -> None:
        """Begin to watch."""
        self._watching = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Watch no more."""
        if self._watching is not None:
            await tasks.end(self._watching)

    async def _watch(self) -> None:
        while True:
            kernels = self._kernels.list_kernel_ids()
            for kernel in kernels:
                self._listen_to(kernel)
            self._watched.intersection_update(kernels)
            if kernels:
                with contextlib.suppress(OSError, HpcLabError):
                    await self._look()
            await asyncio.sleep(_PACE_SECONDS)

    def _listen_to(self, kernel: str) -> None:
        if kernel not in self._watched:
            self._watched.add(kernel)
            for event in ("restart", "dead"):
                self._kernels.add_restart_callback(kernel, partial(self._died, kernel), event)

    async def _look(self) -> None:
        running = (self._kernels.get_kernel(kernel) for kernel in self._kernels.list_kernel_ids())
        pids = {pid for manager in running if (pid := local_process(manager)) is not None}
        seen = await threads.run(lambda: _see(pids, self._oom_kills), timeout=_PATIENCE_SECONDS)
        # Of one that has died meanwhile, what was seen before stays, until Jupyter has noticed.
        before = {pid: what for pid, what in self._seen.items() if pid in pids}
        self._seen = {**before, **{pid: what.after(before.get(pid)) for pid, what in seen.items()}}

    def _died(self, kernel: str) -> None:
        """Called by Jupyter when it finds a kernel dead, before it starts another one."""
        if kernel not in self._kernels:
            return
        manager = self._kernels.get_kernel(kernel)
        status = exit_status(manager)
        if status is None:
            return  # it runs elsewhere
        pid = local_process(manager) or 0
        telling = asyncio.ensure_future(self._tell(kernel, status, self._seen.get(pid)))
        self._telling.add(telling)
        telling.add_done_callback(self._telling.discard)

    async def _tell(self, kernel: str, status: int, seen: Seen | None) -> None:
        before = seen.oom_kills if seen is not None else None
        now = None
        with contextlib.suppress(OSError, HpcLabError):
            now = await threads.run(self._oom_kills, timeout=_PATIENCE_SECONDS)
        full = before is not None and now is not None and now > before
        self._deaths.appendleft(
            KernelDeath(
                kernel_id=kernel,
                at=time.time(),
                cause=cause_of(status, memory_was_full=full),
                signal=signal_name(status),
                status=status if status >= 0 else None,
                held=seen.held if seen is not None else None,
                limit=await self._memory_limit(),
            )
        )
        self._events.advance("kernels", self._revision)


def cause_of(status: int, *, memory_was_full: bool) -> Cause:
    """Why a kernel ended.

    Args:
        status: its exit status; negative is the number of the signal that ended it.
        memory_was_full: since it was last seen alive, the node has ended a process of the job for memory.

    """
    if status >= 0:
        return "exit"
    return "memory" if memory_was_full and status == -signal.SIGKILL else "signal"


def signal_name(status: int) -> str | None:
    """The name of the signal that an exit status stands for, such as `SIGSEGV`; None where it is none."""
    if status >= 0:
        return None
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"signal {-status}"


def exit_status(manager: KernelManager) -> int | None:
    """The exit status of a kernel that ran on this node; None where it isn't known."""
    provisioner = manager.provisioner
    process = provisioner.process if isinstance(provisioner, LocalProvisioner) else None
    return process.returncode if process is not None else None


def _see(pids: Collection[int], oom_kills: Callable[[], int | None]) -> dict[int, Seen]:
    """What there is to see of those processes that live; reads the disk."""
    counted = oom_kills()  # first: who lives afterwards isn't among them
    held = {pid: _held(pid) for pid in pids}
    return {pid: Seen(size, counted, counted) for pid, size in held.items() if size}


def _held(pid: int) -> int:
    """Bytes of a process's resident memory (proc(5), `/proc/PID/statm`); 0 where it has ended."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
