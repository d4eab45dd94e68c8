"""Makes an application's command: finds out on this node, for this start, what its spec can't know."""

from __future__ import annotations

import asyncio
import os
import pwd
import secrets
import socket
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path

import msgspec

from ..core import threads
from ..core.errors import UnavailableError
from . import finding, supervisor
from .private_network import PrivateNetworks
from .program_options import ProgramOptions
from .spec import AppSpec, Command, Context, Memory

_DISK_SECONDS = 60.0
_COMMAND_SECONDS = 60.0

MemoryMeter = Callable[[], Awaitable[Memory | None]]


async def compose(
    spec: AppSpec,
    environment: Mapping[str, str],
    *,
    folder: Path,
    url_path: str,
    memory: MemoryMeter,
    networks: PrivateNetworks,
    options: ProgramOptions,
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
        networks: tells whether this node makes private networks.
        options: tells which options programs have.
        outbound: whether the person wants it to reach the internet.
        root: what the file browser shows; the home folder where it shows none of this disk.

    Raises:
        UnavailableError: the program that was found can't do it, or this node can't isolate it.

    """
    program = await _program(spec, environment)
    home = Path(environment.get("HOME") or Path.home())
    obstacle, has, left, user = await asyncio.gather(
        _obstacle(spec, networks),
        options.of(spec, program, environment),
        memory(),
        threads.run(_user_name, timeout=_DISK_SECONDS),
    )
    context = Context(
        program=program,
        options=has,
        environment=environment,
        folder=folder,
        socket=folder / supervisor.SOCKET_FILE,
        temporary=folder / supervisor.TEMPORARY_FOLDER,
        root=root or home,
        home=home,
        data=Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share"),
        user=user,
        url_path=url_path,
        secret=secrets.token_hex(32),
        obstacle=obstacle,
        free_port=_free_port(),
        memory=left,
        outbound=outbound and spec.outbound,
    )
    # Other packages' commands are functions that may take their time.
    command = await threads.run(partial(spec.command, context), timeout=_COMMAND_SECONDS)
    return msgspec.structs.replace(command, secret=context.secret)


async def _program(spec: AppSpec, environment: Mapping[str, str]) -> str:
    if not spec.needs or not spec.needs[0].commands:
        return ""
    found = await threads.run(partial(finding.program, spec.needs[0], environment), timeout=_DISK_SECONDS)
    if found is None:  # it was there when the modules were chosen
        raise UnavailableError("app_unavailable", f"{spec.title} has just gone from the search path.")
    return found


async def _obstacle(spec: AppSpec, networks: PrivateNetworks) -> str | None:
    """Why an application that needs to know can have no private network."""
    obstacle = await networks.obstacle() if spec.may_be_isolated else None
    if spec.private_network and obstacle is not None:
        raise exposed(spec.title, obstacle)
    return obstacle


def exposed(title: str, obstacle: str) -> UnavailableError:
    """An application would be open to others on this node, and so isn't started."""
    return UnavailableError(
        "app_unavailable",
        f"{title} has no login, and other users of this node could run commands as you: "
        f"{obstacle}. Ask your support to allow user namespaces on the compute nodes.",
    )


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
