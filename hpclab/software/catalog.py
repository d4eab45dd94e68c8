"""The catalog service: keeps one catalog ready to be sent, and has a newer one built in the background."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from logging import Logger
from pathlib import Path

import msgspec

from ..core import process, tasks, threads
from ..core.environment import ServerEnvironment
from ..core.errors import HpcLabError, UnavailableError
from ..core.events import ChangeEvents, Revision
from ..core.web import Prepared
from . import catalog_file, freshness
from .base import base_environment
from .build import SPIDER_SECONDS, Report
from .catalog_file import DamagedError, Stored
from .discovery import Discovery, LmodInstallation
from .hierarchy import Hierarchy, ModuleEntry
from .lmod import Lmod
from .models import Catalog

_LMOD_SECONDS = 60.0
_DISK_SECONDS = 60.0
# Somebody who looks at the catalog has its truth examined, but not more often than this.
_EXAMINED_SECONDS = 600.0
# For the whole building process: its spider has less.
_BUILD_SECONDS = SPIDER_SECONDS + 60.0
# -I keeps out the working folder and whatever the environment says to Python; the process searches where the
# server itself does.
_START = (
    "import sys; sys.path[:] = sys.argv.pop(1).split(':'); "
    "from hpclab.software.build import main; sys.exit(main())"
)


@dataclass(frozen=True)
class CatalogState:
    """What the doctor tells of the catalog.

    Attributes:
        file: where it is kept; None while there is none.
        built_at: Unix seconds.
        checked_at: when the module tree was last looked at, Unix seconds.
        packages: how many.
        building: one is being built.
        problem: why there is none, or why it isn't kept.

    """

    file: str | None
    built_at: float | None
    checked_at: float | None
    packages: int
    building: bool
    problem: str | None


def build_argv(lmod: Path, output: Path, fallback: Path, search_path: Sequence[str]) -> list[str]:
    """The argument vector of the building process.

    Args:
        lmod: Lmod's program.
        output: the file to write.
        fallback: the file to write where that fails.
        search_path: where Python finds hpclab, `sys.path`.

    """
    absolute = ":".join(entry for entry in search_path if entry.startswith("/") and ":" not in entry)
    return [
        sys.executable, "-I", "-c", _START, absolute,
        "--lmod", str(lmod), "--output", str(output), "--fallback", str(fallback),
    ]  # fmt: skip


def cache_folder(environment: Mapping[str, str]) -> Path:
    """Where a person's catalogs are kept: by the XDG base directory specification."""
    configured = environment.get("XDG_CACHE_HOME", "")
    caches = Path(configured) if configured.startswith("/") else Path(environment.get("HOME", "/")) / ".cache"
    return caches / "hpclab"


async def own_file(lmod: LmodInstallation, environment: Mapping[str, str]) -> Path:
    """Where a person's catalog of the modules of an environment is kept; it need not be there yet.

    Raises:
        UnavailableError: the environment has no MODULEPATH.
        HpcLabError: Lmod didn't answer.

    """
    base = await base_environment(Lmod(lmod.command, _LMOD_SECONDS), environment)
    modulepath = base.get("MODULEPATH")
    if not modulepath:
        raise UnavailableError(
            "no_modulepath",
            "MODULEPATH is set neither in the server's environment nor by a login shell, so Lmod has no "
            "modules to show. Ask your support how the server is started.",
        )
    return cache_folder(base) / catalog_file.file_name(modulepath, lmod.version)


def state_of(file: Path) -> CatalogState:
    """What the doctor tells of a catalog that is kept, without a server. It reads the disk."""
    try:
        stored, checked_at = _read(file)
    except FileNotFoundError:
        return CatalogState(None, None, None, 0, building=False, problem=f"{file} is not there yet.")
    except (OSError, DamagedError) as error:
        return CatalogState(None, None, None, 0, building=False, problem=f"{file} can't be used: {error}")
    packages = len(stored.hierarchy.entries)
    return CatalogState(str(file), stored.head.built_at, checked_at, packages, building=False, problem=None)


