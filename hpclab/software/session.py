"""What is loaded, and every change of it: one at a time, as data.

Each change is made ready on a copy of the environment (`preparation`) and applied at once; what it touched
can be put back. What is loaded is read from the environment; what was *asked for* is remembered here, as
Lmod's table forgets it at the first reload.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import TypeVar

import msgspec

from ..core.environment import EnvironmentPatch, ServerEnvironment
from ..core.errors import ConflictError, HpcLabError, RefusedError, TooSlowError
from ..core.events import ChangeEvents, Revision
from . import app_environment, kernel_needs, loaded_modules, modulepath, operations, planner, requested
from .ahead import AdvancePlanning
from .app_environment import PreparedEnvironment
from .backend import Backend
from .collections import Collections
from .default_collection import DefaultCollection, no_default
from .fingerprint import Fingerprint, fingerprint
from .hierarchy import Hierarchy
from .kernel_needs import KernelSource
from .last_modules import LastModules
from .lmod import check_module_name
from .models import (
    AtStart,
    Changes,
    Collection,
    Message,
    Module,
    ModuleChange,
    ModuleState,
    Plan,
    PlanRequest,
)
from .module_table import ModuleTable
from .preparation import Preparation, Prepared, Standing
from .spider import normalised

CAPABILITY = "modules"
Done = TypeVar("Done")
_PLANS_KEPT = 8
_STEPS_KEPT = 50
_QUEUE_SECONDS = 30.0


class _Step(msgspec.Struct, frozen=True):
    """How a change is taken back."""

    inverse: EnvironmentPatch
    requested: frozenset[str]


class ModuleSession:
    """The modules of this server.

    Args:
        environment: the server's environment, which every change is applied to.
        backend: gives the module system, or raises UnavailableError with the reason why there is none.
        known: gives the modules of the whole hierarchy as far as they are known now.
        hierarchy: gives them too, and waits for the first catalog where there is none yet; empty in vain.
        events: tells browsers about each change.
        collections: the saved ones.
        last_modules: remembers what is loaded for the next session, and what the last one had.
        default: which collection is restored at the start.
        read_only: why hpclab changes nothing here, and what to do; None where it may.
        queue_seconds: how long a change waits for another one to end.
        kernels: tells which kernels there are.

    """

    def __init__(
        self,
        environment: ServerEnvironment,
        *,
        backend: Callable[[], Awaitable[Backend]],
        known: Callable[[], Hierarchy],
        hierarchy: Callable[[], Awaitable[Hierarchy]],
        events: ChangeEvents,
        collections: Collections,
        last_modules: LastModules,
        default: Callable[[], Awaitable[DefaultCollection | None]] = no_default,
        read_only: str | None = None,
        queue_seconds: float = _QUEUE_SECONDS,
        kernels: KernelSource = kernel_needs.no_kernels,
    ) -> None:
        self._environment = environment
        self._backend = backend
        self._known = known
        self._hierarchy = hierarchy
        self._events = events
        self._collections = collections
        self._last_modules = last_modules
        self._default = default
        self._at_start: AtStart | None = None
        self._settled = asyncio.Event()
        self._read_only = read_only
        self._preparation = Preparation(
            environment.initial, known=known, collections=collections, kernels=kernels
        )
        self._queue_seconds = queue_seconds
        self._lock = asyncio.Lock()
        self._holder = ""
        self._revision = Revision()
        self._generation = 0
        self._plans: OrderedDict[str, Prepared] = OrderedDict()
        self._advance = AdvancePlanning()
        self._advance_plan = ""
        self._steps: deque[_Step] = deque(maxlen=_STEPS_KEPT)
        self._touched: set[str] = set()
        self._brought: set[str] = set()
        self._requested = requested.at_start(environment.initial)

    async def state(self) -> ModuleState:
        """What is loaded now.

        Raises:
            UnavailableError: there is no module system; the message says why.
            BrokenToolError: Lmod's table of loaded modules is damaged.

        """
        await self._backend()
        table = loaded_modules.read(self._environment.snapshot())
        searched = [normalised(path) for path in table.modulepath]
        return ModuleState(
            revision=self._revision.value,
            generation=self._generation,
            loaded=[
                Module(
                    name=module.name,
                    version=module.version,
                    full_name=module.full_name,
                    path=module.path,
                    requested=module.name in self._requested,
                    sticky=module.sticky,
                    hidden=module.hidden,
                    active=module.active,
                )
                for module in table.modules.values()
            ],
            modulepath=searched,
            used_paths=modulepath.used(searched, self._environment.initial, self._known(), self._brought),
            collections=await self._collections.names(),
            can_undo=bool(self._steps),
            read_only=self._read_only,
            at_start=self._at_start,
            last_session=self._worth_offering(table),
        )

    async def begin(self) -> None:
        """Restore the default collection, look what the last session had, and let everybody know."""
        self._last_modules.begin()
        try:
            await self._restore_default()
        finally:
            self._settled.set()
        await self._last_modules.look()
        if self._last_modules.offered:
            self._events.advance(CAPABILITY, self._revision)

    async def settled(self) -> None:
        """Wait until the default collection is restored, can't be, or there is none."""
        await self._settled.wait()

    async def dismiss_last(self) -> ModuleState:
        """Don't offer the modules of the last session any more."""
        self._last_modules.keep(self._beyond_start())
        self._events.advance(CAPABILITY, self._revision)
        return await self.state()

    async def plan(self, request: PlanRequest) -> Plan:
        """What an operation would do that somebody has asked for; nothing is changed.

        It is no dry run: applying it calls Lmod no more, so this is the call that a counting hook sees.

        Raises:
            HpcLabError: it can't be done; the same errors as of `change`.

        """
        return await self._plan(request, dry_run=False)

    async def plan_ahead(self, request: PlanRequest) -> Plan:
        """What an operation would do that nobody has asked for yet; a newer one takes its place.

        Raises:
            ConflictError: it was given up: another one is made, or the modules have changed (`plan_moot`).
            HpcLabError: it can't be done; the same errors as of `change`.

        """
        plan = await self._advance.plan(lambda: self._plan(request, dry_run=True))
        # Only the last one is kept: the plans that people look at stay.
        self._plans.pop(self._advance_plan, None)
        self._advance_plan = plan.plan_id
        return plan

    async def apply(self, plan_id: str) -> ModuleChange:
        """Carry out a plan, from the patch that was made for it: Lmod isn't called again.

        Raises:
            ConflictError: the environment has changed since (`stale_plan`), or hpclab changes nothing here.

        """
        async with self._turn("apply"):
            prepared = self._plans.pop(plan_id, None)
            if prepared is None or prepared.plan.generation != self._generation:
                raise ConflictError(
                    "stale_plan",
                    "The modules have changed since this was planned, so nothing was done. Plan it again.",
                )
            return await self._commit(prepared)

    async def change(self, request: PlanRequest) -> ModuleChange:
        """Plan an operation and carry it out at once.

        Raises:
            MalformedError: a name can't be a module's.
            NotFoundError: there is no such module, or it isn't loaded.
            RefusedError: Lmod or the modulefile refuses, or the environment would become too large.
            ConflictError: hpclab changes nothing here.
            UnavailableError, BrokenToolError, TooSlowError: Lmod doesn't do its part.

        """
        operations.check(request)

        async def carried_out() -> ModuleChange:
            async with self._turn(_described(request)):
                return await self._commit(await self._prepare(request, dry_run=False))

        return await self._with_catalog(request, carried_out)

    async def undo(self) -> ModuleChange:
        """Take back the last change, by putting back the variables that it touched.

        Raises:
            ConflictError: there is nothing to take back.

        """
        async with self._turn("undo"):
            if not self._steps:
                raise ConflictError("nothing_to_undo", "There is no change of modules to take back.")
            step = self._steps[-1]
            before = loaded_modules.read_or_none(self._environment.snapshot())
            self._environment.apply(step.inverse)
            self._steps.pop()
            self._requested = step.requested
            self._moved_on()
            self._last_modules.keep(self._beyond_start())
            after = loaded_modules.read_or_none(self._environment.snapshot())
            return await self._changed(planner.changes(before, after), [])

    async def collection(self, name: str) -> Collection:
        """What a saved collection holds.

        Raises:
            HpcLabError: there is none, or it can't be read.

        """
        saved = await self._collections.read(name)
        modules = list(saved.table.active.values())
        return Collection(
            name=name,
            modules=[module.full_name for module in modules],
            requested=[module.full_name for module in modules if module.name in saved.requested],
            saved_at=saved.saved_at,
        )

    async def save_collection(self, name: str) -> ModuleState:
        """Save what is loaded as a collection, in the place of one of that name.

        Raises:
            HpcLabError: it can't be; what there was is still there.

        """
        return await self._with_collections(
            f"save {name}", lambda: self._collections.save(name, self._requested)
        )

    async def rename_collection(self, name: str, to: str) -> ModuleState:
        """Give a collection another name.

        Raises:
            HpcLabError: it can't have it.

        """
        return await self._with_collections(f"rename {name}", lambda: self._collections.rename(name, to))

    async def delete_collection(self, name: str) -> ModuleState:
        """Delete a collection.

        Raises:
            HpcLabError: there is none, or it can't be deleted.

        """
        return await self._with_collections(f"delete {name}", lambda: self._collections.delete(name))

    async def _with_collections(self, operation: str, change: Callable[[], Awaitable[None]]) -> ModuleState:
        """Change the saved collections, and let everybody know; plans may be about one that has changed."""
        async with self._turn(operation):
            await change()
            self._plans.clear()
            self._events.advance(CAPABILITY, self._revision)
            return await self.state()

    async def environment_with(self, modules: Sequence[str]) -> PreparedEnvironment:
        """The session's environment and some modules more, for an application; the session stays as it is.

        Args:
            modules: names or full names; what they need is loaded too, and what is in their way gives way.

        Raises:
            HpcLabError: they can't be loaded; the same errors as of `change`.

        """
        for name in modules:
            check_module_name(name)
        if not modules:  # then Lmod isn't needed, and need not be there
            return app_environment.of_session(self._environment.snapshot())
        backend, hierarchy = await self._backend(), await self._hierarchy()
        return await app_environment.with_modules(self._environment.snapshot(), modules, backend, hierarchy)

    def fingerprint(self) -> Fingerprint:
        """The fingerprint of the session as it is now."""
        return fingerprint(self._environment.snapshot())

    @contextlib.asynccontextmanager
    async def _turn(self, operation: str) -> AsyncIterator[None]:
        """Wait for the changes before this one."""
        if self._read_only is not None:
            raise ConflictError("read_only", self._read_only)
        try:
            await asyncio.wait_for(self._lock.acquire(), self._queue_seconds)
        except asyncio.TimeoutError:
            raise TooSlowError(
                "modules_busy",
                f"Another change of the modules ({self._holder}) is still running after "
                f"{self._queue_seconds:g} seconds, so this was not done. Try again in a moment.",
            ) from None
        self._holder = operation
        try:
            yield
        finally:
            self._lock.release()

    async def _with_catalog(self, request: PlanRequest, attempt: Callable[[], Awaitable[Done]]) -> Done:
        """Try at once, as Lmod may do without the first catalog; else wait for that, and try again.

        Nobody has the lock while this waits: others' changes go on.
        """
        needs_more = not self._known().entries and request.operation in ("load", "swap")
        try:
            return await attempt()
        except RefusedError:
            if not needs_more or not (await self._hierarchy()).entries:
                raise
        return await attempt()

    async def _plan(self, request: PlanRequest, *, dry_run: bool) -> Plan:
        """Rehearse an operation and keep what it takes to apply it."""
        operations.check(request)
        prepared = await self._with_catalog(request, lambda: self._prepare(request, dry_run=dry_run))
        self._plans[prepared.plan.plan_id] = prepared
        while len(self._plans) > _PLANS_KEPT:
            self._plans.popitem(last=False)
        return prepared.plan

    async def _prepare(self, request: PlanRequest, *, dry_run: bool) -> Prepared:
        """Make an operation ready from where the session stands."""
        backend = await self._backend()
        # Together, without a wait between them: the patch belongs to this generation.
        standing = Standing(
            self._generation, self._environment.snapshot(), self._requested, frozenset(self._touched)
        )
        return await self._preparation.prepare(request, standing, backend, dry_run=dry_run)

    async def _restore_default(self) -> None:
        """Restore the default collection, unless somebody has changed the modules before."""
        default = await self._default()
        if default is None:
            return
        request = PlanRequest(operation="restore", collection=default.name)
        about = AtStart(default.name, default.is_sites)
        try:
            operations.check(request)
            if default.is_sites and default.name not in await self._collections.names():
                return
            self._tell_start(about)
            async with self._turn(_described(request)):
                if self._generation:
                    self._tell_start(None)
                    return
                prepared = await self._prepare(request, dry_run=False)
                self._carry_out(prepared)
        except HpcLabError as error:
            self._tell_start(
                msgspec.structs.replace(about, phase="failed", problem=error.message, detail=error.detail)
            )
        else:
            messages = prepared.plan.messages
            self._tell_start(msgspec.structs.replace(about, phase="restored", messages=messages))

    def _tell_start(self, about: AtStart | None) -> None:
        self._at_start = about
        self._events.advance(CAPABILITY, self._revision)

    def _worth_offering(self, table: ModuleTable) -> list[str]:
        """What the last session had, where not all of it is loaded already."""
        offered = list(self._last_modules.offered)
        return [] if all(map(table.is_active, offered)) else offered

    async def _commit(self, prepared: Prepared) -> ModuleChange:
        """Apply what was prepared and somebody has asked for, in the same generation."""
        self._carry_out(prepared)
        self._last_modules.keep(self._beyond_start())
        return await self._changed(prepared.plan.changes, prepared.plan.messages)

    def _carry_out(self, prepared: Prepared) -> None:
        inverse = prepared.patch.inverse(self._environment.snapshot())
        if prepared.patch.names or prepared.requested != self._requested:
            self._environment.apply(prepared.patch)
            self._steps.append(_Step(inverse, self._requested))
            self._touched |= prepared.patch.names
            self._requested = prepared.requested
            self._brought |= prepared.brought
            self._moved_on()

    def _moved_on(self) -> None:
        self._generation += 1
        self._at_start = None
        self._advance.give_up()
        self._plans.clear()
        self._events.advance(CAPABILITY, self._revision)

    async def _changed(self, changes: Changes, messages: list[Message]) -> ModuleChange:
        state = msgspec.structs.asdict(await self.state())
        return ModuleChange(**state, changes=changes, messages=messages)

    def _beyond_start(self) -> list[str]:
        """The full names that were asked for since the start, in the order in which they were loaded."""
        initial = loaded_modules.read_or_none(self._environment.initial)
        start = {module.full_name for module in initial.modules.values()}
        loaded = loaded_modules.read_or_none(self._environment.snapshot()).active.items()
        return [
            module.full_name
            for name, module in loaded
            if name in self._requested and module.full_name not in start
        ]


def _described(request: PlanRequest) -> str:
    """An operation as people write it, shortened."""
    names = [*request.modules, *filter(None, (request.from_, request.to, request.path))]
    text = " ".join([request.operation, *names])
    return text if len(text) <= 80 else text[:79] + "…"
