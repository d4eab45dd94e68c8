"""What an application is: how it is found, what brings it, how it is started and when it is ready.

A spec is data and one pure function; the manager does the rest. Each built-in application has a file.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from ..core.environment import EnvironmentPatch


class Protocol(enum.Enum):
    """How an application speaks on its socket, and so how browsers reach it."""

    HTTP = "HTTP and WebSocket"
    VNC = "RFB, the protocol of VNC; hpclab's own page shows it"


class Need(msgspec.Struct, frozen=True):
    """A program that an application can't do without.

    Attributes:
        commands: its names, in order of preference; empty where only its modules are known.
        modules: names of modules that bring it, in order of preference.
        folders: where it may lie outside the search path.

    """

    commands: tuple[str, ...]
    modules: tuple[str, ...]
    folders: tuple[str, ...] = ()


class Memory(msgspec.Struct, frozen=True):
    """The memory of the job on this node, or of the node where there is no job.

    Attributes:
        limit: all of it, in bytes.
        left: what of it is free, in bytes.

    """

    limit: int
    left: int


class Context(msgspec.Struct, frozen=True):
    """What a command is made of.

    Attributes:
        program: path of the first program that the spec needs; empty where it names none.
        options: the options that it says it has; empty where the spec doesn't ask.
        environment: that the application gets, before the command's own patch.
        folder: private to this run, for the socket and for files; gone afterwards.
        socket: where it has to listen; the path's folder is the private one.
        temporary: private to this run, for temporary files.
        root: the folder that the file browser shows.
        home: the user's home folder.
        data: where the user's programs keep their data (XDG_DATA_HOME).
        user: the user's name.
        url_path: where browsers see it, such as `/user/ann/hpclab/app/rstudio/`.
        secret: random, made for this run; may only go into files and the environment.
        obstacle: why this node can't make a private network; None where it can, or where that isn't asked.
        free_port: a TCP port on 127.0.0.1 that is free on this node.
        memory: of the job; None where that isn't known.
        outbound: whether the person wants it to reach the internet, where it is in a private network.

    """

    program: str
    options: frozenset[str]
    environment: Mapping[str, str]
    folder: Path
    socket: Path
    temporary: Path
    root: Path
    home: Path
    data: Path
    user: str
    url_path: str
    secret: str
    obstacle: str | None = None
    free_port: int = 0
    memory: Memory | None = None
    outbound: bool = False


class Command(msgspec.Struct, frozen=True):
    """How to start an application.

    Attributes:
        argv: the program and its arguments. Every user of the node can read them: no secrets.
        environment: changes to the environment.
        files: to write before, mode 0600, below the private folder.
        private_port: for a program that can't listen on a unix socket: where it listens on 127.0.0.1 in a
            private network; a forwarder makes the socket.
        outbound_port: where, inside that network, a proxy leads to the internet; None for no such proxy.
        open_port: the same in the node's own network, where others reach it too: for a program that is
            guarded by a secret in `prefix`.
        prefix: a path that the program serves its pages below; browsers don't see it.
        attention: what a person should know while it runs.
        sessions: for an X server: desktops that may run on it, see `display.run`.
        secret: of this run, which may not be read in the log either.

    """

    argv: tuple[str, ...]
    environment: EnvironmentPatch = EnvironmentPatch()
    files: Mapping[Path, str] = {}
    private_port: int | None = None
    outbound_port: int | None = None
    open_port: int | None = None
    prefix: str = ""
    attention: str | None = None
    sessions: tuple[tuple[str, ...], ...] = ()
    secret: str = ""


def any_message(message: bytes) -> bool:
    """Take every message of the browser's for a person's doing."""
    return True


class AppSpec(msgspec.Struct, frozen=True):
    """An application.

    Attributes:
        name: in routes and in `c.HpcLab.disabled`, such as `openrefine`.
        title: as people call it.
        needs: the programs that it needs; the first is the one that is started, unless the command names it.
        command: makes the command; raises `UnavailableError` where the program that was found can't do it.
        missing: what an admin does where it isn't installed.
        help_argument: makes the program print its options; None where the command doesn't depend on them.
        protocol: what it speaks.
        ready_path: an HTTP application is ready when it answers here.
        ready_statuses: with one of these statuses.
        ready_seconds: how long its start may take; a first one reads thousands of files from a cluster's file
            system.
        folder_query: the parameter of its address by which it shows a folder; None where it shows none.
        grace: seconds that it gets to end, such as to save.
        outbound: it can reach the internet from a private network, when the person wants that.
        may_be_isolated: its command depends on whether the node makes private networks.
        private_network: it can't be protected but by a private network; without one it isn't started.
        idle_requests: ends of the paths that its page asks for by itself, again and again.
        is_use: whether a person caused a WebSocket message of the browser's. What nobody caused must not keep
            an idle session alive; where it can't be told, it was a person.

    """

    name: str
    title: str
    needs: tuple[Need, ...]
    command: Callable[[Context], Command]
    missing: str
    help_argument: str | None = None
    protocol: Protocol = Protocol.HTTP
    ready_path: str = "/"
    ready_statuses: range = range(200, 400)
    ready_seconds: float = 300.0
    folder_query: str | None = None
    grace: float = 10.0
    outbound: bool = False
    may_be_isolated: bool = False
    private_network: bool = False
    idle_requests: tuple[str, ...] = ()
    is_use: Callable[[bytes], bool] = any_message

    @property
    def module_names(self) -> list[str]:
        """Names of the modules that bring what it needs."""
        return [module for need in self.needs for module in need.modules]

    def is_idle_request(self, path: str) -> bool:
        """Whether the application's page asks for a path by itself."""
        return path.endswith(self.idle_requests)


def options_in(help_text: str) -> frozenset[str]:
    """The long options that a program's help names, without dashes.

    Understood are `--name`, as most programs write it, and X servers' lists that begin lines with a name,
    with or without a dash: `rfbunixpath    - Unix socket to listen on`.
    """
    dashed = re.findall(r"(?<![\w-])--([A-Za-z][\w-]*)", help_text)
    listed = re.findall(r"^\s*-?([A-Za-z][\w-]*)\s", help_text, re.MULTILINE)
    return frozenset((*dashed, *listed))


def known(options: frozenset[str], *wanted: tuple[str, str]) -> Sequence[str]:
    """Those of some options, as `--name=value`, that a program says it has."""
    return [f"--{name}={value}" for name, value in wanted if name in options]
