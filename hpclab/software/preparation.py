"""Makes a change of modules ready: rehearses it on a copy of the environment, which it checks."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping

import msgspec

from ..core import threads
from ..core.environment import EnvironmentPatch, check_environment, difference
from ..core.errors import TooSlowError
from . import kernel_needs, loaded_modules, modulepath, operations, planner, requested
from .backend import Backend
from .collections import Collections
from .hierarchy import Hierarchy
from .kernel_needs import KernelSource
from .models import Plan, PlanRequest
from .operations import Rehearsal

_KERNELS_SECONDS = 3.0
# What the module system writes for itself: reset puts it back even where something else has damaged it.
_BOOKKEEPING = re.compile(
    r"_ModuleTable(_Sz|\d+)_|LOADEDMODULES|_LMFILES_|MODULEPATH|__LMOD_(REF_COUNT|STACK)_.*"
    r"|__MODULES_(LM|SHARE|PUSHENV)\w*"
)


class Standing(msgspec.Struct, frozen=True):
    """Where the session stands when a change is prepared.

    Attributes:
        generation: which the change belongs to.
        environment: the session's.
        requested: the names that count as asked for.
        touched: the variables that changes have touched since the start.

    """

    generation: int
    environment: Mapping[str, str]
    requested: frozenset[str]
    touched: frozenset[str]


class Prepared(msgspec.Struct, frozen=True):
    """A change that is ready to be applied.

    Attributes:
        plan: for people.
        patch: what it does.
        requested: the names that count as asked for after it.
        brought: the folders of modulefiles that its modules bring.

    """

    plan: Plan
    patch: EnvironmentPatch
    requested: frozenset[str]
    brought: frozenset[str] = frozenset()


class Preparation:
    """Prepares changes.

    Args:
        initial: the environment that the server started with.
        known: gives the modules of the whole hierarchy as far as they are known now.
        collections: the saved ones.
        kernels: tells which kernels there are.

    """

    def __init__(
        self,
        initial: Mapping[str, str],
        *,
        known: Callable[[], Hierarchy],
        collections: Collections,
        kernels: KernelSource,
    ) -> None:
        self._initial = initial
        self._known = known
        self._collections = collections
        self._kernels = kernels

    async def prepare(
        self, request: PlanRequest, standing: Standing, backend: Backend, *, dry_run: bool
    ) -> Prepared:
        """Rehearse an operation.

        Args:
            request: the operation; it has passed `operations.check`.
            standing: where the session stands.
            backend: the module system.
            dry_run: nobody has asked for it yet.

        Raises:
            HpcLabError: it can't be done.

        """
        if request.operation == "reset":
            return self._reset(standing)
        before = loaded_modules.read(standing.environment)
        rehearsal = Rehearsal(backend, standing.environment, dry_run=dry_run)
        prerequisites: tuple[str, ...] = ()
        if request.operation == "restore":
            asked_for = await self._restore(request, rehearsal)
        else:
            prerequisites = await self._rehearse(request, self._known(), rehearsal)
            asked_for = requested.after(
                request,
                before,
                rehearsal.table,
                prerequisites=prerequisites,
                known=standing.requested,
                start=requested.at_start(self._initial),
            )
        check_environment(rehearsal.environment)
        by_modules = request.operation in ("load", "swap")
        return Prepared(
            plan=Plan(
                plan_id=secrets.token_urlsafe(12),
                generation=standing.generation,
                prerequisites=list(prerequisites),
                changes=planner.changes(before, rehearsal.table),
                messages=rehearsal.messages,
                sticky=planner.sticky_going(before, rehearsal.table),
                kernels=await self._kernels_that_need(standing.environment, rehearsal.environment),
            ),
            patch=difference(standing.environment, rehearsal.environment),
            requested=asked_for,
            brought=modulepath.brought(before, rehearsal.table) if by_modules else frozenset(),
        )

    async def _restore(self, request: PlanRequest, rehearsal: Rehearsal) -> frozenset[str]:
        """Restore a collection on a copy; the names that count as asked for then."""
        assert request.collection is not None
        saved = await self._collections.read(request.collection)
        await operations.restore(rehearsal, request.collection, saved.table)
        found = (rehearsal.table.find(name) for name in saved.requested)
        return frozenset(module.name for module in found if module is not None)

    async def _rehearse(
        self, request: PlanRequest, hierarchy: Hierarchy, rehearsal: Rehearsal
    ) -> tuple[str, ...]:
        """Run an operation on a copy; the prerequisites that it loads."""
        if request.operation == "load":
            return await operations.load(
                rehearsal, request.modules, hierarchy, with_prerequisites=request.with_prerequisites
            )
        if request.operation == "swap":
            assert request.from_ is not None
            assert request.to is not None
            return await operations.swap(rehearsal, request.from_, request.to, hierarchy)
        if request.operation == "unload":
            await operations.unload(rehearsal, request.modules, force=request.force)
        elif request.operation == "use":
            assert request.path is not None
            await operations.use(rehearsal, request.path, append=request.append)
        elif request.operation == "unuse":
            assert request.path is not None
            await operations.unuse(rehearsal, request.path)
        else:
            start = loaded_modules.read_or_none(self._initial)
            await operations.purge(rehearsal, start, force=request.force)
        return ()

    def _reset(self, standing: Standing) -> Prepared:
        """Back to the start: every variable that modules touched gets the value that it had then.

        Lmod isn't asked. `module reset` would load the defaults anew, in another order and from modulefiles
        that may have changed since; this is exact, and works where Lmod hangs or its table is damaged.
        """
        now, initial = standing.environment, self._initial
        touched = standing.touched.union(filter(_BOOKKEEPING.fullmatch, {*now, *initial}))
        restored = {name: value for name, value in now.items() if name not in touched}
        restored.update({name: initial[name] for name in touched if name in initial})
        return Prepared(
            plan=Plan(
                plan_id=secrets.token_urlsafe(12),
                generation=standing.generation,
                prerequisites=[],
                changes=planner.changes(
                    loaded_modules.read_or_none(now), loaded_modules.read_or_none(restored)
                ),
                messages=[],
            ),
            patch=difference(now, restored),
            requested=requested.at_start(initial),
        )

    async def _kernels_that_need(self, before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
        """The kernels that need what goes of the server's start; looked at only where some of it goes."""
        lost = kernel_needs.folders_lost(self._initial, before, after)
        if not lost:
            return []
        kernels = await self._kernels()
        try:
            return await threads.run(
                lambda: kernel_needs.needing(kernels, lost, before), timeout=_KERNELS_SECONDS
            )
        except TooSlowError:  # it is only worth a word
            return []
