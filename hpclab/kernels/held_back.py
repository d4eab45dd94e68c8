"""Kernels wait for the collection that is restored at the server's start: JupyterLab restores both at once.

A notebook's kernel gets a copy of the environment that was taken before it had to wait, so what has changed
meanwhile is applied to that copy too.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from jupyter_client.multikernelmanager import MultiKernelManager
from jupyter_core.utils import ensure_async

from ..core.environment import ServerEnvironment, difference

_PATIENCE_SECONDS = 10.0


class HeldBackKernels:
    """Kernels that start while the session begins; one that has waited too long starts, and is out of date.

    Args:
        manager: the server's kernel manager.
        settled: returns once the session has begun.
        environment: the server's.
        patience: seconds that a kernel waits at most.

    """

    def __init__(
        self,
        manager: MultiKernelManager,
        settled: Callable[[], Awaitable[object]],
        environment: ServerEnvironment,
        patience: float = _PATIENCE_SECONDS,
    ) -> None:
        self._settled = settled
        self._environment = environment
        self._patience = patience
        self._start: Callable[..., Any] = manager.start_kernel
        # It stays in place: another extension may have put its own around this one meanwhile.
        manager.start_kernel = self._start_later  # type: ignore[method-assign, assignment] # no hook

    async def _start_later(self, **options: Any) -> str:
        """In the place of the manager's `start_kernel`."""
        before = self._environment.snapshot()
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._settled(), self._patience)
        if isinstance(given := options.get("env"), dict):
            patch = difference(before, self._environment.snapshot())
            options["env"] = patch.applied_to(given)
        return str(await ensure_async(self._start(**options)))
