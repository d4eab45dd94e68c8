"""Magics for notebooks, by `%load_ext hpclab`: Slurm's commands, and the session's modules.

They run in the kernel, whose Python may be another one than the server's, such as a module's. So this
package, and what it uses of `core` and `slurm`, needs nothing but the standard library and IPython.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from . import cancelling, modules, reports, submitting


class Shell(Protocol):
    """What is used of IPython's `InteractiveShell`."""

    def register_magic_function(
        self, func: Callable[..., object], magic_kind: str = ..., magic_name: str | None = ...
    ) -> None:
        """Make a function a magic; its docstring is what `%name?` shows."""


def register(shell: Shell) -> None:
    """Give a shell the magics."""
    for function in (
        reports.squeue,
        reports.sacct,
        reports.sinfo,
        cancelling.scancel,
        modules.module,
    ):
        shell.register_magic_function(function, "line", function.__name__)
    shell.register_magic_function(submitting.sbatch, "line_cell", "sbatch")
