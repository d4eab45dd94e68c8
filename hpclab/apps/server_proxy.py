"""Entries of jupyter-server-proxy, `c.ServerProxy.servers` and other packages', as specs that hpclab manages.

An entry's format is jupyter-server-proxy's own ("Server Process options" in its documentation). Each is a
dictionary or, in newer versions, an object with the same names.
"""

from __future__ import annotations

import inspect
import re
import shutil
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import msgspec

from ..core.environment import EnvironmentPatch
from ..core.errors import UnavailableError
from .spec import AppSpec, Command, Context, Need

ENTRY_POINTS = "jupyter_serverproxy_servers"

# What known packages call the applications that hpclab has itself.
BUILT_IN: Mapping[str, str] = {
    "rstudio": "rstudio",
    "rserver": "rstudio",
    "rsession": "rstudio",
    "vscode": "vscode",
    "code-server": "vscode",
    "codeserver": "vscode",
    "openrefine": "openrefine",
    "desktop": "desktop",
    "remote-desktop": "desktop",
}

_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")
# What only jupyter-server-proxy itself can do for an entry.
_BEYOND_US = ("mappath", "rewrite_response", "request_headers_override", "raw_socket_proxy")
_SECONDS = 60.0  # jupyter-server-proxy's own 5 seconds are too short for a cluster's file system
_ATTENTION = (
    "It listens on a port that other users of this node can connect to. Whether it asks them for a password "
    "is up to it: your support knows."
)


class Entry(msgspec.Struct, frozen=True):
    """An entry, read with its defaults.

    Attributes:
        name: the entry's.
        given: the entry.

    """

    name: str
    given: object

    def value(self, option: str, default: Any = None) -> Any:
        """An option's value."""
        return _value(self.given, option, default)

    @property
    def launcher(self) -> dict[str, Any]:
        """How it stands in the Launcher, as jupyter-server-proxy tells browsers."""
        launcher = self.value("launcher_entry") or {}
        return {
            "enabled": bool(_value(launcher, "enabled", True)),
            "title": str(_value(launcher, "title", "") or self.name),
            "path_info": str(_value(launcher, "path_info", "") or f"{self.name}/"),
            "category": str(_value(launcher, "category", "") or "Notebook"),
        }

    @property
    def has_icon(self) -> bool:
        """Whether jupyter-server-proxy serves an icon for it."""
        return bool(_value(self.value("launcher_entry") or {}, "icon_path", ""))

    @property
    def is_manageable(self) -> bool:
        """Whether hpclab can start it and bring browsers to it, and people are meant to open it."""
        return (
            self.launcher["enabled"]
            and bool(self.value("command"))
            and _NAME.fullmatch(self.name) is not None
            and not any(self.value(option) for option in _BEYOND_US)
            and not isinstance(self.value("unix_socket"), str)
        )


def spec(entry: Entry, modules: tuple[str, ...] | None) -> AppSpec:
    """The spec of an entry that hpclab can manage.

    Args:
        entry: what jupyter-server-proxy was told.
        modules: names of modules that bring it, in order of preference; empty where none is needed; None
            where nobody has said: one of its own name then, where there is one.

    """
    command = entry.value("command")
    commands = (str(command[0]),) if isinstance(command, (list, tuple)) else ()
    if modules is None:
        modules = (entry.name,) if commands else ()
    title = entry.launcher["title"]
    return AppSpec(
        name=entry.name,
        title=title,
        needs=(Need(commands, modules),) if commands or modules else (),
        command=partial(_command, entry),
        missing=f"Install what the entry {entry.name!r} of jupyter-server-proxy starts, or provide a module "
        "that brings it (c.Lmod.launcher_module_map says which).",
        ready_seconds=max(float(entry.value("timeout") or 0), _SECONDS),
        ready_statuses=range(100, 600),  # as for jupyter-server-proxy any answer will do
    )


def _command(entry: Entry, context: Context) -> Command:
    """The entry's command, called and filled in as jupyter-server-proxy does it."""
    by_socket = bool(entry.value("unix_socket"))
    port = int(entry.value("port") or 0) or context.free_port
    values = {
        "port": 0 if by_socket else port,
        "unix_socket": str(context.socket) if by_socket else "",
        # Entries append their name to it.
        "base_url": context.url_path.removesuffix(f"{entry.name}/"),
    }
    argv = [str(word) for word in _rendered(entry.value("command"), values)]
    program = shutil.which(argv[0], path=context.environment.get("PATH", ""))
    if program is None:
        raise UnavailableError("app_unavailable", f"{argv[0]} was not found on this node.")
    environment = _rendered(entry.value("environment") or {}, values)
    return Command(
        argv=(program, *argv[1:]),
        environment=EnvironmentPatch(assigned={str(name): str(text) for name, text in environment.items()}),
        open_port=None if by_socket else port,
        prefix=context.url_path.rstrip("/") if entry.value("absolute_url") else "",
        attention=None if by_socket else _ATTENTION,
    )


def _rendered(template: Any, values: Mapping[str, object]) -> Any:
    """A template with its words filled in; a function is asked for it."""
    if callable(template):
        return _called(template, values)
    if isinstance(template, str):
        return template.format(**values)
    if isinstance(template, Mapping):
        return {_rendered(key, values): _rendered(text, values) for key, text in template.items()}
    return [_rendered(text, values) for text in template]


def _called(function: Callable[..., Any], values: Mapping[str, object]) -> Any:
    """Call a function with those of the values that it has parameters for, and fill in what it returns."""
    wanted = inspect.signature(function).parameters
    return _rendered(function(**{name: value for name, value in values.items() if name in wanted}), values)


def _value(given: object, option: str, default: Any) -> Any:
    if isinstance(given, Mapping):
        return given.get(option, default)
    return getattr(given, option, default)
