"""Builds the catalog: `python -m hpclab.software.build`, in a process of its own with the lowest priority.

Lmod's spider walks the whole module tree, which takes from a second to minutes; here it is in nobody's way.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import resource
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import msgspec

from ..core.errors import BrokenToolError, HpcLabError
from . import admin_list, catalog_file, catalog_source, em_catalog, module_systems, spider
from .base import base_environment
from .build_report import Progress, Report, Tell
from .build_turn import Turn
from .cache_folder import make_private
from .catalog_source import Found
from .configuration import Configuration
from .models import BuildPhase, Catalog

_LMOD_SECONDS = 60.0
_ADMIN_LIST_LIMIT = 1024 * 1024
# Of each process, in bytes. Links that lead back to each other let spider grow until the job is killed.
_MEMORY_LIMIT = 2 * 1024**3
# While another process of this person builds, its result is looked for as often.
_ELSEWHERE_SECONDS = 2.0


async def build_catalog(
    command: Path, environment: Mapping[str, str], *, may_walk: bool = True, tell: Tell | None = None
) -> Catalog:
    """Look at all modules.

    Args:
        command: Lmod's program; `spider` lies beside it.
        environment: with MODULEPATH; modules that are loaded in it are taken out of it first.
        may_walk: else only Lmod's system cache is read.
        tell: is called before each part of the work.

    Raises:
        HpcLabError: Lmod or its spider didn't answer.

    """
    built_at = time.time()
    base = await base_environment(module_systems.at(command, _LMOD_SECONDS), environment)
    modulepath = base.get("MODULEPATH", "")
    if not modulepath:
        raise BrokenToolError("no_modulepath", "MODULEPATH is empty, so there are no modules to list.")
    tell = tell or _silent
    if module_systems.name_of(command) == "environment-modules":
        return await em_catalog.build(command, base, built_at, tell)
    found = await catalog_source.look(command, base, may_walk=may_walk, tell=tell)
    catalog = spider.compile_catalog(
        found.modulefiles,
        built_at=built_at,
        deprecated=await _deprecated(found, base),
        base=set(spider.folders(modulepath)).difference(found.left_out),
        walked=found.walked,
    )
    catalog.left_out = list(found.left_out)
    catalog.stamps = [*found.stamps, *_stamp_of(found.configuration)]
    catalog.walk_seconds = round(found.walk_seconds, 2)
    catalog.problem = None if catalog.packages else _why_empty(modulepath, found)
    return catalog


def keep(catalog: Catalog, file: Path, mode: int = 0o600) -> None:
    """Write a catalog; where the same software is there already, only note that it was looked at again.

    Args:
        catalog: what is written.
        file: where.
        mode: who may read it, where it is written.

    Raises:
        OSError: it can't be written.

    """
    gzipped = catalog_file.encode(catalog)
    try:
        unchanged = catalog_file.same_software(file.read_bytes(), gzipped)
    except (OSError, catalog_file.DamagedError):  # none yet, or it is to be replaced
        unchanged = False
    if unchanged:
        os.utime(file, (catalog.built_at, catalog.built_at))
    else:
        catalog_file.write(file, gzipped, checked_at=catalog.built_at, mode=mode)


async def _silent(_phase: BuildPhase) -> None:
    pass


def _why_empty(modulepath: str, found: Found) -> str:
    if found.left_out:
        return (
            "The site lets only Lmod's system cache be read (c.HpcLab.catalog_build), and there is none for "
            f"{modulepath}."
        )
    return f"There are no modules in {modulepath}."


def _stamp_of(configuration: Configuration | None) -> list[str]:
    """The admin list, as what it says is in the catalog too."""
    return [configuration.admin_list] if configuration and configuration.admin_list.startswith("/") else []


async def _deprecated(found: Found, environment: Mapping[str, str]) -> dict[str, str]:
    """What the site says about versions that go away; nothing where its list can't be read."""
    if found.configuration is None:
        return {}
    try:
        notices = admin_list.parse(_read_text(found.configuration.admin_list))
        if not notices:
            return {}
        modules = [(each.full_name, each.file) for each in found.modulefiles]
        return await admin_list.match(notices, modules, lua=found.configuration.lua, environment=environment)
    except (HpcLabError, OSError, ValueError):
        return {}


def _read_text(file: str) -> str:
    with open(file, "rb") as opened:
        return opened.read(_ADMIN_LIST_LIMIT).decode("utf-8", "replace")


