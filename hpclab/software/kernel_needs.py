"""Which kernels need what a change of modules takes away from the server's start."""

from __future__ import annotations

import os
import shutil
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

import msgspec

_SEARCHED = ("PATH", "JUPYTER_PATH")


class KernelFiles(msgspec.Struct, frozen=True):
    """Where a kernel comes from.

    Attributes:
        title: as people know it (`display_name`).
        program: the first word of its command: a path, or a name that PATH is searched for.
        folder: of its kernelspec.

    """

    title: str
    program: str
    folder: str


KernelSource = Callable[[], Awaitable[Sequence[KernelFiles]]]


async def no_kernels() -> Sequence[KernelFiles]:
    """No kernel is known."""
    return ()


def folders_lost(
    start: Mapping[str, str], before: Mapping[str, str], after: Mapping[str, str]
) -> frozenset[str]:
    """The folders of PATH and JUPYTER_PATH that were there at the server's start, are there, and go."""
    return frozenset(
        folder
        for name in _SEARCHED
        for folder in _folders(before, name) - _folders(after, name)
        if folder in _folders(start, name)
    )


def needing(kernels: Iterable[KernelFiles], lost: Iterable[str], before: Mapping[str, str]) -> list[str]:
    """The titles of the kernels whose program or kernelspec lies below one of some folders, in order.

    Args:
        kernels: those that there are.
        lost: the folders, by `folders_lost`.
        before: the environment in which a program's name is looked for.

    """
    gone = tuple(f"{folder}{os.sep}" for folder in lost)
    path = before.get("PATH", "")
    titles = {
        kernel.title
        for kernel in kernels
        if kernel.folder.startswith(gone)
        or (shutil.which(kernel.program, path=path) or kernel.program).startswith(gone)
    }
    return sorted(titles)


def _folders(environment: Mapping[str, str], name: str) -> set[str]:
    entries = environment.get(name, "").split(os.pathsep)
    return {os.path.normpath(entry) for entry in entries if os.path.isabs(entry) and entry.strip(os.sep)}
