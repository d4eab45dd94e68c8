"""What each operation asks of the module system, and whether it came about: a rehearsal on a copy.

Success is judged by what is loaded then. A status says less: for Lmod 8.6 a mere warning is a failure, and to
unload a sticky module is none; for Environment Modules 5.2 a failed load is none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from ..core.errors import HpcLabError, MalformedError, NotFoundError, RefusedError
from . import loaded_modules, modulepath, planner
from .backend import Answer, Backend
from .collections import check_collection_name
from .hierarchy import Hierarchy
from .lmod import check_module_name
from .models import Message, PlanRequest
from .module_table import LoadedModule, ModuleTable
from .spider import normalised


class Rehearsal:
    """Calls of the module system on one copy of an environment.

    Attributes:
        environment: the copy, as the calls so far have changed it.
        messages: what was said.

    Args:
        backend: the module system to call.
        environment: where it starts from; it isn't changed.
        dry_run: nobody means to keep the outcome.

    """

    def __init__(self, backend: Backend, environment: Mapping[str, str], *, dry_run: bool) -> None:
        self._backend = backend
        self._start = environment
        self._dry_run = dry_run
        self.environment: Mapping[str, str] = environment
        self.messages: list[Message] = []

    @property
    def table(self) -> ModuleTable:
        """What is loaded in the copy."""
        return loaded_modules.read(self.environment)

    async def run(self, *arguments: str) -> Answer:
        """Call it on what the calls before have left."""
        answer = await self._backend.python(arguments, self.environment, dry_run=self._dry_run)
        self.environment = answer.patch.applied_to(self.environment)
        self.messages += answer.messages
        return answer

    def restart(self) -> None:
        """Forget the calls so far."""
        self.environment = self._start
        self.messages = []


def check(request: PlanRequest) -> None:
    """Refuse a request that no module system needs to see.

    Raises:
        MalformedError: a name is none, or one is missing.

    """
    names = [*request.modules, *filter(None, (request.from_, request.to))]
    for name in names:
        check_module_name(name)
    if request.operation in ("load", "unload") and not request.modules:
        raise MalformedError("no_module", f"Name at least one module to {request.operation}.")
    if request.operation == "swap" and not (request.from_ and request.to):
        raise MalformedError("no_module", "Name the module that goes (from) and the one that comes (to).")
    if request.operation in ("use", "unuse") and not request.path:
        raise MalformedError("bad_module_path", "Name the folder of modulefiles.")
    if request.operation == "restore":
        if not request.collection:
            raise MalformedError("no_collection", "Name the collection to restore.")
        check_collection_name(request.collection)


async def load(
    rehearsal: Rehearsal, modules: Sequence[str], hierarchy: Hierarchy, *, with_prerequisites: bool
) -> tuple[str, ...]:
    """Load modules, with what they need.

    Returns:
        The prerequisites that were loaded for them.

    Raises:
        NotFoundError: there is no such module.
        RefusedError: it can't be loaded.

    """
    order = planner.load_order(modules, hierarchy, rehearsal.table, with_prerequisites=with_prerequisites)
    answer = await rehearsal.run("load", *order.arguments)
    if _missing(order.arguments, hierarchy, rehearsal.table, answer) and order.replaced:
        # The site may forbid that Lmod swaps by itself (LMOD_DISABLE_SAME_NAME_AUTOSWAP, LMOD_AUTO_SWAP=no).
        rehearsal.restart()
        await rehearsal.run("unload", *order.replaced)
        answer = await rehearsal.run("load", *order.arguments)
    if missing := _missing(order.arguments, hierarchy, rehearsal.table, answer):
        raise _load_error(missing, hierarchy, answer)
    return order.prerequisites


async def unload(rehearsal: Rehearsal, modules: Sequence[str], *, force: bool) -> None:
    """Unload modules.

    Raises:
        NotFoundError: one isn't loaded.
        RefusedError: one stays: it is sticky, or unloading fails.

    """
    before = rehearsal.table
    going = [_loaded(name, before) for name in modules]
    answer = await rehearsal.run(*(["--force"] if force else []), "unload", *modules)
    after = rehearsal.table.modules
    for module in going:
        if module.name not in after or after[module.name].full_name != module.full_name:
            continue
        if module.sticky and not force:
            raise RefusedError(
                "sticky_module",
                f"{module.full_name} is sticky: the site means it to stay loaded. Force it to unload it.",
            )
        raise RefusedError(
            "unload_failed",
            f"{answer.system} did not unload {module.full_name}; nothing was changed.",
            _words(answer),
        )


async def swap(rehearsal: Rehearsal, from_: str, to: str, hierarchy: Hierarchy) -> tuple[str, ...]:
    """Put a module in a loaded one's place, with what it needs.

    Returns:
        The prerequisites that were loaded for it.

    Raises:
        NotFoundError: the one isn't loaded, or the other isn't there.
        RefusedError: it isn't done.

    """
    old = _loaded(from_, rehearsal.table)
    order = planner.load_order([to], hierarchy, rehearsal.table)
    if order.prerequisites:
        await rehearsal.run("unload", from_)
        answer = await rehearsal.run("load", *order.arguments)
    else:
        answer = await rehearsal.run("swap", from_, to)
    after = rehearsal.table
    if missing := _missing(order.arguments, hierarchy, after, answer):
        raise _load_error(missing, hierarchy, answer)
    left = after.active.get(old.name)
    if left is not None and left.full_name == old.full_name and after.find(to) is not left:
        raise RefusedError(
            "swap_failed",
            f"{answer.system} did not unload {old.full_name}; nothing was changed.",
            _words(answer),
        )
    return order.prerequisites


async def purge(rehearsal: Rehearsal, start: ModuleTable, *, force: bool) -> None:
    """Unload what isn't of the site's default, and bring back what is; by force, unload everything.

    Sticky modules stay where it isn't forced, and a message says so.

    Args:
        rehearsal: where.
        start: what the server started with.
        force: everything, sticky modules and the site's default too.

    Raises:
        RefusedError: something stays, or can't be brought back.

    """
    if force:
        answer = await rehearsal.run("--force", "purge")
        _refuse_leftovers([each.full_name for each in rehearsal.table.active.values()], answer)
        return
    default = {module.full_name for module in start.active.values()}
    extra = [each for each in rehearsal.table.modules.values() if each.full_name not in default]
    if extra:
        # The last first, so that nothing is deactivated on the way.
        answer = await rehearsal.run("unload", *(module.name for module in reversed(extra)))
        sticky = {module.full_name for module in extra if module.sticky}
        left = {each.full_name for each in rehearsal.table.modules.values()} & {
            module.full_name for module in extra
        }
        _refuse_leftovers(sorted(left - sticky), answer)
    active = {module.full_name for module in rehearsal.table.active.values()}
    gone = [each.full_name for each in start.active.values() if each.full_name not in active]
    if gone:
        answer = await rehearsal.run("load", *gone)
        if missing := _not_active(gone, rehearsal.table):
            raise RefusedError(
                "purge_failed",
                f"The site's default {', '.join(missing)} could not be loaded again; nothing was changed. "
                "Use Reset.",
                _words(answer),
            )
    _name_sticky_ones(rehearsal, default)


async def restore(rehearsal: Rehearsal, name: str, saved: ModuleTable) -> None:
    """Load what a collection holds, in the place of all that is loaded.

    Args:
        rehearsal: where.
        name: of the collection.
        saved: what it holds.

    Raises:
        RefusedError: not all of it is restored, as a module is gone or was changed since.

    """
    before = rehearsal.table
    answer = await rehearsal.run("restore", name)
    after = rehearsal.table
    missing = [
        module.full_name
        for module in saved.active.values()
        # It follows a default that has moved since, where it was loaded by its bare name.
        if not any(after.is_active(asked) for asked in (module.asked_as, module.full_name))
    ]
    left = {name for name in after.active if name in before.active and name not in saved.active}
    if missing or (left and not answer.ok):
        raise RefusedError(
            "restore_failed",
            f"{answer.system} did not restore {name}"
            + (f": {', '.join(missing)} could not be loaded" if missing else "")
            + "; nothing was changed.",
            _words(answer),
        )
    _name_sticky_ones(rehearsal, {after.active[each].full_name for each in after.active.keys() - left})


async def use(rehearsal: Rehearsal, path: str, *, append: bool) -> None:
    """Look for modules in a folder too, first or last.

    Raises:
        HpcLabError: it is no folder that modules can be looked for in.

    """
    folder = await modulepath.usable(path, rehearsal.environment)
    answer = await rehearsal.run("use", *(["--append"] if append else []), folder)
    if folder not in map(normalised, rehearsal.table.modulepath):
        raise RefusedError(
            "use_failed", f"{answer.system} did not add {folder}; nothing was changed.", _words(answer)
        )


async def unuse(rehearsal: Rehearsal, path: str) -> None:
    """Look for modules in a folder no longer; what is loaded from it may become inactive.

    Raises:
        NotFoundError: modules aren't looked for there.
        RefusedError: it stays.

    """
    searched = rehearsal.table.modulepath
    entry = modulepath.entry_of(path, searched, rehearsal.environment.get("HOME"))
    if all(normalised(other) == normalised(entry) for other in searched):
        raise RefusedError(
            "last_module_path", f"{entry} is the last folder in which modules are looked for, so it stays."
        )
    answer = await rehearsal.run("unuse", entry)
    if entry in rehearsal.table.modulepath:
        raise RefusedError(
            "unuse_failed", f"{answer.system} did not remove {entry}; nothing was changed.", _words(answer)
        )


def _name_sticky_ones(rehearsal: Rehearsal, meant: Collection[str]) -> None:
    """Say which modules that weren't meant to be there (by full names) still are, as they are sticky."""
    rehearsal.messages += [
        Message("info", f"{module.full_name} is sticky and stays loaded.", module.full_name)
        for module in rehearsal.table.active.values()
        if module.full_name not in meant and module.sticky
    ]


