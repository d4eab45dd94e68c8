"""The catalog of Environment Modules: what `avail` and `whatis` list of the folders of MODULEPATH.

Both print JSON on standard error, a line for each modulefile, but mix into it what modulefiles print
themselves, and `whatis` escapes neither quotes nor newlines (seen on 5.2.0 and 5.5.0). So it is read entry by
entry.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from pathlib import Path

import msgspec

from ..core import process
from ..core.errors import BrokenToolError
from . import loaded_variables, spider, whatis
from .build_report import WALK_SECONDS, Tell
from .models import Catalog
from .spider import Modulefile

_FOLDER = re.compile(r'"(?P<path>/[^"]*)": \{$')
_ENTRY = re.compile(r'"(?P<name>[^"]+)": (?P<value>\{ "name": .*\}),?$')
_WHATIS = re.compile(
    r'^"(?P<name>[^"]+)": \{ "name": "[^"]+", "whatis": \[(?P<lines>.*?)\]\},?$', re.MULTILINE | re.DOTALL
)


class Listed(msgspec.Struct, rename={"file": "pathname"}):
    """A modulefile as `avail --json` lists it.

    Attributes:
        name: its full name.
        type: `modulefile`, or `alias` for another name of one.
        symbols: its symbolic versions, among them `default`.
        tags: such as `hidden`.
        file: the modulefile; None for an alias.

    """

    name: str
    type: str
    symbols: list[str] = []
    tags: list[str] = []
    file: str | None = None


async def build(command: Path, environment: Mapping[str, str], built_at: float, tell: Tell) -> Catalog:
    """The catalog of all modules that can be loaded from the start.

    Args:
        command: the program `modulecmd.tcl`.
        environment: with MODULEPATH and nothing loaded.
        built_at: Unix seconds.
        tell: is called before the work.

    Raises:
        HpcLabError: it didn't answer.

    """
    await tell("walking")
    began = time.monotonic()
    folders = spider.folders(environment.get("MODULEPATH", ""))
    listed = parse_avail(await _printed(command, ["avail", "--all", "--json"], environment, WALK_SECONDS))
    told = parse_whatis(await _printed(command, ["whatis", "--json"], environment, WALK_SECONDS))
    catalog = spider.compile_catalog(
        compile_modulefiles(listed, told), built_at=built_at, deprecated={}, base=folders, walked=folders
    )
    catalog.walk_seconds = round(time.monotonic() - began, 2)
    if not catalog.packages:
        catalog.problem = f"There are no modules in {environment.get('MODULEPATH', '')}."
    return catalog


async def available(command: Path, environment: Mapping[str, str], timeout: float) -> Catalog:
    """What can be loaded at once, as a catalog that isn't complete.

    Args:
        command: the program `modulecmd.tcl`.
        environment: with the MODULEPATH of the moment.
        timeout: seconds.

    Raises:
        HpcLabError: it didn't answer.

    """
    listed = parse_avail(await _printed(command, ["avail", "--json"], environment, timeout))
    catalog = spider.compile_catalog(compile_modulefiles(listed, {}), built_at=0.0, deprecated={})
    catalog.complete = False
    return catalog


async def _printed(
    command: Path, arguments: list[str], environment: Mapping[str, str], timeout: float
) -> str:
    done = await process.run(
        [str(command), "python", *arguments],
        env={**environment, "MODULES_PAGER": "", "MODULES_COLOR": "never"},
        timeout=timeout,
        own_group=False,  # the server, or Ctrl-C, ends this process with its group
    )
    if done.status != 0:
        raise BrokenToolError(
            "avail_failed",
            f"{command} {' '.join(arguments)} ended with status {done.status}. "
            "Ask your support to run it by hand.",
            done.stderr_text[-4000:],
        )
    return done.stderr_text


def parse_avail(printed: str) -> dict[str, list[Listed]]:
    """The modulefiles of each folder."""
    found: dict[str, list[Listed]] = {}
    within: list[Listed] = []
    for line in printed.splitlines():
        if folder := _FOLDER.search(line):
            within = found.setdefault(spider.normalised(folder["path"]), [])
        elif entry := _ENTRY.match(line):
            try:
                within.append(msgspec.json.decode(entry["value"], type=Listed))
            except msgspec.DecodeError:
                continue  # a name that breaks the JSON costs only itself
    return found


def parse_whatis(printed: str) -> dict[str, list[str]]:
    """The lines of whatis of each module, by its full name."""
    return {
        entry["name"]: [line.strip() for line in entry["lines"].strip(' "').split('", "') if line.strip()]
        for entry in _WHATIS.finditer(printed)
    }


def compile_modulefiles(
    listed: Mapping[str, list[Listed]], told: Mapping[str, list[str]]
) -> list[Modulefile]:
    """What the catalog is compiled from.

    Args:
        listed: as `parse_avail` gives it; in each folder in any order.
        told: as `parse_whatis` gives it.

    """
    return [
        _modulefile(folder, one, told.get(one.name, []))
        for folder, modules in listed.items()
        for one in modules
        if one.type == "modulefile" and one.file
    ]


def _modulefile(folder: str, one: Listed, said: list[str]) -> Modulefile:
    name = loaded_variables.name_of(one.name)
    version = one.name[len(name) + 1 :] or None
    order = _order(version or "")
    return Modulefile(
        name=name,
        file=one.file or "",
        full_name=one.name,
        version=version,
        order=order,
        # A site's mark beats every version.
        weight=("~" if "default" in one.symbols else "") + order,
        path=folder,
        prerequisites=(),
        hidden=bool({"hidden", "hidden-loaded"}.intersection(one.tags)),
        description=whatis.field(said, "description") or whatis.plain_line(said),
        category=whatis.field(said, "category"),
        url=whatis.field(said, "url", "homepage"),
        keywords=whatis.keywords(said),
        properties=(),
        family=None,
        provides=(),
    )


def _order(version: str) -> str:
    """Sorts as versions do: each number at its full width."""
    return re.sub(r"\d+", lambda number: number[0].zfill(12), version)
