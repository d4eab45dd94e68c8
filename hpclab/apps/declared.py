"""Applications that a site or a package declares: plain data, checked, made into specs.

`c.HpcLab.apps` maps names to declarations. A package has entry points of the group `hpclab.apps`, each a
function without arguments that returns a declaration; the entry point's name is the application's.
"""

from __future__ import annotations

import re
import string
from functools import partial

import msgspec

from ..core.environment import EnvironmentPatch
from .spec import AppSpec, Command, Context, Need

ENTRY_POINTS = "hpclab.apps"

_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}")
_WORDS = frozenset({"socket", "port", "base_url", "folder", "home", "data", "temporary", "user"})

_ATTENTION = (
    "Other users of this node can connect to its port, and only its own login keeps them out. "
    "Where it can listen on a unix socket, your support can let it do that."
)


class DeclarationError(ValueError):
    """What is wrong with a declaration, for admins."""


class Program(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A program that is needed: its names and the modules that bring it, in order of preference."""

    commands: list[str]
    modules: list[str] = []


class Declaration(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """An application as admins write it.

    In `arguments` and `environment` these words in braces are filled in: `socket` (where it has to listen),
    `port` (the same, for one that can't listen on a unix socket), `base_url` (where browsers see it, with
    slashes at both ends), `folder` (the server's root folder), `home`, `data` (for the user's files, kept),
    `temporary` (for files of this run) and `user`.

    Attributes:
        title: as people call it.
        commands: names of its program, in order of preference.
        modules: names of modules that bring it, in order of preference.
        also_needs: other programs that it needs.
        arguments: of its command line, which other users of the node can read.
        environment: variables; null takes one away.
        own_login: it has a login of its own. It may then listen on a port of the node's network, where it can
            connect to other machines too; otherwise its port is in a private network.
        serves_base_url: it serves its pages below `base_url`, not at its root.
        folder_query: the parameter of its address by which it shows a folder.
        ready_path: it is ready when it answers here.
        ready_seconds: how long its start may take.
        grace: seconds that it gets to end.
        missing: what an admin does where it isn't installed.

    """

    title: str
    commands: list[str]
    modules: list[str] = []
    also_needs: list[Program] = []
    arguments: list[str] = []
    environment: dict[str, str | None] = {}
    own_login: bool = False
    serves_base_url: bool = False
    folder_query: str | None = None
    ready_path: str = "/"
    ready_seconds: float = 300.0
    grace: float = 10.0
    missing: str = ""


def spec(name: str, declared: object) -> AppSpec:
    """The spec for a declaration.

    Args:
        name: the application's, for its address.
        declared: plain data.

    Raises:
        DeclarationError: something is wrong with it.

    """
    if not _NAME.fullmatch(name):
        raise DeclarationError("its name has to be of small letters, digits and dashes, 32 at most")
    try:
        declaration = msgspec.convert(declared, Declaration)
    except msgspec.ValidationError as error:
        raise DeclarationError(str(error)) from error
    words = _checked_words(declaration)
    programs = [Program(commands=declaration.commands, modules=declaration.modules), *declaration.also_needs]
    if not all(program.commands for program in programs):
        raise DeclarationError("`commands` has to name a program")
    return AppSpec(
        name=name,
        title=declaration.title,
        needs=tuple(Need(tuple(program.commands), tuple(program.modules)) for program in programs),
        command=partial(_command, declaration, by_port="port" in words),
        missing=declaration.missing or _missing(declaration),
        ready_path=declaration.ready_path,
        ready_seconds=declaration.ready_seconds,
        grace=declaration.grace,
        folder_query=declaration.folder_query,
        may_be_isolated="port" in words and not declaration.own_login,
        private_network="port" in words and not declaration.own_login,
    )


def _checked_words(declaration: Declaration) -> set[str]:
    """The words that are filled in; there has to be one way to listen."""
    texts = [*declaration.arguments, *(text for text in declaration.environment.values() if text)]
    words = {word for text in texts for word in _words_in(text)}
    unknown = sorted(words - _WORDS)
    if unknown:
        raise DeclarationError(
            f"{{{unknown[0]}}} is unknown; there are {', '.join(sorted(_WORDS))}. Other braces are doubled"
        )
    if len(words & {"socket", "port"}) != 1:
        raise DeclarationError("its arguments or environment have to say {socket} or {port}, and not both")
    return words


def _words_in(text: str) -> list[str]:
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError as error:
        raise DeclarationError(f"{text!r}: {error}; a brace that is meant as such is doubled") from error
    if any(conversion or form for _, _, form, conversion in parts):
        raise DeclarationError(f"{text!r}: only words can stand in braces")
    return [word for _, word, _, _ in parts if word is not None]


def _command(declaration: Declaration, context: Context, *, by_port: bool) -> Command:
    values = {
        "socket": context.socket,
        "port": context.free_port,
        "base_url": context.url_path,
        "folder": context.root,
        "home": context.home,
        "data": context.data,
        "temporary": context.temporary,
        "user": context.user,
    }
    given = declaration.environment
    port = context.free_port if by_port else None
    return Command(
        argv=(context.program, *(text.format_map(values) for text in declaration.arguments)),
        environment=EnvironmentPatch(
            assigned={name: text.format_map(values) for name, text in given.items() if text is not None},
            removed=frozenset(name for name, text in given.items() if text is None),
        ),
        private_port=None if declaration.own_login else port,
        open_port=port if declaration.own_login else None,
        prefix=context.url_path.rstrip("/") if declaration.serves_base_url else "",
        attention=_ATTENTION if by_port and declaration.own_login else None,
    )


def _missing(declaration: Declaration) -> str:
    names = " or ".join(declaration.commands)
    if not declaration.modules:
        return f"Install {names} on the compute nodes."
    return (
        f"Install {names} on the compute nodes, or provide a module named {' or '.join(declaration.modules)}."
    )
