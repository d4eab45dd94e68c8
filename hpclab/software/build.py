"""Builds the catalog: `python -m hpclab.software.build`, in a process of its own with the lowest priority.

Lmod's spider walks the whole module tree, which takes from a second to minutes; here it is in nobody's way.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from ..core import process
from ..core.errors import BrokenToolError, HpcLabError
from . import admin_list, catalog_file, spider
from .base import base_environment
from .lmod import Lmod
from .models import Catalog

SPIDER_SECONDS = 1800.0
_LMOD_SECONDS = 60.0
_ADMIN_LIST_LIMIT = 1024 * 1024


class Report(msgspec.Struct):
    """What the building process prints as its last line.

    Attributes:
        file: where the catalog is now; None where there is none.
        problem: why not, or why it is not where it should be, for people.
        detail: a tool's own words.

    """

    file: str | None
    problem: str | None = None
    detail: str | None = None


async def build_catalog(command: Path, environment: Mapping[str, str]) -> Catalog:
    """Look at all modules.

    Args:
        command: Lmod's program; `spider` lies beside it.
        environment: with MODULEPATH; modules that are loaded in it are taken out of it first.

    Raises:
        HpcLabError: Lmod or its spider didn't answer.

    """
    built_at = time.time()
    base = await base_environment(Lmod(command, _LMOD_SECONDS), environment)
    modulepath = base.get("MODULEPATH", "")
    if not modulepath:
        raise BrokenToolError("no_modulepath", "MODULEPATH is empty, so there are no modules to list.")
    modulefiles = spider.parse(await _spider(command.with_name("spider"), modulepath, base))
    catalog = spider.compile_catalog(
        modulefiles, built_at=built_at, deprecated=await _deprecated(command, base, modulefiles)
    )
    if not catalog.packages:
        catalog.problem = f"There are no modules in {modulepath}."
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


async def _spider(program: Path, modulepath: str, environment: Mapping[str, str]) -> bytes:
    done = await process.run(
        [str(program), "-o", "spider-json", modulepath],
        env=environment,
        timeout=SPIDER_SECONDS,
        own_group=False,  # the server, or Ctrl-C, ends this process with its group
    )
    if done.status != 0:
        raise BrokenToolError(
            "spider_failed",
            f"{program} ended with status {done.status}. Ask your support to run it by hand.",
            done.stderr_text[-4000:],
        )
    return done.stdout


async def _deprecated(
    command: Path, environment: Mapping[str, str], modulefiles: Sequence[spider.Modulefile]
) -> dict[str, str]:
    """What the site says about versions that go away; nothing where its list can't be read."""
    try:
        configured = await process.run(
            [str(command), "python", "--config_json"], env=environment, timeout=_LMOD_SECONDS
        )
        lua, file = admin_list.parse_configuration(configured.stderr)
        notices = admin_list.parse(_read_text(file))
        modules = [(each.full_name, each.file) for each in modulefiles]
        return await admin_list.match(notices, modules, lua=lua, environment=environment)
    except (HpcLabError, OSError, ValueError):
        return {}


def _read_text(file: str) -> str:
    with open(file, "rb") as opened:
        return opened.read(_ADMIN_LIST_LIMIT).decode("utf-8", "replace")


async def _build_and_keep(command: Path, output: Path, fallback: Path) -> Report:
    try:
        catalog = await build_catalog(command, os.environ)
    except HpcLabError as error:
        return Report(file=None, problem=error.message, detail=error.detail)
    try:
        output.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        keep(catalog, output)
    except OSError as error:
        problem = (
            f"The catalog can't be kept in {output.parent}: {error.strerror}. It is built anew each time."
        )
        try:
            keep(catalog, fallback)
        except OSError as second:
            return Report(file=None, problem=f"{problem} Nor in {fallback.parent}: {second.strerror}.")
        return Report(file=str(fallback), problem=problem)
    return Report(file=str(output))


def main(arguments: Sequence[str] | None = None) -> int:
    """Build a catalog and print a report."""
    parser = argparse.ArgumentParser(prog="hpclab.software.build", description=__doc__)
    parser.add_argument("--lmod", type=Path, required=True, help="Lmod's program")
    parser.add_argument("--output", type=Path, required=True, help="the file to write")
    parser.add_argument("--fallback", type=Path, required=True, help="the file to write where that fails")
    given = parser.parse_args(arguments)
    os.nice(19)
    report = asyncio.run(_build_and_keep(given.lmod, given.output, given.fallback))
    print(msgspec.json.encode(report).decode())
    return 0 if report.file else 1


if __name__ == "__main__":
    sys.exit(main())
