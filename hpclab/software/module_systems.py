"""Which module systems hpclab works with, and which one a program is."""

from __future__ import annotations

from pathlib import Path

from .backend import Backend, SystemName
from .environment_modules import LIMITS, EnvironmentModules
from .lmod import Lmod


def name_of(command: Path) -> SystemName:
    """The module system whose program this is; that of Environment Modules is named `modulecmd.tcl`."""
    return "environment-modules" if command.name.startswith("modulecmd") else "Lmod"


def at(command: Path, timeout: float) -> Backend:
    """The module system whose program this is.

    Args:
        command: the program.
        timeout: seconds after which a call is ended.

    """
    if name_of(command) == "environment-modules":
        return EnvironmentModules(command, timeout)
    return Lmod(command, timeout)


def limits(name: SystemName | None) -> tuple[str, ...]:
    """What a module system can't do of all that hpclab shows, for people."""
    return LIMITS if name == "environment-modules" else ()
