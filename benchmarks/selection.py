"""Chooses the modules of a test tree, says where each lies, and what it depends on."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from .easyconfigs import Dependency, Easyconfig

Shape = Literal["hierarchical", "flat"]
SHAPES: tuple[Shape, ...] = ("hierarchical", "flat")

# Every tree has these, with all they depend on: they are what the benchmarks load.
TOOLCHAIN = ("foss", "2023a")
LEAF = ("GDAL", "3.7.1")

CORE = "Core"
_SYSTEM = ("system", "system")
# By which a compiler is told from what it is built on; the first that a toolchain has is its compiler.
_COMPILERS = ("intel-compilers", "iccifort", "NVHPC", "PGI", "GCC", "GNU", "GCCcore")
_MPIS = ("OpenMPI", "impi", "MPICH", "MVAPICH2")
# Toolchains with a second compiler, and those of a vendor's own module system.
_LEFT_OUT = re.compile(r"cuda|Cray|gompic|iimpic|gimpic|giolfc")


@dataclass(frozen=True)
class SelectedModule:
    """A module of a test tree.

    Attributes:
        source: what is known of it.
        folder: where it lies in the tree, such as `MPI/GCC/12.3.0/OpenMPI/4.1.5`.
        full_name: such as `GDAL/3.7.1`, or `GDAL/3.7.1-foss-2023a` in a flat tree.
        depends: full names of what it loads.
        opens: the folder that is searched once it is loaded; None for most.
        family: `compiler` or `mpi`; None for most.

    """

    source: Easyconfig
    folder: str
    full_name: str
    depends: tuple[str, ...]
    opens: str | None
    family: str | None


def select(easyconfigs: Sequence[Easyconfig], count: int, shape: Shape) -> list[SelectedModule]:
    """Choose modules, each with what it depends on: always the same ones, the newest toolchains first.

    Args:
        easyconfigs: all that there are.
        count: how many modules.
        shape: of the tree.

    Raises:
        ValueError: there aren't as many.

    """
    software = _Software(easyconfigs)
    chosen: dict[tuple[str, str], Easyconfig] = {}
    for candidate in software.by_age():
        more = {
            software.place(each, shape): each
            for each in software.with_dependencies(candidate)
            if software.place(each, shape) not in chosen
        }
        if len(chosen) + len(more) <= count:
            chosen |= more
        if len(chosen) == count:
            return [software.module(each, shape) for each in chosen.values()]
    raise ValueError(f"there are only {len(chosen)} modules for a {shape} tree, not {count}")


@dataclass
class _Software:
    """All easyconfigs, and what their toolchains are made of."""

    everything: Sequence[Easyconfig]
    _named: dict[tuple[str, str], list[Easyconfig]] = field(default_factory=lambda: defaultdict(list))
    _folders: dict[tuple[str, str], tuple[str, ...] | None] = field(default_factory=dict)
    _closures: dict[int, tuple[Easyconfig, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for each in self.everything:
            self._named[each.name, each.version + each.suffix].append(each)

    def by_age(self) -> list[Easyconfig]:
        """Everything that can be placed: first what every tree has, then the newest compilers' software."""
        usable = [each for each in self.everything if self.folders(each.toolchain)]
        generations = sorted({self._generation(each) for each in usable} - {()}, reverse=True)
        newest = generations.index(self._generation_of(TOOLCHAIN))

        def rank(each: Easyconfig) -> tuple[bool, int, str]:
            first = (each.name, each.version) in (TOOLCHAIN, LEAF) and each.toolchain in (_SYSTEM, TOOLCHAIN)
            digest = hashlib.sha256(f"{_identity(each)}".encode()).hexdigest()
            generation = self._generation(each)
            # What needs no compiler is spread over all of them. Newer ones than the first have less software.
            place = generations.index(generation) if generation else int(digest, 16) % len(generations)
            return (not first, (place - newest) % len(generations), digest)

        return sorted(usable, key=rank)

    def with_dependencies(self, one: Easyconfig) -> tuple[Easyconfig, ...]:
        """What has to be there for a module, and itself as the last."""
        known = self._closures.get(id(one))
        if known is not None:
            return known
        self._closures[id(one)] = (one,)  # should a circle lead back here
        found = {
            id(each): each
            for needed in (*self._with_name(one.toolchain), *self._resolved(one))
            for each in self.with_dependencies(needed)
        }
        found.pop(id(one), None)
        self._closures[id(one)] = (*found.values(), one)
        return self._closures[id(one)]

    def place(self, one: Easyconfig, shape: Shape) -> tuple[str, str]:
        """The folder and full name of a module."""
        return self._folder(one, shape), _full_name(one, shape)

    def module(self, one: Easyconfig, shape: Shape) -> SelectedModule:
        """What is written into a tree of a shape."""
        depends = [_full_name(each, shape) for each in self._resolved(one)]
        if shape == "flat":
            # The toolchain comes with it, where in a hierarchy the module can't be seen before it is loaded.
            depends = [f"{each.name}/{each.version}" for each in self._with_name(one.toolchain)] + depends
        return SelectedModule(
            source=one,
            folder=self._folder(one, shape),
            full_name=_full_name(one, shape),
            depends=tuple(dict.fromkeys(depends)),
            opens=self._opens(one) if shape == "hierarchical" else None,
            family=_family(one),
        )

    def folders(self, toolchain: tuple[str, str]) -> tuple[str, ...] | None:
        """Where software of a toolchain may depend on other software; where it lies itself is the first.

        Returns:
            None for a toolchain that isn't known, or isn't used here.

        """
        if toolchain not in self._folders:
            self._folders[toolchain] = self._find_folders(toolchain)
        return self._folders[toolchain]

    def _find_folders(self, toolchain: tuple[str, str]) -> tuple[str, ...] | None:
        if toolchain == _SYSTEM:
            return (CORE,)
        if _LEFT_OUT.search(toolchain[0]):
            return None
        parts = {each.name: each for each in self._parts(toolchain)}
        compilers = [parts[name] for name in _COMPILERS if name in parts]
        if not compilers:
            return None
        folders = [f"Compiler/{each.name}/{each.version}" for each in compilers]
        mpi = next((parts[name] for name in _MPIS if name in parts), None)
        if mpi is not None:
            folders.insert(0, f"MPI/{folders[0].removeprefix('Compiler/')}/{_full_name(mpi, 'hierarchical')}")
        return (*folders, CORE)

    def _parts(self, toolchain: tuple[str, str]) -> Iterator[Easyconfig]:
        """The compilers and the MPI of a toolchain."""
        for each in self._with_name(toolchain):
            if each.name in _COMPILERS:
                yield each
            for dependency in each.dependencies:
                if dependency.name in _MPIS:
                    suffixed = dependency.version + dependency.suffix
                    yield from self._named.get((dependency.name, suffixed), ())[:1]
                elif dependency.name in _COMPILERS or dependency.toolchain in (None, _SYSTEM):
                    yield from self._parts((dependency.name, dependency.version + dependency.suffix))

    def _with_name(self, module: tuple[str, str]) -> list[Easyconfig]:
        """A toolchain's or a compiler's own module."""
        return [each for each in self._named.get(module, ()) if each.toolchain == _SYSTEM]

    def _resolved(self, one: Easyconfig) -> Iterator[Easyconfig]:
        """What a module depends on, as far as it is there."""
        for dependency in one.dependencies:
            found = self._find(dependency, one)
            if found is not None and found is not one:
                yield found

    def _find(self, dependency: Dependency, of: Easyconfig) -> Easyconfig | None:
        candidates = self._named.get((dependency.name, dependency.version + dependency.suffix), [])
        if dependency.toolchain is not None:
            return next((each for each in candidates if each.toolchain == dependency.toolchain), None)
        reachable = self.folders(of.toolchain) or ()
        placed = [(folders[0], each) for each in candidates if (folders := self.folders(each.toolchain))]
        return next((each for folder in reachable for place, each in placed if place == folder), None)

    def _folder(self, one: Easyconfig, shape: Shape) -> str:
        folders = self.folders(one.toolchain)
        return folders[0] if folders and shape == "hierarchical" else CORE

    def _opens(self, one: Easyconfig) -> str | None:
        if one.name in _COMPILERS and one.toolchain == _SYSTEM:
            return f"Compiler/{one.name}/{one.version}"
        folder = self._folder(one, "hierarchical")
        if one.name in _MPIS and folder.startswith("Compiler/"):
            return f"MPI/{folder.removeprefix('Compiler/')}/{_full_name(one, 'hierarchical')}"
        return None

    def _generation(self, one: Easyconfig) -> tuple[int, ...]:
        return self._generation_of(one.toolchain)

    def _generation_of(self, toolchain: tuple[str, str]) -> tuple[int, ...]:
        """The version of GCC that a toolchain builds on; empty where there is none."""
        for folder in reversed(self.folders(toolchain) or ()):
            _, _, module = folder.partition("Compiler/")
            name, _, version = module.partition("/")
            if name in ("GCCcore", "GCC", "GNU"):
                return tuple(int(part) for part in re.findall(r"\d+", version))
        return ()


def _full_name(one: Easyconfig, shape: Shape) -> str:
    if shape == "hierarchical" or one.toolchain == _SYSTEM:
        return f"{one.name}/{one.version}{one.suffix}"
    return f"{one.name}/{one.version}-{'-'.join(one.toolchain)}{one.suffix}"


def _family(one: Easyconfig) -> str | None:
    if one.name in _COMPILERS and one.name != "GCCcore" and one.toolchain == _SYSTEM:
        return "compiler"
    return "mpi" if one.name in _MPIS else None


def _identity(one: Easyconfig) -> str:
    return "\n".join((one.name, one.version, one.suffix, *one.toolchain))
