"""The bulk of the module tree as data: packages, their builds, where these lie and what they need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import tomllib  # type: ignore[import-not-found]  # new in 3.11, which the demo runs with

from demo.paths import HERE
from demo.process import DemoError

# What can be seen after what: each place is a module path, seen together with those that lead to it.
PLACES: Mapping[str, tuple[str, str]] = {
    # place: (the place that leads there, its folder below the tree)
    "Core": ("", "Core"),
    "2020": ("Core", "2020/Core"),
    "2023": ("Core", "2023/Core"),
    "GCC/9.3.0": ("2020", "2020/Compiler/GCC/9.3.0"),
    "GCC/10.2.0": ("2020", "2020/Compiler/GCC/10.2.0"),
    "GCC/10.3.0": ("2020", "2020/Compiler/GCC/10.3.0"),
    "foss/2020b": ("GCC/10.2.0", "2020/MPI/GCC/10.2.0/OpenMPI/4.0.5"),
    "foss/2021a": ("GCC/10.3.0", "2020/MPI/GCC/10.3.0/OpenMPI/4.1.1"),
    "GCC/12.3.0": ("2023", "2023/Compiler/GCC/12.3.0"),
    "GCC/13.2.0": ("2023", "2023/Compiler/GCC/13.2.0"),
    "intel/2023.1.0": ("2023", "2023/Compiler/intel/2023.1.0"),
    "foss/2023a": ("GCC/12.3.0", "2023/MPI/GCC/12.3.0/OpenMPI/4.1.5"),
    "foss/2023b": ("GCC/13.2.0", "2023/MPI/GCC/13.2.0/OpenMPI/4.1.6"),
    "intel/2023a": ("intel/2023.1.0", "2023/MPI/intel/2023.1.0/impi/2021.9.0"),
}


@dataclass(frozen=True)
class Build:
    """One modulefile: a version of a package at a place."""

    name: str
    version: str
    place: str
    opens: str = ""
    depends: tuple[str, ...] = ()
    extensions: tuple[str, ...] = ()
    hidden: bool = False
    default: bool = False

    @property
    def full_name(self) -> str:
        """What a user types to load it."""
        return f"{self.name}/{self.version}"

    @property
    def file(self) -> PurePosixPath:
        """The modulefile, below the tree."""
        return folder(self.place) / self.name / f"{self.version}.lua"


@dataclass(frozen=True)
class Package:
    """Software with all its builds."""

    name: str
    about: str
    category: str
    url: str
    keywords: tuple[str, ...] = ()
    family: str = ""
    properties: tuple[str, ...] = ()
    builds: tuple[Build, ...] = field(default=())


def folder(place: str) -> PurePosixPath:
    """Return a place's folder below the tree."""
    return PurePosixPath(PLACES[place][1])


def read(others: Iterable[tuple[str, str, str]] = ()) -> list[Package]:
    """Read the table.

    Args:
        others: Modules that are not in the table but may be needed: name, version and folder below the tree.

    Raises:
        DemoError: The table names a place or a module that doesn't exist.

    """
    table: dict[str, dict[str, Any]] = tomllib.loads(
        (HERE / "modules" / "software.toml").read_text(encoding="utf-8")
    )
    index = [(name, *_split(build)) for name, row in table.items() for build in row["builds"]]
    places = {place_folder: place for place, (_, place_folder) in PLACES.items()}
    index += [(name, version, places[where]) for name, version, where in others]
    return [_package(name, row, index) for name, row in table.items()]


def _package(name: str, row: Mapping[str, Any], index: Sequence[tuple[str, str, str]]) -> Package:
    builds = []
    for text in row["builds"]:
        version, place = _split(text)
        depends = [_needed(name, needed, place, index) for needed in row.get("needs", [])]
        depends += row.get("load_all", {}).get(version, [])
        if version in row.get("core", {}):
            depends.append(row["core"][version])
        builds.append(
            Build(
                name,
                version,
                place,
                opens=row.get("opens", {}).get(version, ""),
                depends=tuple(depends),
                extensions=tuple(row.get("extensions", {}).get(version, [])),
                hidden=version in row.get("hidden", []),
                default=text in row.get("default", []),
            )
        )
    return Package(
        name,
        about=row["about"],
        category=row["category"],
        url=row["url"],
        keywords=tuple(row.get("keywords", [])),
        family=row.get("family", ""),
        properties=tuple(row.get("properties", [])),
        builds=tuple(builds),
    )


def _needed(name: str, needed: str, place: str, index: Sequence[tuple[str, str, str]]) -> str:
    """Return the version of a needed package that can be seen at a place: the nearest, and there the last."""
    here = place
    while here:
        versions = [version for other, version, where in index if other == needed and where == here]
        if versions:
            return f"{needed}/{versions[-1]}"
        here = PLACES[here][0]
    raise DemoError(f"software.toml: {name} at {place} needs {needed}, which can't be seen there.")


def _split(build: str) -> tuple[str, str]:
    version, _, place = build.partition(" @ ")
    if place not in PLACES:
        raise DemoError(
            f"software.toml: the place of {build!r} is unknown; software_table.py has the places."
        )
    return version, place
