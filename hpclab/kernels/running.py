"""The kernels and terminals that run, with the modules that they were started with."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from jupyter_client.manager import KernelManager
from jupyter_client.multikernelmanager import MultiKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from jupyter_core.utils import ensure_async

from ..core.activities import Activity, ActivityKind
from ..software.fingerprint import fingerprint
from .started_with import SessionHistory, StartEnvironments

_OF_MODULES = {"LOADEDMODULES", "_LMFILES_", "MODULEPATH"}


class SessionManager(Protocol):
    """The server's notebooks and consoles that have a kernel."""

    async def list_sessions(self) -> list[dict[str, Any]]:
        """As in the answer of `api/sessions`."""


class PseudoTerminal(Protocol):
    """A terminal's process, as ptyprocess has it."""

    pid: int


class Terminal(Protocol):
    """A terminal, as terminado has it."""

    ptyproc: PseudoTerminal


class TerminalManager(Protocol):
    """The server's terminals, by name."""

    terminals: Mapping[str, Terminal]

    async def terminate_all(self) -> None:
        """End all of them."""


class RunningProcesses:
    """Tells of kernels and terminals what they were started with.

    Args:
        kernels: the server's kernel manager.
        sessions: knows which notebook or console a kernel belongs to.
        terminals: gives the server's terminals; None where it has none.
        history: knows whose modules are out of date.

    """

    def __init__(
        self,
        kernels: MultiKernelManager,
        sessions: SessionManager,
        terminals: Callable[[], TerminalManager | None],
        history: SessionHistory,
    ) -> None:
        self._kernels = kernels
        self._sessions = sessions
        self._terminals = terminals
        self._history = history
        self._environments = StartEnvironments()

    async def kernels(self) -> list[Activity]:
        """The kernels, by the names of their notebooks and consoles."""
        names = await self._names()
        running = {kernel: self._kernels.get_kernel(kernel) for kernel in self._kernels.list_kernel_ids()}
        return await asyncio.gather(
            *(
                self._activity(
                    "kernel",
                    kernel,
                    names.get(kernel) or manager.kernel_name,
                    local_process(manager),
                    sets_modules=sets_modules(manager),
                )
                for kernel, manager in running.items()
            )
        )

    async def terminals(self) -> list[Activity]:
        """The terminals, by the names that the server gives them."""
        manager = self._terminals()
        running = dict(manager.terminals) if manager else {}
        return await asyncio.gather(
            *(
                self._activity("terminal", name, name, terminal.ptyproc.pid)
                for name, terminal in running.items()
            )
        )

    async def end_kernels(self) -> None:
        """Have all kernels end, as a person's "Shut down" does."""
        await ensure_async(self._kernels.shutdown_all())

    async def end_terminals(self) -> None:
        """End all terminals, where the server has any."""
        if (manager := self._terminals()) is not None:
            await manager.terminate_all()

    async def _names(self) -> dict[str, str]:
        """The name of each kernel's first notebook or console."""
        names: dict[str, str] = {}
        for session in await self._sessions.list_sessions():
            name = session["name"] or session["path"].rpartition("/")[2]
            names.setdefault(session["kernel"]["id"], name)
        return names

    async def _activity(
        self, kind: ActivityKind, identifier: str, name: str, pid: int | None, *, sets_modules: bool = False
    ) -> Activity:
        environment = None if pid is None else await self._environments.of(pid)
        if environment is None:
            return Activity(kind, identifier, name, modules=(), stale=None, pid=pid)
        return Activity(
            kind,
            identifier,
            name,
            modules=fingerprint(environment).modules,
            stale=not sets_modules and self._history.is_stale(environment),
            pid=pid,
        )


def local_process(manager: KernelManager) -> int | None:
    """The process id of a kernel; None for one that runs elsewhere, or not at all."""
    provisioner = manager.provisioner
    if isinstance(provisioner, LocalProvisioner) and provisioner.has_process:
        return provisioner.pid
    return None


def sets_modules(manager: KernelManager) -> bool:
    """Whether a kernel on this node has modules of its own by its kernelspec."""
    if local_process(manager) is None or manager.kernel_spec is None:
        return False
    return not _OF_MODULES.isdisjoint(manager.kernel_spec.env)
