"""Kernels that modules bring appear and go with them: the folders of kernelspecs follow JUPYTER_PATH.

`KernelSpecManager.kernel_dirs` is computed once, when the server starts.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from jupyter_client.kernelspec import KernelSpecManager

from ..core.environment import EnvironmentPatch, ServerEnvironment
from ..core.events import ChangeEvents, Revision

CAPABILITY = "kernels"
_VARIABLE = "JUPYTER_PATH"


def folders_of(environment: Mapping[str, str]) -> list[str]:
    """The folders of kernelspecs that JUPYTER_PATH names (jupyter_core, `jupyter_path`)."""
    entries = environment.get(_VARIABLE, "").split(os.pathsep)
    return [os.path.join(entry.rstrip(os.sep), "kernels") for entry in entries if entry]


class KernelFolders:
    """The folders in which the server looks for kernelspecs.

    Args:
        manager: the server's manager of kernelspecs.
        environment: the server's environment.
        events: tells browsers that there may be other kernels.

    """

    def __init__(
        self, manager: KernelSpecManager, environment: ServerEnvironment, events: ChangeEvents
    ) -> None:
        self._manager = manager
        self._environment = environment
        self._events = events
        self._revision = Revision()
        folders = folders_of(environment.initial)
        # A site may have set kernel_dirs without them; what it has set is left alone.
        self._followed = folders if manager.kernel_dirs[: len(folders)] == folders else []

    def follow(self, patch: EnvironmentPatch) -> None:
        """Put the folders of JUPYTER_PATH in the place of those of its former value."""
        if _VARIABLE not in patch.names:
            return
        folders = folders_of(self._environment.snapshot())
        if folders == self._followed:
            return
        others = list(self._manager.kernel_dirs)
        for former in self._followed:
            if former in others:
                others.remove(former)  # once: a site may have set the same folder besides
        self._manager.kernel_dirs = folders + others
        self._followed = folders
        self._events.advance(CAPABILITY, self._revision)
