"""What a catalog is made from: Lmod's system cache as far as it goes, and a walk by spider for the rest."""

from __future__ import annotations

import resource
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from ..core import process
from ..core.errors import BrokenToolError, HpcLabError
from . import configuration, loops, spider, system_cache
from .build_report import WALK_SECONDS, Tell
from .configuration import Configuration
from .spider import Modulefile
from .system_cache import SystemCache

# A spider that has used this share of its memory may have met the limit.
_FULL = 0.8


class Found(msgspec.Struct, frozen=True):
    """All modules of a base MODULEPATH.

    Attributes:
        modulefiles: in any order.
        walked: the folders that were walked.
        left_out: folders of the base MODULEPATH that weren't looked at.
        stamps: the files that say when the system cache has changed.
        walk_seconds: how long the walk took.
        configuration: Lmod's; None where it didn't tell.

    """

    modulefiles: Sequence[Modulefile]
    walked: frozenset[str]
    left_out: tuple[str, ...]
    stamps: tuple[str, ...]
    walk_seconds: float
    configuration: Configuration | None


async def look(command: Path, environment: Mapping[str, str], *, may_walk: bool, tell: Tell) -> Found:
    """Look at all modules.

    Args:
        command: Lmod's program; `spider` lies beside it.
        environment: with the base MODULEPATH and nothing loaded.
        may_walk: else only the system cache is read.
        tell: is called before each part.

    Raises:
        HpcLabError: Lmod or its spider didn't answer.

    """
    base = spider.folders(environment.get("MODULEPATH", ""))
    configured = await _configuration(command, environment)
    cached = await _cached(command, configured, base, environment, tell)
    rest = [folder for folder in base if folder not in cached.covered]
    if not rest or not may_walk:
        return Found(cached.modulefiles, frozenset(), tuple(rest), cached.stamps, 0.0, configured)
    await tell("walking")
    began = time.monotonic()
    modulefiles = await _walk(command.with_name("spider"), rest, environment)
    known = {one.file for one in cached.modulefiles}
    added = [one for one in loops.without_loops(modulefiles) if one.file not in known]
    return Found(
        modulefiles=[*cached.modulefiles, *added],
        walked=frozenset(rest).union(one.path for one in added),
        left_out=(),
        stamps=cached.stamps,
        walk_seconds=time.monotonic() - began,
        configuration=configured,
    )


async def _configuration(command: Path, environment: Mapping[str, str]) -> Configuration | None:
    try:
        return await configuration.ask(command, environment)
    except HpcLabError:
        return None


async def _cached(
    command: Path,
    configured: Configuration | None,
    base: Sequence[str],
    environment: Mapping[str, str],
    tell: Tell,
) -> SystemCache:
    """What the system cache knows; nothing where there is none, or it is damaged: then all is walked."""
    if configured is None or not configured.caches:
        return SystemCache()
    await tell("reading")
    try:
        return await system_cache.read(command, configured, base, environment)
    except HpcLabError:
        return SystemCache()


async def _walk(program: Path, modulepath: Sequence[str], environment: Mapping[str, str]) -> list[Modulefile]:
    done = await process.run(
        [str(program), "-o", "spider-json", ":".join(modulepath)],
        env=environment,
        timeout=WALK_SECONDS,
        own_group=False,  # the server, or Ctrl-C, ends this process with its group
    )
    if done.status != 0:
        raise BrokenToolError(
            "spider_failed",
            f"{program} ended with status {done.status}. Ask your support to run it by hand.",
            done.stderr_text[-4000:],
        )
    _check_memory(program)
    return spider.parse(done.stdout)


def _check_memory(program: Path) -> None:
    """Refuse what spider found where its memory was full: it leaves folders out and says nothing of it.

    Raises:
        BrokenToolError: it came near this process's limit, which it has inherited.

    """
    limit, _ = resource.getrlimit(resource.RLIMIT_DATA)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    if limit != resource.RLIM_INFINITY and peak > limit * _FULL:
        raise BrokenToolError(
            "spider_memory",
            f"{program} used up its {limit // 1024**2} MB of memory, so modules may be missing from what it "
            "found. Links that lead from one folder of modules to another and back make it grow without end: "
            "ask your support to look for such links.",
        )