class CatalogStore:
    """The catalog of this server.

    Args:
        discovery: finds Lmod.
        environment: whose start is what the catalog is built from.
        events: tell browsers of a newer catalog.
        log: takes what nobody waits for.
        shared: `c.HpcLab.catalog_file`; a catalog that the site builds, used in place of an own one. Empty
            where there is none.

    """

    def __init__(
        self,
        discovery: Discovery,
        environment: ServerEnvironment,
        events: ChangeEvents,
        log: Logger,
        shared: str = "",
    ) -> None:
        self._discovery = discovery
        self._environment = environment
        self._events = events
        self._log = log
        self._shared = Path(shared) if shared else None
        self._stored: Stored | None = None
        self._file: Path | None = None
        self._checked_at: float | None = None
        self._examined: float | None = None
        self._problem: str | None = None
        self._shared_problem: str | None = None
        self._building = False
        self._task: asyncio.Task[None] | None = None
        self._settled = asyncio.Event()
        self._revision = Revision()
        self._empty = self._without_software()
        self._private: Path | None = None

    def start(self) -> None:
        """Begin to read, and where it is needed to build, in the background."""
        self._examine()

    async def stop(self) -> None:
        """End what is under way, with its processes."""
        if self._task is not None:
            await tasks.end(self._task)
        if self._private is not None:
            await threads.run(
                partial(shutil.rmtree, self._private, ignore_errors=True), timeout=_DISK_SECONDS
            )
            self._private = None

    async def prepared(self) -> Prepared:
        """The catalog as it is sent: an empty one, which says why, while there is none."""
        self._examine()
        if self._stored is None:
            return self._empty
        return Prepared(gzipped=self._stored.gzipped, etag=self._stored.etag)

    async def hierarchy(self, seconds: float = 20.0) -> Hierarchy:
        """The hierarchy of all modules; an empty one where there is no catalog.

        Args:
            seconds: how long to wait for the first catalog.

        """
        self._examine()
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._settled.wait(), seconds)
        return self.now()

    def now(self) -> Hierarchy:
        """The hierarchy as far as it is known now; an empty one where there is no catalog."""
        return self._stored.hierarchy if self._stored else Hierarchy()

    def find(self, names: Sequence[str]) -> list[ModuleEntry]:
        """Every version of some packages, in the order of the names, as far as is known now."""
        return self.now().find(names)

    def state(self) -> CatalogState:
        """What the doctor tells of it."""
        return CatalogState(
            file=str(self._file) if self._file else None,
            built_at=self._stored.head.built_at if self._stored else None,
            checked_at=self._checked_at,
            packages=len(self.now().entries),
            building=self._building,
            problem=self._problem,
        )

    def _examine(self) -> None:
        """Look in the background whether the catalog is still true, unless that was done just now."""
        busy = self._task is not None and not self._task.done()
        if busy or (self._examined is not None and time.monotonic() < self._examined + _EXAMINED_SECONDS):
            return
        self._examined = time.monotonic()
        self._task = asyncio.create_task(self._bring_up_to_date())

    async def _bring_up_to_date(self) -> None:
        try:
            if self._shared is None or not await self._read_shared(self._shared):
                await self._read_or_build()
        except HpcLabError as error:
            self._failed(error.message, error.detail)
        except Exception:
            self._log.exception("hpclab: the catalog could not be brought up to date")
            self._failed("The catalog could not be built; the server's log says why.")
        finally:
            self._settled.set()

    async def _read_shared(self, file: Path) -> bool:
        """Take the site's catalog; say so where that fails."""
        try:
            await self._read(file)
        except (OSError, DamagedError) as error:
            self._log.warning("hpclab: c.HpcLab.catalog_file %s can't be used: %s", file, error)
            self._shared_problem = f"The site's catalog {file} can't be used: {error}. An own one is built."
            return False
        self._problem = self._shared_problem = None
        return True

    async def _read_or_build(self) -> None:
        lmod = await self._discovery.lmod()
        file = await own_file(lmod, self._environment.initial)
        if self._file is None or self._file.name != file.name:  # the fallback has the same name
            with contextlib.suppress(OSError, DamagedError):  # none yet, or a damaged one: it is built
                await self._read(file)
        if await self._is_stale():
            await self._build(lmod.command, file)
        elif self._file == file:  # what went wrong before is over
            self._problem = self._shared_problem

    async def _is_stale(self) -> bool:
        stored, checked_at = self._stored, self._checked_at
        if stored is None or checked_at is None:
            return True
        return await threads.run(
            lambda: freshness.is_stale(stored.hierarchy, checked_at, time.time()), timeout=_DISK_SECONDS
        )

    async def _build(self, command: Path, file: Path) -> None:
        self._building = True
        self._empty = self._without_software()
        try:
            fallback = await threads.run(partial(self._fallback_for, file), timeout=_DISK_SECONDS)
            done = await process.run(
                build_argv(command, file, fallback, sys.path),
                env=self._environment.initial,
                timeout=_BUILD_SECONDS,
            )
            report = _report_of(done)
            if report.file is None:
                self._failed(report.problem or "The catalog could not be built.", report.detail)
                return
            self._problem = report.problem or self._shared_problem
            await self._read(Path(report.file))
        except (OSError, DamagedError) as error:
            self._failed(f"The catalog could not be kept: {error}.")
        finally:
            self._building = False

    async def _read(self, file: Path) -> None:
        stored, checked_at = await threads.run(partial(_read, file), timeout=_DISK_SECONDS)
        self._file, self._checked_at = file, checked_at
        changed = self._stored is None or self._stored.etag != stored.etag
        self._stored = stored
        self._settled.set()
        if not changed:
            return
        # The catalog's own revision is when it was built, so that it stays the same over restarts.
        self._revision.value = stored.head.revision - 1
        self._events.advance("software", self._revision)

    def _failed(self, problem: str, detail: str | None = None) -> None:
        """Keep the catalog that there is; say why there is no newer one."""
        self._log.warning("hpclab: catalog: %s %s", problem, detail or "")
        self._problem = problem
        self._building = False
        if self._stored is None:
            self._empty = self._without_software()
            self._events.advance("software", self._revision)

    def _without_software(self) -> Prepared:
        """What is sent while there is no catalog. Its revision is smaller than that of every real one."""
        gzipped = catalog_file.encode(
            Catalog(
                revision=0,
                complete=False,
                built_at=0.0,
                packages=[],
                modulepaths=[],
                building=self._problem is None,
                problem=self._problem,
            )
        )
        return Prepared(gzipped=gzipped, etag=catalog_file.entity_tag(gzipped))

    def _fallback_for(self, file: Path) -> Path:
        """A file that only this person can read, for a home that is full or can't be written."""
        if self._private is None:
            self._private = Path(tempfile.mkdtemp(prefix="hpclab-catalog-"))
        return self._private / file.name


def _read(file: Path) -> tuple[Stored, float]:
    """A catalog, and when the module tree was looked at for it.

    Raises:
        OSError, DamagedError: there is none.

    """
    with file.open("rb") as opened:
        checked_at = os.fstat(opened.fileno()).st_mtime
        return catalog_file.decode(opened.read()), checked_at


def _report_of(done: process.Completed) -> Report:
    """What the building process said last."""
    lines = done.stdout.strip().splitlines()
    try:
        return msgspec.json.decode(lines[-1] if lines else b"", type=Report)
    except msgspec.DecodeError:
        return Report(
            file=None,
            problem=f"Building the catalog ended with status {done.status} without a word.",
            detail=done.stderr_text[-4000:],
        )
