"""Makes an application's command: finds out on this node, for this start, what its spec can't know."""

from __future__ import annotations

import os
import pwd
import secrets
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from ..core import process, threads
from ..core.errors import HpcLabError, UnavailableError
from . import finding, isolation, supervisor
from .spec import AppSpec, Command, Context, Memory, options_in

_HELP_SECONDS = 30.0
_DISK_SECONDS = 60.0
_TRIAL_SECONDS = 20.0
_COMMAND_SECONDS = 60.0

MemoryMeter = Callable[[], Awaitable[Memory | None]]


async def compose(
    spec: AppSpec,
    environment: Mapping[str, str],
    *,
    folder: Path,
    url_path: str,
    memory: MemoryMeter,
    root: Path | None = None,
    outbound: bool = False,
) -> Command:
    """The command that starts an application here and now.

    Args:
        spec: what it is.
        environment: that it gets; all that the spec needs is found by its PATH.
        folder: private to this run.
        url_path: where browsers see it, below the server's root.
        memory: tells how much memory the job has.
        outbound: whether the person wants it to reach the internet.
        root: what the file browser shows; the home folder where it shows none of this disk.

    Raises:
        UnavailableError: the program that was found can't do it, or this node can't isolate it.

    """
    program = await _program(spec, environment)
    home = Path(environment.get("HOME") or Path.home())
    obstacle = await obstacle_to_private_networks()
    if spec.private_network and obstacle is not None:
        raise exposed(spec.title, obstacle)
    context = Context(
        program=program,
        options=await _options(spec, program, environment),
        environment=environment,
        folder=folder,
        socket=folder / supervisor.SOCKET_FILE,
        temporary=folder / supervisor.TEMPORARY_FOLDER,
        root=root or home,
        home=home,
        data=Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share"),
        user=await threads.run(_user_name, timeout=_DISK_SECONDS),
        url_path=url_path,
        secret=secrets.token_hex(32),
        obstacle=obstacle,
        free_port=_free_port(),
        memory=await memory(),
        outbound=outbound and spec.outbound,
    )
    # Other packages' commands are functions that may take their time.
    command = await threads.run(partial(spec.command, context), timeout=_COMMAND_SECONDS)
    return replace(command, secret=context.secret)


async def _program(spec: AppSpec, environment: Mapping[str, str]) -> str:
    if not spec.needs or not spec.needs[0].commands:
        return ""
    found = await threads.run(partial(finding.program, spec.needs[0], environment), timeout=_DISK_SECONDS)
    if found is None:  # it was there when the modules were chosen
        raise UnavailableError("app_unavailable", f"{spec.title} has just gone from the search path.")
    return found


def exposed(title: str, obstacle: str) -> UnavailableError:
    """An application would be open to others on this node, and so isn't started."""
    return UnavailableError(
        "app_unavailable",
        f"{title} has no login, and other users of this node could run commands as you: "
        f"{obstacle}. Ask your support to allow user namespaces on the compute nodes.",
    )


async def obstacle_to_private_networks() -> str | None:
    """Why no private network can be made here; None where one can, which is tried."""
    told = isolation.obstacle()
    if told is not None:
        return told
    try:
        tried = await process.run(
            [sys.executable, "-I", isolation.__file__], env=os.environ, timeout=_TRIAL_SECONDS
        )
    except HpcLabError as error:
        return error.message
    return None if tried.status == 0 else tried.stdout_text.strip() or "this node allows no private network"


async def _options(spec: AppSpec, program: str, environment: Mapping[str, str]) -> frozenset[str]:
    if spec.help_argument is None:
        return frozenset()
    asked = await process.run([program, spec.help_argument], env=environment, timeout=_HELP_SECONDS)
    return options_in(asked.stdout_text + asked.stderr_text)


def _free_port() -> int:
    """A TCP port on 127.0.0.1 that nobody listens on; the forwarder finds out who takes it meanwhile."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _user_name() -> str:
    """The name of who runs the server; asks the system's directory, which may be another machine."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # in a container
        return str(os.getuid())
