"""One catalog on disk: it is read, found to be out of date, and built anew by a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Literal

import msgspec

from ..core import process, tasks, threads
from ..core.errors import HpcLabError
from . import catalog_file, freshness
from .build_report import WALK_SECONDS, Progress, Report
from .cache_folder import node_folder
from .catalog_file import DamagedError, Stored
from .hierarchy import Hierarchy
from .models import CatalogBuild

DISK_SECONDS = 60.0
# -I keeps out the working folder and whatever the environment says to Python; the process searches where the
# server itself does.
_START = (
    "import sys; sys.path[:] = sys.argv.pop(1).split(':'); "
    "from hpclab.software.build import main; sys.exit(main())"
)
# Who walks a tree as quickly as this needs not mind who else does.
_QUICK_SECONDS = 5.0
# What may come before and after spider's own time.
_AROUND_SECONDS = 120.0


class BuildPolicy(msgspec.Struct, frozen=True):
    """How the site lets catalogs be built.

    Attributes:
        source: `auto` from Lmod's system cache, and by a walk where that doesn't go; `cache` without any
            walk; `never` at all.
        delay: seconds; a walk begins at a random moment within them.

    """

    source: Literal["auto", "cache", "never"] = "auto"
    delay: float = 0.0


class KeptCatalog:
    """A catalog and its file.

    Args:
        policy: the site's.
        on_read: is called when another catalog has been read.
        on_progress: is called when `build` has changed.

    Attributes:
        stored: the catalog; None while there is none.
        file: where it was read.
        checked_at: when the modules were last looked at for it, Unix seconds.
        build: what is under way.
        problem: why there is no catalog, or why it isn't kept where it should be.
        detail: a tool's own words about that.

    """

    def __init__(
        self, policy: BuildPolicy, on_read: Callable[[Stored], None], on_progress: Callable[[], None]
    ) -> None:
        self._policy = policy
        self._on_read = on_read
        self._on_progress = on_progress
        self.stored: Stored | None = None
        self.file: Path | None = None
        self.checked_at: float | None = None
        self.build: CatalogBuild | None = None
        self.problem: str | None = None
        self.detail: str | None = None
        self._seen: str = "0"
        self._building: asyncio.Task[process.Completed] | None = None
        self._somebody_waits = False
        self._is_hurried = False  # the process that builds was told so

    @property
    def hierarchy(self) -> Hierarchy:
        """Of the catalog; an empty one while there is none."""
        return self.stored.hierarchy if self.stored else Hierarchy()

    async def read(self, file: Path) -> None:
        """Read a file, unless it is the one that was read before.

        Raises:
            OSError, DamagedError: there is no catalog in it.

        """
        seen = await threads.run(partial(_state_of, file), timeout=DISK_SECONDS)
        if self.stored is not None and (self.file, self._seen) == (file, seen):
            return
        self._seen = seen
        stored, checked_at = await threads.run(partial(read_file, file), timeout=DISK_SECONDS)
        changed = self.stored is None or self.stored.etag != stored.etag
        self.file, self.checked_at = file, checked_at
        if changed:
            self.stored = stored
            self._on_read(stored)

    async def bring_up_to_date(self, command: Path, file: Path, environment: Mapping[str, str]) -> None:
        """Read the catalog, and have it built where it is missing or out of date.

        What goes wrong is in `problem`; the catalog that there is stays.

        Args:
            command: Lmod's program.
            file: where it is kept.
            environment: whose modules they are.

        """
        with contextlib.suppress(OSError, DamagedError):  # none yet, or a damaged one: it is built
            # A catalog that is kept on the node alone has the same name.
            await self.read(self.file if self.file and self.file.name == file.name else file)
        for _ in range(2):  # what another process has left may be out of date itself
            if not await self._is_stale():
                return
            if not await self._build(command, file, environment):
                return

    def hurry(self) -> None:
        """Somebody waits for the catalog: a build that lets time go by begins at once, here or elsewhere."""
        self._somebody_waits = True
        lets_time_go_by = self.build is not None and self.build.phase in ("waiting", "elsewhere")
        if self._building is not None and lets_time_go_by and not self._is_hurried:
            self._is_hurried = True
            self._building.cancel()

    async def _is_stale(self) -> bool:
        stored, checked_at = self.stored, self.checked_at
        if stored is None or checked_at is None:
            return True
        return await threads.run(
            lambda: freshness.is_stale(stored.hierarchy, stored.head.stamps, checked_at, time.time()),
            timeout=DISK_SECONDS,
        )

    @property
    def _is_costly(self) -> bool:
        """Whether a walk may take long: also where nobody knows yet."""
        return self.stored is None or self.stored.head.walk_seconds > _QUICK_SECONDS

    async def _build(self, command: Path, file: Path, environment: Mapping[str, str]) -> bool:
        """Have it built; whether there is something new to look at."""
        if self._policy.source == "never":
            return False
        self._progress("starting")
        try:
            done = await self._run_until_built(command, file, environment)
            report = _report_of(done)
            self.problem, self.detail = report.problem, report.detail
            if report.file is None:
                return False
            await self.read(Path(report.file))
        except HpcLabError as error:
            self.problem, self.detail = error.message, error.detail
            return False
        except (OSError, DamagedError) as error:
            self.problem, self.detail = f"The catalog could not be kept: {error}.", None
            return False
        finally:
            self._somebody_waits = False
            self.build = None
            self._on_progress()
        return True

    async def _run_until_built(
        self, command: Path, file: Path, environment: Mapping[str, str]
    ) -> process.Completed:
        """Run the building process; anew and without its delay when `hurry` has ended it."""
        delay = self._policy.delay if self._is_costly and not self._somebody_waits else 0.0
        self._is_hurried = not delay
        self._building = asyncio.create_task(self._run(command, file, environment, delay))
        try:
            await asyncio.wait({self._building})
            if self._building.cancelled():
                return await self._run(command, file, environment, 0.0)
            return self._building.result()
        finally:
            await tasks.end(self._building)
            self._building = None

    async def _run(
        self, command: Path, file: Path, environment: Mapping[str, str], delay: float
    ) -> process.Completed:
        argv = build_argv(
            command,
            file,
            node_folder(environment) / file.name,
            sys.path,
            known=self._seen,
            policy=BuildPolicy(self._policy.source, delay),
        )
        return await process.run(
            argv, env=environment, timeout=WALK_SECONDS + delay + _AROUND_SECONDS, on_stdout=self._heard
        )

    def _heard(self, chunk: bytes) -> None:
        """What the building process says as it goes; each line is printed at once, so it comes whole."""
        for line in chunk.splitlines():
            with contextlib.suppress(msgspec.DecodeError):
                said = msgspec.json.decode(line, type=Progress | Report)
                if isinstance(said, Progress):
                    self._progress(said.phase, said.seconds)
                    if said.phase in ("waiting", "elsewhere") and self._somebody_waits:
                        self.hurry()

    def _progress(self, phase: str, seconds: float | None = None) -> None:
        if phase == "walking" and self.stored is not None:
            seconds = self.stored.head.walk_seconds or None
        self.build = msgspec.convert(
            {"phase": phase, "since": time.time(), "seconds": seconds}, type=CatalogBuild
        )
        self._on_progress()


def build_argv(
    lmod: Path, output: Path, fallback: Path, search_path: Sequence[str], *, known: str, policy: BuildPolicy
) -> list[str]:
    """The argument vector of the building process.

    Args:
        lmod: Lmod's program.
        output: the file to write.
        fallback: the file to write where that fails.
        search_path: where Python finds hpclab, `sys.path`.
        known: names the state of the file that the server has read.
        policy: the site's.

    """
    absolute = ":".join(entry for entry in search_path if entry.startswith("/") and ":" not in entry)
    return [
        sys.executable, "-I", "-c", _START, absolute,
        "--lmod", str(lmod), "--output", str(output), "--fallback", str(fallback),
        "--known", known, "--delay", f"{policy.delay:g}",
        *(["--only-cache"] if policy.source == "cache" else []),
    ]  # fmt: skip


def read_file(file: Path) -> tuple[Stored, float]:
    """A catalog, and when the modules were looked at for it. It reads the disk.

    Raises:
        OSError, DamagedError: there is none.

    """
    with file.open("rb") as opened:
        checked_at = os.fstat(opened.fileno()).st_mtime
        return catalog_file.decode(opened.read()), checked_at


def _state_of(file: Path) -> str:
    try:
        return str(file.stat().st_mtime_ns)
    except FileNotFoundError:
        return "0"


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
