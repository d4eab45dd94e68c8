"""Kernels that modules bring appear and go with them: the folders of kernelspecs follow JUPYTER_PATH.

`KernelSpecManager.kernel_dirs` is computed once, when it is first asked for. That isn't done here before it
has to be: it imports IPython, which a server's start need not wait for.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
import os
from collections.abc import Mapping, Sequence

from jupyter_client.kernelspec import KernelSpecManager

from ..core import threads
from ..core.environment import EnvironmentPatch, ServerEnvironment
from ..core.events import ChangeEvents, Revision
from ..software.kernel_needs import KernelFiles

CAPABILITY = "kernels"
_VARIABLE = "JUPYTER_PATH"
_SPECS_SECONDS = 3.0

_log = logging.getLogger(__name__)


def folders_of(environment: Mapping[str, str]) -> list[str]:
    """The folders of kernelspecs that JUPYTER_PATH names (jupyter_core, `jupyter_path`)."""
    entries = environment.get(_VARIABLE, "").split(os.pathsep)
    return [os.path.join(entry.rstrip(os.sep), "kernels") for entry in entries if entry]


async def kernel_files(manager: KernelSpecManager) -> Sequence[KernelFiles]:
    """Where the kernels come from; none where that can't be read in time, as it is only worth a word."""
    try:
        specs = await threads.run(manager.get_all_specs, timeout=_SPECS_SECONDS)
        if inspect.isawaitable(specs):  # a gateway's kernels lie on another machine
            specs = await asyncio.wait_for(specs, _SPECS_SECONDS)
        return [
            KernelFiles(
                title=about["spec"].get("display_name") or name,
                program=next(iter(about["spec"].get("argv") or []), ""),
                folder=about.get("resource_dir") or "",
            )
            for name, about in specs.items()
        ]
    except Exception as error:  # of any manager that a site has put in its place
        _log.warning("hpclab: the kernels could not be read: %s", error)
        return []


class KernelFolders:
    """The folders in which the server looks for kernelspecs.

    Args:
        manager: the server's manager of kernelspecs.
        environment: the server's environment.
        events: tells browsers that there may be other kernels.
        revision: of the kernels' state.

    """

    def __init__(
        self,
        manager: KernelSpecManager,
        environment: ServerEnvironment,
        events: ChangeEvents,
        revision: Revision,
    ) -> None:
        self._manager = manager
        self._environment = environment
        self._events = events
        self._revision = revision
        self._named = folders_of(environment.initial)
        self._follows: bool | None = None  # not known before the manager knows its folders

    def follow(self, patch: EnvironmentPatch) -> None:
        """Put the folders of JUPYTER_PATH in the place of those of its former value."""
        if _VARIABLE not in patch.names:
            return
        former, self._named = self._named, folders_of(self._environment.snapshot())
        if self._named == former:
            return
        if self._manager.trait_has_value("kernel_dirs"):  # else it will look at JUPYTER_PATH as it is then
            self._replace(former)
        self._events.advance(CAPABILITY, self._revision)

    def _replace(self, former: list[str]) -> None:
        """Put the folders that are named now in the place of others."""
        others = list(self._manager.kernel_dirs)
        if self._follows is None:
            # A site may have set kernel_dirs without them; what it has set is left alone.
            self._follows = others[: len(former)] == former
        for folder in former if self._follows else ():
            if folder in others:
                others.remove(folder)  # once: a site may have set the same folder besides
        self._manager.kernel_dirs = self._named + others
        self._follows = True
