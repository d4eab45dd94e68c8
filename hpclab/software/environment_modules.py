"""Environment Modules 5: how it is called, and what its output means.

It is run on a copy of an environment, by its `python` shell, as Lmod is. What differs (seen on 5.2.0 and
5.5.0): values stand in single quotes with raw newlines in them, and only the quote is escaped; 5.2 ends with
status 0 when it refuses; what is loaded stands in LOADEDMODULES, `_LMFILES_` and `__MODULES_LMTAG`; several
versions of one name may be loaded beside each other.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

from ..core import process
from ..core.environment import EnvironmentPatch
from ..core.errors import RefusedError
from . import loaded_variables
from .backend import Answer, CollectionForm, Saved
from .models import Message

TITLE = "Environment Modules"
# The oldest version that is understood: 4 writes down less of what is loaded.
OLDEST = 5

# What the panel says that this module system can't do.
LIMITS = (
    "Environment Modules has no index of a hierarchy: modules that only another one makes available are not "
    "found before that one is loaded.",
    "It knows no families, no inactive modules and no extensions.",
)

# What it is told for one call (module(1), ENVIRONMENT). None of it stays in the environment.
_SETTINGS: Mapping[str, str] = {
    "MODULES_COLOR": "never",
    "MODULES_PAGER": "",
    "MODULES_VERBOSITY": "normal",
    "MODULES_TERM_WIDTH": "0",
}

# os.environ['K'] = 'V'   or   os.environ['K'] = '' and, on the next line, del os.environ['K']
# A quote within a value follows a backslash; so does the last one of a value that ends with a backslash, and
# then another statement begins after it.
_STATEMENT = re.compile(
    rb"^os\.environ\['([^'\n]+)'\] = '(.*?)"
    rb"(?:(?<!\\)'(?=\n|\Z)|(?<=\\)'(?=\n(?:os\.environ\['|_mlstatus = )))"
    rb"(\ndel os\.environ\['\1'\])?",
    re.MULTILINE | re.DOTALL,
)
_REFUSED = re.compile(rb"^_mlstatus = False$", re.MULTILINE)

# Loading hdf5/1.14     and, indented below, what was said about it.
_HEADING = re.compile(r"(?:Loading|Unloading|Switching from \S+ to|Refreshing|Reloading) (\S+)(?: <\S+>)?")
_SAID = re.compile(r"(?:Module )?(ERROR|WARNING): ")
# These repeat what the modules before and after show better.
_SEEN_IN_TABLE = re.compile(
    r"(?:Loading|Unloading|Reloading|Unloading useless) (?:requirement|dependent)s?: "
)

_SAVED_USE = re.compile(r"module use (?:--append |--prepend |-a |-p )?(?:\{(?P<braced>.*)\}|(?P<plain>.*))")
_SAVED_LOAD = re.compile(r"module load (?P<options>(?:--\S+ )*)(?:\{(?P<braced>.*)\}|(?P<plain>\S+).*)")


class EnvironmentModules:
    """Runs one Environment Modules.

    Args:
        command: the program `modulecmd.tcl`.
        timeout: seconds after which a call is ended.

    """

    title = TITLE

    def __init__(self, command: Path, timeout: float) -> None:
        self.command = command
        self.timeout = timeout

    @property
    def collections(self) -> CollectionForm:
        """How it keeps collections."""
        return COLLECTIONS

    async def python(
        self, arguments: Sequence[str], environment: Mapping[str, str], *, dry_run: bool = False
    ) -> Answer:
        """Run a command that changes the environment, such as `load GCC/12.3.0`.

        Raises:
            TooSlowError, BrokenToolError, UnavailableError: it didn't answer.

        """
        done = await self._run(arguments, environment, {"HPCLAB_DRY_RUN": "1"} if dry_run else {})
        return Answer(
            system=self.title,
            ok=done.status == 0 and not _REFUSED.search(done.stdout),
            patch=parse_python_output(done.stdout),
            messages=tuple(parse_messages(done.stderr_text)),
            status=done.status,
            stderr=done.stderr_text.strip(),
        )

    async def text(self, arguments: Sequence[str], environment: Mapping[str, str]) -> str:
        """Run a command that is for people, such as `show GCC/12.3.0`, and give its words.

        Raises:
            RefusedError: it knows no such module; its words are in `detail`.
            TooSlowError, BrokenToolError, UnavailableError: it didn't answer.

        """
        done = await self._run(arguments, environment, {})
        said = done.stderr_text.strip()
        if done.status != 0 or _REFUSED.search(done.stdout):
            raise RefusedError(
                "lmod_refused", f"{TITLE} doesn't answer `module {' '.join(arguments)}`.", said
            )
        return said

    async def _run(
        self, arguments: Sequence[str], environment: Mapping[str, str], more: Mapping[str, str]
    ) -> process.Completed:
        return await process.run(
            [str(self.command), "python", *arguments],
            env={**environment, **_SETTINGS, **more},
            timeout=self.timeout,
        )


def parse_python_output(output: bytes) -> EnvironmentPatch:
    """Read the statements of the `python` shell; what a modulefile prints itself in between is skipped.

    Args:
        output: what was written on standard output.

    """
    values: dict[str, str | None] = {}
    for name, value, deleted in (match.groups() for match in _STATEMENT.finditer(output)):
        values[os.fsdecode(name)] = None if deleted else os.fsdecode(value.replace(rb"\'", b"'"))
    return EnvironmentPatch(
        assigned={name: value for name, value in values.items() if value is not None},
        removed=frozenset(name for name, value in values.items() if value is None),
    )


def parse_messages(stderr: str) -> list[Message]:
    """Read what was said: below a heading that names a module, errors and warnings with their mark.

    Args:
        stderr: what was written on standard error.

    """
    return [
        message
        for module, lines in _sections(stderr.splitlines())
        for message in _said_in(module, lines)
        if message.text and not _SEEN_IN_TABLE.match(message.text)
    ]


def _sections(lines: Iterable[str]) -> Iterator[tuple[str | None, list[str]]]:
    """The lines below each heading, and those that have none."""
    module: str | None = None
    below: list[str] = []
    for line in lines:
        heading = _HEADING.fullmatch(line.rstrip())
        if heading or (module is not None and line and not line.startswith(" ")):
            yield module, below
            module, below = (heading[1], []) if heading else (None, [line])
        else:
            below.append(line.removeprefix("  ") if module is not None else line)
    yield module, below


def _said_in(module: str | None, lines: Sequence[str]) -> Iterator[Message]:
    level: Literal["error", "warning", "info"] = "info"
    text: list[str] = []
    for line in lines:
        marked = _SAID.match(line)
        if marked or _SEEN_IN_TABLE.match(line):
            yield Message(level, "\n".join(text).strip(), module)
            level, text = "info", []
        if marked:
            level = "error" if marked[1] == "ERROR" else "warning"
        text.append(line[marked.end() if marked else 0 :].rstrip())
    yield Message(level, "\n".join(text).strip(), module)


def parse_collection(text: str) -> Saved:
    """Read a collection, whose lines are commands (module(1), COLLECTIONS).

    Raises:
        ValueError: it isn't one.

    """
    folders: list[str] = []
    loaded: list[str] = []
    automatic: set[str] = set()
    for line in filter(None, map(str.strip, text.splitlines())):
        if use := _SAVED_USE.fullmatch(line):
            folders.append(use["braced"] or use["plain"])
        elif load := _SAVED_LOAD.fullmatch(line):
            loaded.append(load["braced"] or load["plain"])
            if "auto-loaded" in load["options"] or "--notuasked" in load["options"]:
                automatic.add(loaded[-1])
        elif not line.startswith(("#", "module config ")):
            raise ValueError(f"{line[:80]!r} is no line of a collection")
    if not folders:
        raise ValueError("it names no folder of modules")
    table = loaded_variables.table_of(
        [(name, "") for name in loaded],
        tags={name: {"auto-loaded"} for name in automatic},
        modulepath=folders,
    )
    # A module is saved by its bare name where that is the default's, so both are names to look for.
    asked = {
        name for full in loaded if full not in automatic for name in (full, loaded_variables.name_of(full))
    }
    return Saved(table, frozenset(asked))


def _no_comment(_requested: Iterable[str]) -> str:
    return ""


COLLECTIONS = CollectionForm(
    folders=(".module",),
    target_variable="MODULES_COLLECTION_TARGET",
    parse=parse_collection,
    comment=_no_comment,
)