class _Job:
    """One build as the server asked for it."""

    def __init__(self, given: argparse.Namespace) -> None:
        self._command: Path = given.lmod
        self._output: Path = given.output
        self._fallback: Path | None = given.fallback
        self._known: str = given.known
        self._delay: float = given.delay
        self._may_walk: bool = not given.only_cache
        self._turn: Turn | None = None

    async def run(self) -> Report:
        """Build it, unless another process does or has done."""
        try:
            return await self._run_at(self._output)
        except HpcLabError as error:
            return Report(file=None, problem=error.message, detail=error.detail)
        except OSError as error:
            problem = f"The catalog can't be kept in {self._output.parent}: {error.strerror}."
            return await self._instead(problem)

    async def _instead(self, problem: str) -> Report:
        """Keep it on this node alone."""
        if self._fallback is None:
            return Report(file=None, problem=problem)
        try:
            make_private(self._fallback.parent)
            report = await self._run_at(self._fallback)
        except HpcLabError as error:
            return Report(file=None, problem=error.message, detail=error.detail)
        except OSError as error:
            return Report(file=None, problem=f"{problem} Nor in {self._fallback.parent}: {error.strerror}.")
        report.problem = f"{problem} This node keeps it in {self._fallback.parent}."
        return report

    async def _run_at(self, file: Path) -> Report:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        async with _turn(file, is_hurried=self._delay <= 0) as self._turn:
            if _seen(file) == self._known or _seen(file) == "0":
                catalog = await build_catalog(
                    self._command, os.environ, may_walk=self._may_walk, tell=self._told
                )
                keep(catalog, file)
        return Report(file=str(file))

    async def _told(self, phase: BuildPhase) -> None:
        """Say it to the server; who walks waits first, as others may begin at the same moment."""
        if phase == "walking" and self._delay > 0:
            seconds = random.uniform(0, self._delay)  # noqa: S311 - nobody has to guess it
            _say(Progress("waiting", round(seconds, 1)))
            await self._wait(seconds)
        _say(Progress(phase))

    async def _wait(self, seconds: float) -> None:
        """Let time go by, unless somebody waits for the catalog at another server of the person."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self._turn is not None and self._turn.is_hurried():
                return
            await asyncio.sleep(min(left, _ELSEWHERE_SECONDS))


@contextlib.asynccontextmanager
async def _turn(file: Path, *, is_hurried: bool) -> AsyncIterator[Turn]:
    """Wait until it is this process's turn to write a catalog.

    Args:
        file: the catalog.
        is_hurried: somebody waits for it: who has the turn shall let no time go by.

    """
    turn = Turn(file.with_name(f"{file.name}.turn"))
    told = False
    while not await turn.take():
        if not told:
            _say(Progress("elsewhere"))
            told = True
            if is_hurried:
                turn.hurry()
        await asyncio.sleep(_ELSEWHERE_SECONDS)
    try:
        yield turn
    finally:
        turn.give_back()


def _seen(file: Path) -> str:
    """Names the state of a file: a server that knows another one hasn't seen the newest; 0 for none."""
    try:
        return str(file.stat().st_mtime_ns)
    except OSError:
        return "0"


def _say(line: Progress | Report) -> None:
    print(msgspec.json.encode(line).decode(), flush=True)


def _limit_memory() -> None:
    """Limit the memory here and of what is started; `catalog_source` notices a spider that met it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limits = [_MEMORY_LIMIT, *(each for each in (soft, hard) if each != resource.RLIM_INFINITY)]
    resource.setrlimit(resource.RLIMIT_DATA, (min(limits), hard))


def main(arguments: Sequence[str] | None = None) -> int:
    """Build a catalog and print a report."""
    parser = argparse.ArgumentParser(prog="hpclab.software.build", description=__doc__)
    parser.add_argument("--lmod", type=Path, required=True, help="Lmod's program")
    parser.add_argument("--output", type=Path, required=True, help="the file to write")
    parser.add_argument("--fallback", type=Path, help="the file to write where that fails")
    parser.add_argument(
        "--known", default="0", help="when the catalog that the server has was written, in nanoseconds"
    )
    parser.add_argument("--delay", type=float, default=0.0, help="seconds to wait at most before a walk")
    parser.add_argument("--only-cache", action="store_true", help="never walk the modules")
    given = parser.parse_args(arguments)
    os.nice(19)
    _limit_memory()
    report = asyncio.run(_Job(given).run())
    _say(report)
    return 0 if report.file else 1


if __name__ == "__main__":
    sys.exit(main())
