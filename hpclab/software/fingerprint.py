"""Tells whether a process runs with other modules than those that are loaded now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Fingerprint(NamedTuple):
    """What tells whether a process runs with other modules: three variables of its environment."""

    loaded_modules: str
    modulefiles: str
    modulepath: str

    @property
    def modules(self) -> tuple[str, ...]:
        """The full names of the loaded modules."""
        return tuple(name for name in self.loaded_modules.split(":") if name)


def fingerprint(environment: Mapping[str, str]) -> Fingerprint:
    """The fingerprint of an environment, such as the session's or one that `/proc/PID/environ` tells."""
    return Fingerprint(*(environment.get(name, "") for name in ("LOADEDMODULES", "_LMFILES_", "MODULEPATH")))
