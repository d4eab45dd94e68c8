"""Lmod's commands: how they are called, and what their output means.

Lmod is run on a copy of an environment, by its `python` shell, and its output is read as data: nothing of it
is executed. Whoever asked applies the patch, or throws it away.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from ..core import process
from ..core.environment import EnvironmentPatch
from ..core.errors import MalformedError, RefusedError
from . import lmod_collections
from .backend import Answer, CollectionForm
from .models import Message

_MESSAGES_FILE = Path(__file__).with_name("lmod_messages.lua")

# What Lmod is told for one call. None of it is ours to leave behind: Lmod writes only what modulefiles set.
# LANG stays as it is: LMOD_LANG is enough, and a modulefile's pushenv("LANG", …) would keep ours for later.
_SETTINGS: Mapping[str, str] = {
    "LMOD_COLORIZE": "no",
    "LMOD_LANG": "en",
    "LMOD_PAGER": "none",
    "LMOD_SITE_MSG_FILE": str(_MESSAGES_FILE),
    # Lmod wraps its words to this width; we leave that to the browser. Without it 9.2.8 prints them twice.
    "LMOD_TERM_WIDTH": "4096",
    "LMOD_TERSE_DECORATIONS": "no",
}
# With LMOD_QUIET 9.2 hides errors; LMOD_REDIRECT mixes messages into the statements.
_HINDERING = frozenset({"LMOD_QUIET", "LMOD_REDIRECT"})
_LAST_ERROR = "__LMOD_LAST_ERROR"

# What can't be a module's name, or would mean something else to Lmod.
_NEVER_IN_NAME = re.compile(r"""[\s;"'`\\]""")
_NAME_LIMIT = 512

# os.environ["K"] = "V";   or   os.environ["K"] = '' and, on the next line, del os.environ["K"]
# K and V as Lua's string.format("%q") writes them.
_QUOTED = rb'"([^"\\]*(?:\\(?s:.)[^"\\]*)*)"'
_STATEMENT = re.compile(
    rb"os\.environ\[" + _QUOTED + rb"\] = (?:" + _QUOTED + rb";|''\ndel os\.environ\[" + _QUOTED + rb"\])"
)
_ESCAPE = re.compile(rb"\\(\d{1,3}|(?s:.))")
_STATUS = re.compile(rb"^_mlstatus = (True|False)$", re.MULTILINE)

_MARK = re.compile(r"\x1e(\w+)\x1e")
# Within an error: what a modulefile's prereq() names, some in the form `<NAME(atleast …)>` that is no name.
_NEEDS = re.compile(r"\x1eneeds:([^\x1e]*)\x1e")
_TRACE = re.compile(
    r"\n*While processing the following module\(s\):\n[^\n]*\n[ \t-]+\n(?P<rows>(?:[ \t]+\S[^\n]*\n)+)"
)
_NOTICE = re.compile(r"(?:^|\n)\n?(\S+):\n")
_RULE = re.compile(r"^-{20,}$", re.MULTILINE)
# These repeat what the module tables before and after show better.
_SEEN_IN_TABLE = frozenset({"activated", "deactivated", "reloaded", "changed", "replaced"})


class Lmod:
    """Runs one Lmod.

    Args:
        command: the program that LMOD_CMD names, such as `/usr/share/lmod/lmod/libexec/lmod`.
        timeout: seconds after which a call is ended.

    """

    title = "Lmod"

    def __init__(self, command: Path, timeout: float) -> None:
        self.command = command
        self.timeout = timeout

    @property
    def collections(self) -> CollectionForm:
        """How it keeps collections."""
        return lmod_collections.FORM

    async def python(
        self, arguments: Sequence[str], environment: Mapping[str, str], *, dry_run: bool = False
    ) -> Answer:
        """Run a command that changes the environment, such as `load GCC/12.3.0`.

        Args:
            arguments: the command and its own arguments; module names have passed `check_module_name`.
            environment: where it starts from; it isn't changed.
            dry_run: tell modulefiles and hooks, by HPCLAB_DRY_RUN=1, that nobody means to keep the outcome.

        Raises:
            TooSlowError, BrokenToolError, UnavailableError: Lmod didn't answer.

        """
        calling = calling_environment(environment)
        if dry_run:
            calling["HPCLAB_DRY_RUN"] = "1"
        done = await process.run(build_argv(self.command, arguments), env=calling, timeout=self.timeout)
        return Answer(
            system=self.title,
            ok=done.status == 0 and _says_true(done.stdout),
            patch=parse_python_output(done.stdout),
            messages=tuple(parse_messages(done.stderr_text)),
            status=done.status,
            stderr=without_marks(done.stderr_text),
        )

    async def text(self, arguments: Sequence[str], environment: Mapping[str, str]) -> str:
        """Run a command that is for people, such as `show GCC/12.3.0`, and give its words.

        Raises:
            RefusedError: Lmod knows no such module; its words are in `detail`.
            TooSlowError, BrokenToolError, UnavailableError: Lmod didn't answer.

        """
        argv = build_argv(self.command, arguments)
        done = await process.run(argv, env=calling_environment(environment), timeout=self.timeout)
        said = without_marks(done.stderr_text)
        if done.status != 0:
            raise RefusedError("lmod_refused", f"Lmod doesn't answer `module {' '.join(arguments)}`.", said)
        return said