def _loaded(name: str, table: ModuleTable) -> LoadedModule:
    module = table.find(name)
    if module is None:
        raise NotFoundError("not_loaded", f"{name} isn't loaded.")
    return module


def _not_active(names: Sequence[str], table: ModuleTable) -> list[str]:
    return [name for name in names if not table.is_active(name)]


def _missing(names: Sequence[str], hierarchy: Hierarchy, table: ModuleTable, answer: Answer) -> list[str]:
    """The names that were to be loaded and aren't.

    An alias of the site isn't in the catalog, nor in the table under its own name. There a load counts that
    changed anything without an error: Lmod loads all that it is told to, or nothing.
    """
    done = bool(answer.patch.names) and not any(message.level == "error" for message in answer.messages)
    return [name for name in _not_active(names, table) if not done or hierarchy.resolve(name) is not None]


def _load_error(missing: Sequence[str], hierarchy: Hierarchy, answer: Answer) -> HpcLabError:
    names = ", ".join(missing)
    unknown = [name for name in missing if hierarchy.resolve(name) is None]
    if hierarchy.entries and unknown:
        return NotFoundError(
            "unknown_module",
            f"This cluster has no module {', '.join(unknown)}. Check the spelling, or search for it.",
            _words(answer),
        )
    return RefusedError(
        "load_failed",
        f"{answer.system} did not load {names}; nothing was changed.",
        _words(answer),
        needs=_needs(hierarchy, answer),
    )


def _needs(hierarchy: Hierarchy, answer: Answer) -> list[str]:
    """What a modulefile's own `prereq` wants loaded first, as far as it can be: the names that there are."""
    told = dict.fromkeys(name for message in answer.messages for name in message.needs)
    return [name for name in told if not hierarchy.entries or hierarchy.resolve(name) is not None]


def _refuse_leftovers(left: Sequence[str], answer: Answer) -> None:
    if left:
        raise RefusedError(
            "purge_failed",
            f"{answer.system} did not unload {', '.join(left)}; nothing was changed. Use Reset.",
            _words(answer),
        )


def _words(answer: Answer) -> str:
    return answer.stderr or f"{answer.system} ended with status {answer.status} and said nothing."
