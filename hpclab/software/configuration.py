"""How the site has set up its Lmod: what `lmod python --config_json` prints, on standard error."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from ..core import process
from ..core.errors import BrokenToolError
from .lmod import build_argv, calling_environment

_SECONDS = 60.0


class CacheFolder(msgspec.Struct, frozen=True):
    """A folder of Lmod's system cache (`scDescriptT` of lmodrc.lua).

    Attributes:
        folder: where its files are.
        stamp: the file that the site touches when it installs something; None where it has none.

    """

    folder: Path
    stamp: Path | None


class Configuration(msgspec.Struct, frozen=True):
    """What of Lmod's configuration the catalog needs.

    Attributes:
        lua: the interpreter that runs Lmod.
        lua_version: such as `5.3`: which compiled cache it can read.
        admin_list: the file with what the site says about modules that it takes away.
        caches: none where the site has none, or Lmod is told to ignore it.
        cache_seconds: how long a cache without a stamp is believed.
        has_own_hooks: the site's SitePackage.lua may decide which modules are shown.

    """

    lua: str
    lua_version: str
    admin_list: str
    caches: tuple[CacheFolder, ...]
    cache_seconds: float
    has_own_hooks: bool


class _Settings(msgspec.Struct):
    """Some of Lmod's settings, by the names that they have there."""

    path_lua: str
    z01_admin: str
    luaV: str = ""  # noqa: N815 - Lmod's name
    spdr_ignore: str = "no"
    tm_ancient: float = 86400.0
    sitePkg: str = "standard"  # noqa: N815 - Lmod's name


class _Printed(msgspec.Struct):
    """What is printed."""

    configT: _Settings  # noqa: N815 - Lmod's name
    cache: object = None


async def ask(command: Path, environment: Mapping[str, str]) -> Configuration:
    """Ask Lmod for its configuration.

    Raises:
        HpcLabError: it didn't answer, or not as Lmod does.

    """
    done = await process.run(
        build_argv(command, ["--config_json"]), env=calling_environment(environment), timeout=_SECONDS
    )
    try:
        return parse(done.stderr)
    except ValueError as error:
        raise BrokenToolError(
            "no_configuration",
            f"{command} does not print its configuration.",
            done.stderr_text[-2000:],
        ) from error


def parse(printed: bytes) -> Configuration:
    """Read what `--config_json` printed; a modulefile or a profile may have printed before it.

    Raises:
        ValueError: there is no configuration in it.

    """
    start = printed.find(b'{"')
    try:
        found = msgspec.json.decode(printed[max(start, 0) :].decode("utf-8", "replace"), type=_Printed)
    except msgspec.DecodeError as error:
        raise ValueError("Lmod's configuration can't be read") from error
    settings = found.configT
    return Configuration(
        lua=settings.path_lua,
        lua_version=settings.luaV.removeprefix("Lua").strip(),
        admin_list=_without_remark(settings.z01_admin),
        caches=() if settings.spdr_ignore == "yes" else _cache_folders(found.cache),
        cache_seconds=settings.tm_ancient,
        has_own_hooks=settings.sitePkg != "standard",
    )


def _cache_folders(listed: object) -> tuple[CacheFolder, ...]:
    """Lmod lists `[folder, stamp]`; without a stamp it says so in words, or leaves it out."""
    pairs = [each for each in listed if isinstance(each, list)] if isinstance(listed, list) else []
    texts = [[text for text in pair if isinstance(text, str) and text.startswith("/")] for pair in pairs]
    return tuple(
        CacheFolder(Path(_without_remark(pair[0])), Path(pair[1]) if len(pair) > 1 else None)
        for pair in texts
        if pair
    )


def _without_remark(path: str) -> str:
    """A path as Lmod prints it, without its word that there is no such file."""
    return path.removesuffix(" -> <empty>")
