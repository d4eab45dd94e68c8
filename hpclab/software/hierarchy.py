"""Where each module lies and what has to be loaded first: the part of the catalog that the server uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from .models import ModulePath, Package


class ModuleEntry(msgspec.Struct, frozen=True, gc=False):
    """One version of a package. There are many: Python's garbage collector needs not look at them.

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


class Hierarchy(msgspec.Struct, frozen=True):
    """The modules of the whole hierarchy.

    Attributes:
        entries: by package name; the versions of each, the newest first.
        prerequisites: by folder of modulefiles: alternatives of full names to load first, in order. A folder
            that is searched from the start has none and is missing here.
        paths: every folder of modulefiles, sorted.
        walked: those among them that were walked to find what is in them.

    """

    entries: Mapping[str, Sequence[ModuleEntry]] = {}
    prerequisites: Mapping[str, Sequence[tuple[str, ...]]] = {}
    paths: Sequence[str] = ()
    walked: frozenset[str] = frozenset()

    def versions(self, name: str) -> Sequence[ModuleEntry]:
        """The versions of a package, the newest first; none where there is no such package."""
        return self.entries.get(name, ())

    def resolve(self, module: str) -> ModuleEntry | None:
        """The module that a full name, or a bare name, stands for.

        Args:
            module: such as `GCC/12.3.0`, or `GCC` for its default. A name may hold slashes itself, as in
                `bio/BLAST/2.14.0`.

        Returns:
            None where the catalog has no such module: it may still be an alias, which only Lmod knows.

        """
        versions = self.versions(module)
        if versions:
            return next((entry for entry in versions if entry.default), versions[0])
        return next((entry for entry in self._versions_around(module) if entry.full_name == module), None)

    def find(self, names: Iterable[str]) -> list[ModuleEntry]:
        """Every version of some packages, in the order of the names; unknown names are left out."""
        return [entry for name in names for entry in self.versions(name)]

    def _versions_around(self, full_name: str) -> Iterator[ModuleEntry]:
        """The versions of every package that a full name could belong to."""
        name = full_name
        while "/" in name:
            name = name.rpartition("/")[0]
            yield from self.versions(name)


def build(modulepaths: Sequence[ModulePath], packages: Iterable[Package]) -> Hierarchy:
    """The hierarchy of a catalog.

    Args:
        modulepaths: of the catalog.
        packages: of the catalog; they are read one by one and not kept.

    """
    paths = [each.path for each in modulepaths]
    return Hierarchy(
        entries={
            package.name: tuple(
                ModuleEntry(
                    name=package.name,
                    full_name=version.full_name,
                    paths=tuple(paths[index] for index in version.paths),
                    default=version.default,
                    family=version.family,
                    hidden=version.hidden,
                )
                for version in package.versions
            )
            for package in packages
        },
        prerequisites={
            each.path: tuple(tuple(chain) for chain in each.prerequisites)
            for each in modulepaths
            if each.prerequisites
        },
        paths=tuple(paths),
        walked=frozenset(each.path for each in modulepaths if each.walked),
    )


def merged(one: Hierarchy, other: Hierarchy) -> Hierarchy:
    """Two hierarchies as one; what is in both lies in the folders of both.

    Args:
        one: comes first: its defaults and prerequisites count.
        other: is added to it.

    """
    if not other.entries:
        return one
    entries = dict(one.entries)
    for name, versions in other.entries.items():
        entries[name] = _versions_of_both(entries.get(name, ()), versions)
    return Hierarchy(
        entries=entries,
        prerequisites={**other.prerequisites, **one.prerequisites},
        paths=sorted({*one.paths, *other.paths}),
        walked=one.walked | other.walked,
    )


def _versions_of_both(one: Sequence[ModuleEntry], other: Sequence[ModuleEntry]) -> list[ModuleEntry]:
    added = {entry.full_name: entry for entry in other}
    both = [
        msgspec.structs.replace(entry, paths=(*entry.paths, *added.pop(entry.full_name).paths))
        if entry.full_name in added
        else entry
        for entry in one
    ]
    return both + [
        msgspec.structs.replace(entry, default=entry.default and not one) for entry in added.values()
    ]