def build_argv(command: Path, arguments: Sequence[str]) -> list[str]:
    """The argument vector of one call, whose standard output are statements in Python."""
    return [str(command), "python", *arguments]


def calling_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment with the settings under which Lmod's output can be read by a program."""
    calling = {name: value for name, value in environment.items() if name not in _HINDERING}
    if site_file := environment.get("LMOD_SITE_MSG_FILE"):
        calling["HPCLAB_SITE_MSG_FILE"] = site_file
    calling.update(_SETTINGS)
    return calling


def check_module_name(name: str) -> None:
    """Refuse what can't be a module's name: Lmod would take it for an option, a file or several words.

    Args:
        name: a name such as `GCC`, or a full name such as `GCC/12.3.0`.

    Raises:
        MalformedError: it isn't one.

    """
    problem = None
    if not name:
        problem = "is empty"
    elif len(name) > _NAME_LIMIT:
        problem = f"is longer than {_NAME_LIMIT} characters"
    elif name.startswith("-"):
        problem = "begins with a dash, which Lmod takes for an option"
    elif name.startswith(("/", "~", ".")) or ".." in name.split("/"):
        problem = "is a path of a file"
    elif not name.isprintable() or _NEVER_IN_NAME.search(name):
        problem = "has a space, a quote, a semicolon or another character that no module's name has"
    if problem:
        shown = name if len(name) <= 80 else name[:79] + "…"
        raise MalformedError("bad_module_name", f"The module name {shown!r} {problem}.")


def _is_module_name(name: str) -> bool:
    try:
        check_module_name(name)
    except MalformedError:
        return False
    return "(" not in name


def parse_python_output(output: bytes) -> EnvironmentPatch:
    """Read the statements of Lmod's `python` shell.

    What else stands there, such as a modulefile's own print(), is skipped. Of several statements about one
    variable the last counts.

    Args:
        output: what Lmod wrote on standard output.

    """
    values: dict[str, str | None] = {}
    for name, value, deleted in (match.groups() for match in _STATEMENT.finditer(output)):
        if deleted is None:
            values[_unquoted(name)] = _unquoted(value)
        elif deleted == name:
            values[_unquoted(name)] = None
    values.pop(_LAST_ERROR, None)
    return EnvironmentPatch(
        assigned={name: value for name, value in values.items() if value is not None},
        removed=frozenset(name for name, value in values.items() if value is None),
    )


def parse_messages(stderr: str) -> list[Message]:
    """Read what Lmod and modulefiles said, by the marks of `lmod_messages.lua`.

    Text without a mark (LmodMessage, or what a modulefile writes itself) is a message too.

    Args:
        stderr: what Lmod wrote on standard error.

    """
    unmarked, *marked = _MARK.split(stderr)
    messages = _info(unmarked)
    for mark, text in zip(marked[::2], marked[1::2], strict=True):
        messages += _section(mark, text)
    return messages


def without_marks(stderr: str) -> str:
    """Lmod's words as people read them."""
    titles = {"error": "Error:", "warning": "Warning:"}
    return _MARK.sub(lambda mark: titles.get(mark[1], ""), _NEEDS.sub("", stderr)).strip()


def _section(mark: str, text: str) -> list[Message]:
    if mark in _SEEN_IN_TABLE:
        # The list ends with an empty line; what follows has no mark.
        return _info(text.partition("\n\n")[2])
    if mark == "restoring":  # one line, which repeats what was asked for
        return _info(text.partition("\n")[2])
    if mark == "notice":
        return _notices(text)
    if mark == "sticky":
        return []  # the modules that stayed are seen in the table
    level: Literal["error", "warning"] = "error" if mark == "error" else "warning"
    needs = tuple(name for named in _NEEDS.findall(text) for name in named.split() if _is_module_name(name))
    text = _NEEDS.sub("", text)
    trace = _TRACE.search(text)
    if trace is None:
        return [Message(level, _trimmed(text), needs=needs)]
    module = trace["rows"].split()[0]
    return [Message(level, _trimmed(text[: trace.start()]), module, needs), *_info(text[trace.end() :])]


def _notices(text: str) -> list[Message]:
    """What the site's admins tell about modules (Lmod's "nag"): `NAME/VERSION:` and text, up to a rule."""
    *_, after = parts = _RULE.split(text, maxsplit=1)
    _, *named = _NOTICE.split(parts[0])
    notices = [
        Message("warning", _trimmed(words), module)
        for module, words in zip(named[::2], named[1::2], strict=True)
    ]
    return notices + (_info(after) if len(parts) > 1 else [])


def _info(text: str) -> list[Message]:
    trimmed = _trimmed(text)
    return [Message("info", trimmed)] if trimmed else []


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _unquoted(quoted: bytes) -> str:
    return os.fsdecode(_ESCAPE.sub(_escaped, quoted))


def _escaped(match: re.Match[bytes]) -> bytes:
    escape = match[1]
    if escape.isdigit():
        return bytes([int(escape) & 0xFF])
    # Lua 5.1 writes a carriage return as \r; everything else stands for itself, a newline too.
    return b"\r" if escape == b"r" else escape


def _says_true(output: bytes) -> bool:
    statuses = _STATUS.findall(output)
    return bool(statuses) and statuses[-1] == b"True"
