"""What can be loaded at once, by `module avail`: the list that people have while there is no catalog."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from pathlib import Path

from ..core import process
from ..core.errors import BrokenToolError
from . import em_catalog, module_systems, spider
from .lmod import build_argv, calling_environment
from .models import Catalog, ModulePath, Package, Version

# `NAME(@TARGET)`: an alias or a symbolic version. `(default)` and others: Lmod's marks.
_REMARK = re.compile(r"\((@?)[^()]*\)$")


async def available(command: Path, environment: Mapping[str, str], timeout: float) -> Catalog:
    """What can be loaded at once, as a catalog that isn't complete.

    Args:
        command: the module system's program.
        environment: with the MODULEPATH of the moment.
        timeout: seconds.

    Raises:
        HpcLabError: it didn't answer.

    """
    if module_systems.name_of(command) == "environment-modules":
        return await em_catalog.available(command, environment, timeout)
    argv = build_argv(command, ["--terse", "avail"])
    done = await process.run(argv, env=calling_environment(environment), timeout=timeout)
    if done.status != 0:
        raise BrokenToolError("avail_failed", "Lmod doesn't answer `module avail`.", done.stderr_text[-2000:])
    # A flat tree lists all modules of the site: others needn't wait while they are read.
    return await asyncio.to_thread(parse, done.stderr_text)


def parse(listed: str) -> Catalog:
    """Read what `--terse avail` prints: `FOLDER:`, and below it `NAME/` and `NAME/VERSION`, oldest first."""
    found: dict[str, dict[str, Version]] = {}
    folders: list[str] = []
    name = ""
    for line in map(str.strip, listed.splitlines()):
        if line.startswith("/") and line.endswith(":"):
            folders.append(spider.normalised(line[:-1]))
        elif line.endswith("/"):
            name = line[:-1]
        elif line and folders and not _is_alias(line):
            full_name = _REMARK.sub("", line)
            package, version = _split(full_name, name)
            versions = found.setdefault(package, {})
            known = versions.setdefault(full_name, Version(version=version, full_name=full_name, paths=[]))
            known.paths.append(len(folders) - 1)
    return Catalog(
        revision=0,
        complete=False,
        built_at=0.0,
        packages=[_package(name, found[name]) for name in sorted(found)],
        modulepaths=[ModulePath(path=folder) for folder in folders],
    )


def _is_alias(line: str) -> bool:
    remark = _REMARK.search(line)
    return remark is not None and remark[1] == "@"


def _split(full_name: str, name: str) -> tuple[str, str | None]:
    """The package and the version, below the heading of a package."""
    if name and full_name.startswith(f"{name}/"):
        return name, full_name[len(name) + 1 :]
    return full_name, None


def _package(name: str, versions: Mapping[str, Version]) -> Package:
    """Which one is the default isn't said; most often it is the newest."""
    newest_first = [*versions.values()][::-1]
    newest_first[0].default = True
    return Package(name=name, versions=newest_first)
