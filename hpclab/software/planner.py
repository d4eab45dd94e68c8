"""Plans a load: what has to be loaded first, by the way that changes least; and what a change changed."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from .hierarchy import Hierarchy, ModuleEntry
from .models import Changes, Swap
from .module_table import ModuleTable
from .spider import normalised


class LoadOrder(msgspec.Struct, frozen=True):
    """What to name in one load.

    Attributes:
        arguments: all names, in the order in which they are loaded.
        prerequisites: full names of those that nobody asked for.
        replaced: full names of active modules that have to give way: the same name in another version, or
            another member of the family. Lmod swaps them by itself, unless the site forbids that.

    """

    arguments: tuple[str, ...]
    prerequisites: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()


def load_order(
    requested: Sequence[str], hierarchy: Hierarchy, table: ModuleTable, *, with_prerequisites: bool = True
) -> LoadOrder:
    """What to load, so that the requested modules can be loaded from where the session is.

    Prerequisites that are active already are left alone: to name a loaded module is to reload it.

    Args:
        requested: names or full names. What the hierarchy doesn't know (an alias) is left to Lmod.
        hierarchy: the modules of the whole hierarchy.
        table: what is loaded now.
        with_prerequisites: add what is missing; else load only what was asked for.

    """
    situation = _Situation(hierarchy, table)
    wanted = {entry.full_name for name in requested if (entry := hierarchy.resolve(name))}
    arguments: list[str] = []
    prerequisites: list[str] = []
    for name in requested:
        entry = hierarchy.resolve(name)
        chain: tuple[str, ...] = ()
        argument = name
        if entry is not None and with_prerequisites and not situation.offers(name):
            chain = situation.cheapest_way_to(entry, wanted)
            # By a bare name Lmod would take its default of the new folders, which may be another version.
            argument = entry.full_name
        for missing in chain:
            situation.load(missing)
            if missing not in arguments:
                arguments.append(missing)
            if missing not in wanted:
                prerequisites.append(missing)
        situation.load(entry.full_name if entry else name)
        if argument not in arguments:
            arguments.append(argument)
    return LoadOrder(tuple(arguments), tuple(prerequisites), tuple(situation.replaced))


def changes(before: ModuleTable, after: ModuleTable) -> Changes:
    """What changed between two module tables.

    *Swapped* is the same name in another version, or the same family; *reloaded* is the same full name from
    another file.
    """
    was, now = before.active, after.active
    both = [name for name in was if name in now]
    loaded = {name: now[name].full_name for name in now if name not in before.modules}
    unloaded = {
        name: module.full_name for name, module in before.modules.items() if name not in after.modules
    }
    swapped = [
        Swap(was[name].full_name, now[name].full_name)
        for name in both
        if was[name].full_name != now[name].full_name
    ]
    for family, old in before.families.items():
        new = after.families.get(family)
        if old in unloaded and new in loaded:
            swapped.append(Swap(unloaded.pop(old), loaded.pop(new), family))
    return Changes(
        loaded=list(loaded.values()),
        unloaded=list(unloaded.values()),
        reloaded=[
            now[name].full_name
            for name in both
            if was[name].full_name == now[name].full_name and was[name].path != now[name].path
        ],
        swapped=swapped,
        deactivated=[
            was[name].full_name for name in was if name in after.modules and not after.modules[name].active
        ],
        activated=[
            now[name].full_name for name in now if name in before.modules and not before.modules[name].active
        ],
    )


def sticky_going(before: ModuleTable, after: ModuleTable) -> list[str]:
    """Full names of the sticky modules that a change takes away."""
    staying = {module.full_name for module in after.active.values()}
    return [
        module.full_name
        for module in before.active.values()
        if module.sticky and module.full_name not in staying
    ]


class _Situation:
    """What is loaded and which folders are searched, as far as a plan has come."""

    def __init__(self, hierarchy: Hierarchy, table: ModuleTable) -> None:
        self.hierarchy = hierarchy
        self.active = {name: module.full_name for name, module in table.active.items()}
        self.families = {family: name for family, name in table.families.items() if name in self.active}
        self.searched = {normalised(path) for path in table.modulepath}
        self.folders = {name: _folder(module.path, module.full_name) for name, module in table.active.items()}
        self.replaced: list[str] = []

    def offers(self, name: str) -> bool:
        """Whether a name or a full name can be loaded as it stands: by a bare name, in any version."""
        entry = self.hierarchy.resolve(name)
        versions = self.hierarchy.versions(name) or ([entry] if entry else [])
        return any(self._is_searched(path) for version in versions for path in version.paths)

    def cheapest_way_to(self, entry: ModuleEntry, wanted: Iterable[str]) -> tuple[str, ...]:
        """What is missing for a module, by the alternative that changes least, in order.

        Fewest active modules disturbed; then fewest loaded that nobody asked for; then the packages on which
        most software is built; then their newest versions.
        """
        ways = [chain for path in entry.paths for chain in self.hierarchy.prerequisites.get(path, ())]
        if not ways:
            return ()
        asked_for = set(wanted)
        opened = self._opened_by() if len(ways) > 1 else Counter()

        def cost(chain: tuple[str, ...]) -> tuple[int, int, int, list[int], tuple[str, ...]]:
            missing = self._missing(chain)
            disturbed = self._disturbed_by([*missing, entry.full_name])
            return (
                len(disturbed),
                sum(module not in asked_for for module in missing),
                -sum(opened[self._package(module)] for module in chain),
                [self._age(module) for module in chain],
                chain,
            )

        return self._missing(min(ways, key=cost))

    def load(self, full_name: str) -> None:
        """Note that a module is loaded, and what gives way to it."""
        entry = self.hierarchy.resolve(full_name)
        name = entry.name if entry else _name_among(self.active, full_name)
        for other in self._gives_way_to(name, full_name, entry.family if entry else None):
            self.replaced.append(self.active.pop(other))
            self.searched = {path for path in self.searched if not self._needs(path, self.replaced[-1])}
        self.active[name] = full_name
        if entry and entry.family:
            self.families[entry.family] = name

    def _missing(self, chain: tuple[str, ...]) -> tuple[str, ...]:
        active = set(self.active.values())
        return tuple(module for module in chain if module not in active)

    def _is_searched(self, path: str) -> bool:
        return path in self.searched or any(
            not self._missing(chain) for chain in self.hierarchy.prerequisites.get(path, ())
        )

    def _gives_way_to(self, name: str, full_name: str, family: str | None) -> list[str]:
        """Names of active modules that can't stay beside a module."""
        same_name = [name] if self.active.get(name, full_name) != full_name else []
        member = self.families.get(family) if family else None
        return same_name + ([member] if member in self.active and member != name and member else [])

    def _disturbed_by(self, full_names: Iterable[str]) -> set[str]:
        """Names of active modules that would be replaced, or whose folder would no longer be searched."""
        gone: set[str] = set()
        for full_name in full_names:
            entry = self.hierarchy.resolve(full_name)
            if entry is not None:
                gone.update(self._gives_way_to(entry.name, full_name, entry.family))
        lost = [self.active[name] for name in gone]
        dependents = {
            name
            for name, folder in self.folders.items()
            if name in self.active and any(self._needs(folder, full_name) for full_name in lost)
        }
        return gone | dependents

    def _needs(self, path: str, full_name: str) -> bool:
        """Whether a folder is searched only with a module."""
        ways = self.hierarchy.prerequisites.get(path, ())
        return bool(ways) and all(full_name in chain for chain in ways)

    def _opened_by(self) -> Counter[str]:
        """How many modules lie in the folders that each package opens, in all its versions."""
        modules = Counter(
            path for versions in self.hierarchy.entries.values() for entry in versions for path in entry.paths
        )
        opened: Counter[str] = Counter()
        for path, chains in self.hierarchy.prerequisites.items():
            for package in {self._package(module) for module in itertools.chain.from_iterable(chains)}:
                opened[package] += modules[path]
        return opened

    def _package(self, full_name: str) -> str:
        entry = self.hierarchy.resolve(full_name)
        return entry.name if entry else full_name

    def _age(self, full_name: str) -> int:
        """0 for the newest version of its package, 1 for the next."""
        entry = self.hierarchy.resolve(full_name)
        versions = self.hierarchy.versions(entry.name) if entry else ()
        return next((age for age, each in enumerate(versions) if each.full_name == full_name), len(versions))


def _folder(modulefile: str, full_name: str) -> str:
    """The folder of modulefiles that a modulefile lies in, by its full name."""
    return normalised(modulefile.removesuffix(".lua").removesuffix(full_name))


def _name_among(active: Iterable[str], full_name: str) -> str:
    """The name of a module that the catalog doesn't know: an active one that its full name begins with."""
    name = full_name
    while "/" in name and name not in active:
        name = name.rpartition("/")[0]
    return name
