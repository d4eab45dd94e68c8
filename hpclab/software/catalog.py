"""The catalog service: one catalog of the site's modules and one for each folder that a person has added."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import time
from collections.abc import Sequence
from logging import Logger
from pathlib import Path

import msgspec

from ..core import tasks
from ..core.environment import EnvironmentPatch, ServerEnvironment
from ..core.errors import HpcLabError, UnavailableError
from ..core.events import ChangeEvents, Revision
from ..core.prepared import Prepared
from . import avail, catalog_file, module_systems, spider
from .base import base_environment
from .cache_folder import cache_folder
from .catalog_file import DamagedError, Stored
from .discovery import Discovery, Installation
from .hierarchy import Hierarchy, ModuleEntry, merged
from .kept_catalog import BuildPolicy, KeptCatalog, read_file
from .models import Catalog, CatalogStatus

_LMOD_SECONDS = 60.0
# Somebody who looks at the catalog has its truth examined, but not more often than this.
_EXAMINED_SECONDS = 600.0
_MOST_ADDED = 20
# An `avail` that failed is tried again by who asks so much later.
_AGAIN_SECONDS = 30.0
_NEVER = (
    "The site builds no catalogs here (c.HpcLab.catalog_build), so only what can be loaded at once is listed."
)


class CatalogState(msgspec.Struct, frozen=True):
    """What the doctor tells of the catalog.

    Attributes:
        file: where it is kept; None while there is none.
        built_at: Unix seconds.
        checked_at: when the module tree was last looked at, Unix seconds.
        packages: how many.
        building: one is being built.
        problem: why there is none, or why it isn't kept.
        source: what it is made of, for people.
        policy: how the site lets it be built.
        added: folders that the person has added, each with its own catalog.

    """

    file: str | None
    built_at: float | None
    checked_at: float | None
    packages: int
    building: bool
    problem: str | None
    source: str | None = None
    policy: str | None = None
    added: tuple[str, ...] = ()


def source_text(stored: Stored) -> str:
    """What a catalog is made of, for people."""
    walked = len(stored.hierarchy.walked)
    if not walked:
        return "Lmod's system cache"
    if walked == len(stored.hierarchy.paths):
        return f"a walk of {stored.head.walk_seconds:.1f} s by spider"
    return f"Lmod's system cache, and a walk of {stored.head.walk_seconds:.1f} s for what that doesn't know"


async def own_file(found: Installation, environment: ServerEnvironment) -> tuple[Path, dict[str, str]]:
    """Where a person's catalog is kept, which need not be there yet, and the environment that it is built of.

    Raises:
        UnavailableError: the environment has no MODULEPATH.
        HpcLabError: the module system didn't answer.

    """
    base = await base_environment(module_systems.at(found.command, _LMOD_SECONDS), environment.initial)
    modulepath = base.get("MODULEPATH")
    if not modulepath:
        raise UnavailableError(
            "no_modulepath",
            "MODULEPATH is set neither in the server's environment nor by a login shell, so Lmod has no "
            "modules to show. Ask your support how the server is started.",
        )
    return cache_folder(base) / catalog_file.file_name(modulepath, found.version), base


def state_of(file: Path, policy: BuildPolicy) -> CatalogState:
    """What the doctor tells of a catalog that is kept, without a server. It reads the disk."""
    nothing = CatalogState(None, None, None, 0, building=False, problem=None, policy=_policy_text(policy))
    try:
        stored, checked_at = read_file(file)
    except FileNotFoundError:
        return msgspec.structs.replace(nothing, problem=f"{file} is not there yet.")
    except (OSError, DamagedError) as error:
        return msgspec.structs.replace(nothing, problem=f"{file} can't be used: {error}")
    return CatalogState(
        str(file),
        stored.head.built_at,
        checked_at,
        len(stored.hierarchy.entries),
        building=False,
        problem=None,
        source=source_text(stored),
        policy=_policy_text(policy),
    )


def _policy_text(policy: BuildPolicy) -> str:
    if policy.source == "auto":
        return f"auto: Lmod's system cache, else a walk after {policy.delay:g} s at most"
    return {"cache": "cache: the modules are never walked", "never": "never: only the site's file is read"}[
        policy.source
    ]


class CatalogStore:
    """The catalogs of this server.

    Args:
        discovery: finds the module system.
        environment: whose start is what the site's catalog is built from; what it has more in MODULEPATH, the
            person has added.
        events: tell browsers of a newer catalog.
        log: takes what nobody waits for.
        shared: `c.HpcLab.catalog_file`; a catalog that the site builds, used in place of an own one. Empty
            where there is none.
        policy: how others are built.
        again_seconds: after which an `avail` that failed is tried again.

    """

    def __init__(
        self,
        discovery: Discovery,
        environment: ServerEnvironment,
        events: ChangeEvents,
        log: Logger,
        shared: str = "",
        *,
        policy: BuildPolicy | None = None,
        again_seconds: float = _AGAIN_SECONDS,
    ) -> None:
        self._again_seconds = again_seconds
        self._discovery = discovery
        self._environment = environment
        self._events = events
        self._log = log
        self._shared = Path(shared) if shared else None
        self._shared_problem: str | None = None
        self._policy = policy or BuildPolicy()
        self._site = KeptCatalog(self._policy, self._site_read, self._status_changed)
        self._added: dict[str, KeptCatalog] = {}
        self._problem: str | None = None
        self._examined: float | None = None
        self._task: asyncio.Task[None] | None = None
        self._adding: asyncio.Task[None] | None = None
        self._settled = asyncio.Event()
        self._revision = Revision()
        self._status_revision = Revision()
        self._available: tuple[str, asyncio.Task[Prepared]] | None = None
        self._avail_failed: float | None = None
        self._added_answer: Prepared | None = None
        self._whole: Hierarchy | None = None
        environment.on_apply(self._modules_changed)

    def start(self) -> None:
        """Begin to read, and where it is needed to build, in the background."""
        self._examine()

    async def stop(self) -> None:
        """End what is under way, with its processes."""
        available = self._available[1] if self._available else None
        for task in (self._task, self._adding, available):
            if task is not None:
                await tasks.end(task)

    async def prepared(self) -> Prepared:
        """The site's catalog as it is sent; while there is none, what can be loaded at once."""
        self._examine()
        if self._site.stored is None:
            available = await self._what_is_available()
            if self._site.stored is None:
                return available
        return Prepared(gzipped=self._site.stored.gzipped, etag=self._site.stored.etag)

    async def added(self) -> Prepared:
        """The catalogs of the folders that the person has added, as they are sent."""
        self._follow_modulepath()
        if self._added_answer is None:
            stored = [each.stored.gzipped for each in self._added.values() if each.stored]
            revision = self._revision.value
            self._added_answer = await asyncio.to_thread(_together, stored, revision)
        return self._added_answer

    def status(self) -> CatalogStatus:
        """How the catalog is doing."""
        return CatalogStatus(
            revision=self._status_revision.value,
            now=time.time(),
            checked_at=self._site.checked_at,
            build=self._site.build,
            problem=self._reason(),
        )

    async def hierarchy(self, seconds: float = 20.0) -> Hierarchy:
        """The hierarchy of all modules; an empty one where there is no catalog.

        Whoever asks waits for it: a walk that would let time go by first begins at once.

        Args:
            seconds: how long to wait for the first catalog.

        """
        self._examine()
        if self._site.stored is None:
            self._site.hurry()
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._settled.wait(), seconds)
        return self.now()

    def now(self) -> Hierarchy:
        """The hierarchy as far as it is known now; an empty one where there is no catalog."""
        if self._whole is None:
            self._whole = self._site.hierarchy
            for each in self._added.values():
                self._whole = merged(self._whole, each.hierarchy)
        return self._whole

    def find(self, names: Sequence[str]) -> list[ModuleEntry]:
        """Every version of some packages, in the order of the names, as far as is known now."""
        return self.now().find(names)

    def state(self) -> CatalogState:
        """What the doctor tells of it."""
        stored = self._site.stored
        return CatalogState(
            file=str(self._site.file) if self._site.file and stored else None,
            built_at=stored.head.built_at if stored else None,
            checked_at=self._site.checked_at,
            packages=len(self._site.hierarchy.entries),
            building=self._site.build is not None,
            problem=self._reason(),
            source=source_text(stored) if stored else None,
            policy=_policy_text(self._policy),
            added=tuple(self._added),
        )

    def _reason(self) -> str | None:
        """Why there is no catalog, or not the one that there should be."""
        return self._problem or self._site.problem or self._shared_problem

    def _examine(self) -> None:
        """Look in the background whether the catalog is still true, unless that was done just now."""
        busy = self._task is not None and not self._task.done()
        if busy or (self._examined is not None and time.monotonic() < self._examined + _EXAMINED_SECONDS):
            return
        self._examined = time.monotonic()
        self._task = asyncio.create_task(self._bring_up_to_date())

    async def _bring_up_to_date(self) -> None:
        before = self._reason()
        try:
            self._problem = None
            if self._shared is None or not await self._read_shared(self._shared):
                await self._read_or_build()
        except HpcLabError as error:
            self._problem = error.message
        except Exception:
            self._log.exception("hpclab: the catalog could not be brought up to date")
            self._problem = "The catalog could not be built; the server's log says why."
        finally:
            self._settled.set()
            self._told(before)
        with contextlib.suppress(HpcLabError):  # then they stay as they are
            for folder, kept in list(self._added.items()):
                await self._build_added(folder, kept)
        self._follow_modulepath()

    def _told(self, before: str | None) -> None:
        """Let everybody know why there is no catalog, or no newer one."""
        reason = self._reason()
        if reason != before:
            if reason:
                self._log.warning("hpclab: catalog: %s %s", reason, self._site.detail or "")
            self._available = None
            self._status_changed()
            if self._site.stored is None:
                self._events.advance("software", self._revision)

    async def _read_shared(self, file: Path) -> bool:
        """Take the site's catalog; say so where that fails."""
        try:
            await self._site.read(file)
        except (OSError, DamagedError) as error:
            built = "None" if self._policy.source == "never" else "An own one"
            self._shared_problem = f"The site's catalog {file} can't be used: {error}. {built} is built."
            return False
        self._shared_problem = None
        return True

    async def _read_or_build(self) -> None:
        if self._policy.source == "never":
            self._problem = self._shared_problem or _NEVER
            return
        system = await self._discovery.installation()
        file, base = await own_file(system, self._environment)
        await self._site.bring_up_to_date(system.command, file, base)

    def _site_read(self, stored: Stored) -> None:
        self._whole = None
        self._settled.set()
        # The catalog's own revision is when it was built, so that it stays the same over restarts.
        self._revision.value = stored.head.revision - 1
        self._events.advance("software", self._revision)

    def _status_changed(self) -> None:
        self._events.advance("catalog", self._status_revision)

    def _modules_changed(self, patch: EnvironmentPatch) -> None:
        if "MODULEPATH" not in patch.names:
            return
        if self._site.stored is None:
            self._events.advance("software", self._revision)
        else:
            self._follow_modulepath()

    async def _what_is_available(self) -> Prepared:
        """What `avail` lists, kept until MODULEPATH changes; who asks at the same moment shares one call.

        That it failed is kept for a while: else each look would have it fail again.
        """
        snapshot = self._environment.snapshot()
        modulepath = snapshot.get("MODULEPATH", "")
        if self._avail_failed is not None and time.monotonic() > self._avail_failed + self._again_seconds:
            self._available = None
        if self._available is None or self._available[0] != modulepath:
            self._available = (modulepath, asyncio.create_task(self._list_available(snapshot)))
        asked = self._available
        try:
            return await asyncio.shield(asked[1])
        except Exception:
            if self._available is asked:  # a failure isn't kept
                self._available = None
            raise

    async def _list_available(self, snapshot: dict[str, str]) -> Prepared:
        return await asyncio.to_thread(_encoded, await self._ask_avail(snapshot))

    async def _ask_avail(self, snapshot: dict[str, str]) -> Catalog:
        self._avail_failed = None
        try:
            system = await self._discovery.installation()
            found = await avail.available(system.command, snapshot, _LMOD_SECONDS)
        except HpcLabError as error:
            found = Catalog(revision=0, complete=False, built_at=0.0, packages=[], modulepaths=[])
            found.problem = error.message
            self._avail_failed = time.monotonic()
        found.problem = self._reason() or found.problem
        return found

    def _follow_modulepath(self) -> None:
        """Have a catalog for each folder that the person has added, and none for others."""
        busy = self._adding is not None and not self._adding.done()
        if busy or self._site.stored is None:
            return
        wanted = self._wanted()
        if set(wanted) != set(self._added):
            self._adding = asyncio.create_task(self._add(wanted))

    def _wanted(self) -> list[str]:
        """The folders of MODULEPATH that neither the site's catalog knows nor a module has opened."""
        if self._policy.source != "auto":
            return []
        known = set(self._site.hierarchy.paths)
        for each in self._added.values():
            known.update(each.hierarchy.prerequisites)
        modulepath = self._environment.snapshot().get("MODULEPATH", "")
        return [folder for folder in spider.folders(modulepath) if folder not in known][:_MOST_ADDED]

    async def _add(self, wanted: Sequence[str]) -> None:
        before = dict(self._added)
        try:
            added = {folder: before.get(folder) or self._new_added() for folder in wanted}
            for folder in wanted:
                if folder not in before:
                    await self._build_added(folder, added[folder])
            self._added = added
        except HpcLabError as error:
            self._log.warning("hpclab: catalog of added folders: %s", error.message)
            return
        except Exception:
            self._log.exception("hpclab: the catalog of added folders could not be built")
            return
        self._added_changed()
        asyncio.get_running_loop().call_soon(self._follow_modulepath)  # it may have changed meanwhile

    def _new_added(self) -> KeptCatalog:
        return KeptCatalog(BuildPolicy("auto"), lambda _: self._added_changed(), lambda: None)

    async def _build_added(self, folder: str, kept: KeptCatalog) -> None:
        system = await self._discovery.installation()
        _, base = await own_file(system, self._environment)
        alone = {**base, "MODULEPATH": folder}
        file = cache_folder(base) / catalog_file.file_name(folder, system.version)
        await kept.bring_up_to_date(system.command, file, alone)
        if kept.problem:
            self._log.warning("hpclab: catalog of %s: %s %s", folder, kept.problem, kept.detail or "")

    def _added_changed(self) -> None:
        self._whole = self._added_answer = None
        self._revision.value = max(self._revision.value, time.time_ns() // 1_000_000)
        self._events.advance("software", self._revision)


def _encoded(catalog: Catalog) -> Prepared:
    gzipped = catalog_file.encode(catalog)
    return Prepared(gzipped=gzipped, etag=catalog_file.entity_tag(gzipped))


def _together(catalogs: Sequence[bytes], revision: int) -> Prepared:
    """Several catalogs, as they are kept, in one answer: see `models.AddedCatalogs`."""
    listed = b",".join(gzip.decompress(each) for each in catalogs)
    gzipped = gzip.compress(b'{"revision":%d,"catalogs":[%s]}' % (revision, listed), mtime=0)
    return Prepared(gzipped=gzipped, etag=catalog_file.entity_tag(gzipped))
