"""The magic `%module`: the session's modules, which all new kernels and terminals get.

What changes them goes to the session's server. What only asks (`avail`, `spider`, `show`, …) is the module
system's own answer, as text, for the modules that the session has now.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from . import commands, module_requests, module_words, server
from .errors import MagicError
from .table import Table

_ASKING = frozenset(
    {"avail", "av", "display", "help", "key", "keyword", "overview", "search", "show", "spider", "whatis"}
)
_ASKING_SETTINGS = {
    "LMOD_COLORIZE": "no",
    "LMOD_PAGER": "none",
    "MODULES_COLOR": "never",
    "MODULES_PAGER": "",
}
_USAGE = (
    "%module load|unload|swap|use|unuse|purge|reset|save|restore|savelist|list "
    "changes or lists the session's modules;\n"
    "%module avail|spider|keyword|whatis|show|help asks the module system."
)


def module(line: str) -> Table | None:
    """The session's modules: `%module load GCC/12.3.0`, `%module list`, `%module spider numpy`.

    `load`, `unload`, `swap`, `use`, `unuse`, `purge`, `reset`, `save` and `restore` change the session, as
    JupyterLab's Software panel does: new kernels and terminals have the modules. This kernel gets them when
    it is restarted; its variables are lost then.
    """
    words = commands.words(line)
    if not words:
        sys.stdout.write(f"{_USAGE}\n")
        return None
    command, *rest = words
    if command in _ASKING:
        sys.stdout.write(_asked(words))
        return None
    if command in ("list", "li"):
        return _listed()
    if command == "savelist":
        names = _server().ask("GET", "modules")["collections"]
        sys.stdout.write("".join(f"{name}\n" for name in names) or "No collection is saved.\n")
        return None
    request = module_requests.of(command, rest)
    if request is None:
        raise MagicError(f"%module {command} isn't there. {_USAGE}")
    session = _server()
    answer = session.ask(request.method, request.path, request.body)
    sys.stdout.write(f"{request.done or module_words.changes(answer)}\n")
    if request.done is None:
        sys.stdout.write(_what_this_kernel_has(session, answer))
    return None


def _server() -> server.Server:
    return server.find(os.environ, server.connection_file())


def _listed() -> Table:
    """The session's modules; without a server those of this process."""
    try:
        session = _server()
    except MagicError:
        names = filter(None, os.environ.get("LOADEDMODULES", "").split(":"))
        return Table(["Module"], [{"Module": name} for name in names])
    state = session.ask("GET", "modules")
    sys.stdout.write(_what_this_kernel_has(session, state))
    rows = [
        {"Module": each["full_name"], "Loaded": module_words.why_loaded(each)} for each in state["loaded"]
    ]
    return Table(["Module", "Loaded"], rows)


def _what_this_kernel_has(session: server.Server, state: Mapping[str, Any]) -> str:
    """Where this kernel has other modules than the session: so much, and how to restart it."""
    users = session.ask("GET", "modules/users")
    mine = next((user for user in users if user["kind"] == "kernel" and user["id"] == session.kernel), None)
    note = module_words.this_kernel(mine, state["loaded"])
    return f"{note}\n" if note else ""


def _asked(words: Sequence[str]) -> str:
    """The module system's answer; it writes what is for people to standard error."""
    program = os.environ.get("LMOD_CMD") or os.environ.get("MODULES_CMD")
    if not program:
        raise MagicError("This kernel's environment names no module system (LMOD_CMD, MODULES_CMD).")
    completed = commands.run(program, ["python", *words], env={**os.environ, **_ASKING_SETTINGS, **_paths()})
    # Standard output would be Python that changes the environment: nothing of it is run.
    said = completed.stderr_text
    if completed.status != 0 or "_mlstatus = False" in completed.stdout_text:
        raise MagicError(said.strip() or f"{program} ended with status {completed.status}.")
    return said


def _paths() -> dict[str, str]:
    """MODULEPATH of the session, which may be newer than this kernel's; nothing without a server."""
    try:
        return {"MODULEPATH": ":".join(_server().ask("GET", "modules")["modulepath"])}
    except MagicError:
        return {}
