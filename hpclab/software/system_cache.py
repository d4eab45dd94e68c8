"""Reads Lmod's system cache: what a site's spider has found, many times cheaper than walking the modules.

Which file Lmod believes, and when, is said in its guide, "System Spider Cache": the compiled file before the
text, and none that is older than the site's stamp. Lua itself (the one that runs Lmod) reads it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from ..core import process
from ..core.errors import BrokenToolError
from . import spider
from .configuration import CacheFolder, Configuration
from .lmod import build_argv, calling_environment
from .spider import Modulefile

_SCRIPT = Path(__file__).with_name("system_cache.lua")
_SECONDS = 300.0


class SystemCache(msgspec.Struct, frozen=True):
    """What the system cache knows.

    Attributes:
        modulefiles: of every folder that can be reached from the base MODULEPATH.
        covered: the folders of the base MODULEPATH that it knows; none where there is no cache to believe.
        stamps: the files that are newer than before when the cache is to be read again.

    """

    modulefiles: tuple[Modulefile, ...] = ()
    covered: frozenset[str] = frozenset()
    stamps: tuple[str, ...] = ()


class _Printed(msgspec.Struct):
    """What `system_cache.lua` prints."""

    covered: list[str]
    conditional: bool
    modules: msgspec.Raw


def believed(caches: Sequence[CacheFolder], lua_version: str, ancient: float, now: float) -> list[Path]:
    """The files that Lmod would read. It reads the disk.

    Args:
        caches: the site's.
        lua_version: such as `5.3`.
        ancient: seconds for which a cache without a stamp is believed.
        now: Unix seconds.

    """
    compiled = f"luac_{lua_version}"
    names = (f"spiderT.{compiled}", f"spiderT.old.{compiled}", "spiderT.lua", "spiderT.old.lua")
    found: list[Path] = []
    for cache in caches:
        file = next((cache.folder / name for name in names if _size(cache.folder / name)), None)
        since = _modified(cache.stamp) if cache.stamp else None
        if file and (_modified(file) or 0.0) >= (now - ancient if since is None else since):
            found.append(file)
    return found


async def read(
    command: Path, configuration: Configuration, modulepath: Sequence[str], environment: Mapping[str, str]
) -> SystemCache:
    """Read the system cache for a base MODULEPATH.

    Args:
        command: Lmod's program.
        configuration: the site's.
        modulepath: the folders, normalised.
        environment: with that MODULEPATH and nothing loaded.

    Raises:
        HpcLabError: it can't be read.

    """
    files = believed(
        configuration.caches, configuration.lua_version, configuration.cache_seconds, time.time()
    )
    if not files:
        return SystemCache()
    asked = [*modulepath, "", *map(str, files)]
    done = await process.run(
        [configuration.lua, str(_SCRIPT)],
        env=environment,
        timeout=_SECONDS,
        stdin=os.fsencode("".join(f"{line}\n" for line in asked)),
        own_group=False,  # the server, or Ctrl-C, ends this process with its group
    )
    printed = _decoded(done)
    modulefiles = spider.parse(bytes(printed.modules))
    if configuration.has_own_hooks or printed.conditional:
        modulefiles = await _as_lmod_shows(command, modulefiles, environment)
    stamps = [*files, *(cache.stamp for cache in configuration.caches if cache.stamp)]
    return SystemCache(tuple(modulefiles), frozenset(printed.covered), tuple(map(str, stamps)))


def parse_names(listed: str) -> set[str]:
    """The full names in what `--terse spider` prints: a line for each, `NAME/` for a package."""
    return {line for line in listed.split() if not line.endswith("/")}


async def _as_lmod_shows(
    command: Path, modulefiles: Sequence[Modulefile], environment: Mapping[str, str]
) -> list[Modulefile]:
    """Hide what Lmod hides, where a site's hook or a rule for some people or times decides."""

    async def names(*options: str) -> set[str]:
        argv = build_argv(command, [*options, "--terse", "spider"])
        done = await process.run(argv, env=calling_environment(environment), timeout=_SECONDS)
        return parse_names(done.stderr_text)

    hidden = await names("--show_hidden") - await names()
    return [
        msgspec.structs.replace(one, hidden=True) if one.full_name in hidden else one for one in modulefiles
    ]


def _decoded(done: process.Completed) -> _Printed:
    try:
        return msgspec.json.decode(done.stdout.decode("utf-8", "replace"), type=_Printed)
    except msgspec.DecodeError as error:
        raise BrokenToolError(
            "system_cache_broken",
            "Lmod's system cache can't be read. Ask your support to run update_lmod_system_cache_files.",
            done.stderr_text[-2000:],
        ) from error


def _modified(file: Path) -> float | None:
    try:
        return file.stat().st_mtime
    except OSError:
        return None


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
