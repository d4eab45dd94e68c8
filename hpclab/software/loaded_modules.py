"""What is loaded in an environment, whichever module system has loaded it: no program is run for that."""

from __future__ import annotations

from collections.abc import Mapping

from ..core.errors import BrokenToolError
from . import loaded_variables, module_table
from .module_table import ModuleTable


def read(environment: Mapping[str, str]) -> ModuleTable:
    """The modules that are loaded in an environment.

    Args:
        environment: the variables.

    Raises:
        BrokenToolError: Lmod's table of them is damaged.

    """
    if _is_environment_modules(environment):
        return loaded_variables.read(environment)
    return module_table.read(environment)


def read_or_none(environment: Mapping[str, str]) -> ModuleTable:
    """The same; no modules where the table is damaged, so that one can get away from there."""
    try:
        return read(environment)
    except BrokenToolError:
        return ModuleTable()


def _is_environment_modules(environment: Mapping[str, str]) -> bool:
    """Lmod writes LOADEDMODULES too, but never without its own table."""
    return (
        "LOADEDMODULES" in environment
        and "_ModuleTable_Sz_" not in environment
        and "LMOD_CMD" not in environment
    )
