"""The site's admin list: what Lmod tells those who load a module that the site will take away.

Its names are patterns of Lua, so Lua itself (the one that runs Lmod) says which modules they fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from ..core import process

_SCRIPT = Path(__file__).with_name("admin_list.lua")
_SECONDS = 60.0


class Notice(msgspec.Struct, frozen=True):
    """What the site says about some modules.

    Attributes:
        pattern: of Lua, for full names; for modulefiles too, where it begins with a slash.
        text: the site's words.

    """

    pattern: str
    text: str


def parse(text: str) -> list[Notice]:
    """Read an admin list: `admin.list`, or what LMOD_ADMIN_FILE names (Lmod's guide, nag messages).

    An entry is `PATTERN|PATTERN: words`, with more lines of words up to an empty line. Lines that begin with
    `#` are comments.
    """
    notices: list[Notice] = []
    lines = [line.rstrip() for line in text.splitlines() if not line.startswith("#")]
    for entry in re.split(r"\n{2,}", "\n".join(lines)):
        patterns, colon, words = entry.partition(":")
        if colon:
            said = "\n".join(line.strip() for line in words.strip().splitlines())
            notices += [Notice(pattern.strip(), said) for pattern in patterns.split("|")]
    return notices


def matching_input(notices: Sequence[Notice], modules: Iterable[tuple[str, str]]) -> bytes:
    """What `admin_list.lua` reads: a line for each pattern, an empty one, a line for each module.

    Args:
        notices: whose patterns they are, in order.
        modules: full names, each with its modulefile. Names with a newline or a TAB are left out.

    """
    lines = [notice.pattern for notice in notices]
    lines.append("")
    lines += [
        f"{full_name}\t{file}" for full_name, file in modules if not re.search(r"[\t\n]", full_name + file)
    ]
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


def parse_matches(output: bytes, notices: Sequence[Notice]) -> dict[str, str]:
    """What `admin_list.lua` prints: `NUMBER<TAB>FULL_NAME`, the number of the first pattern that fits.

    Returns:
        The site's words, by full name.

    """
    fits = (line.partition("\t") for line in output.decode("utf-8", "replace").splitlines())
    return {full_name: notices[int(number) - 1].text for number, tab, full_name in fits if tab}


async def match(
    notices: Sequence[Notice],
    modules: Iterable[tuple[str, str]],
    *,
    lua: str,
    environment: Mapping[str, str],
) -> dict[str, str]:
    """What the site says about modules, by full name.

    Args:
        notices: of the admin list.
        modules: full names, each with its modulefile.
        lua: the interpreter that runs Lmod.
        environment: to run it with.

    Raises:
        HpcLabError: Lua can't be run.

    """
    done = await process.run(
        [lua, str(_SCRIPT)], env=environment, timeout=_SECONDS, stdin=matching_input(notices, modules)
    )
    return parse_matches(done.stdout, notices)
