"""Where each module lies and what has to be loaded first: the part of the catalog that the server itself uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class ModuleEntry:
    """One version of a package.

    Attributes:
        name: such as `GCC`.
        full_name: such as `GCC/12.3.0`.
        paths: the folders of modulefiles in which it lies, normalised.
        default: what the bare name loads.
        family: only one member of a family is loaded at a time.
        hidden: `avail` doesn't show it.
    """

    name: str
    full_name: str
    paths: tuple[str, ...]
    default: bool = False
    family: str | None = None
    hidden: bool = False


@dataclass(frozen=True)
class Hierarchy:
    """The modules of the whole hierarchy.

    Attributes:
        entries: by package name; the versions of each, the newest first.
        prerequisites: by folder of modulefiles: alternatives of full names to load first, in order. A folder
            that is searched from the start has none and is missing here.
    """

    entries: Mapping[str, Sequence[ModuleEntry]]
    prerequisites: Mapping[str, Sequence[tuple[str, ...]]]
