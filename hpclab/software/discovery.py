"""Finds the cluster's module system: which one, where, which version, and how it was found.

A server that a batch system started without a login shell often lacks `LMOD_CMD` (for Environment Modules,
`MODULES_CMD`) and `MODULEPATH`; then a login shell is asked for them, once.
"""

from __future__ import annotations

import asyncio
import glob
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from ..core import process, threads
from ..core.environment import EnvironmentPatch, ServerEnvironment
from ..core.errors import HpcLabError, UnavailableError
from . import environment_modules, module_systems
from .backend import SystemName
from .base import base_environment

_LOGIN_SECONDS = 15.0
_DISK_SECONDS = 10.0
_VERSION_SECONDS = 10.0
_LMOD_SECONDS = 60.0
_AGAIN_SECONDS = 300.0

# What a profile prints ends before this, so that only the environment is read.
_MARK = "hpclab-environment"
_SHELL_SCRIPT = f"printf '\\0%s\\0' {_MARK}; exec env -0"

_USUAL_PLACES = (
    "/usr/share/lmod/lmod/libexec/lmod",
    "/opt/apps/lmod/lmod/libexec/lmod",
    "/opt/ohpc/admin/lmod/lmod/libexec/lmod",
    "/usr/share/lmod/*/libexec/lmod",
    "/usr/lib/*/modulecmd.tcl",
    "/usr/share/Modules/libexec/modulecmd.tcl",
    "/usr/local/Modules/libexec/modulecmd.tcl",
)

# Beside MODULEPATH itself: how a site configures modules (`module --config`), not what a profile has loaded.
_MODULE_VARIABLE = re.compile(
    r"MODULEPATH|MODULEPATH_ROOT|MODULESHOME|MODULERCFILE|LMOD_(?!FAMILY_)\w+|MODULES_\w+"
)

_NOT_FOUND = (
    "Lmod was not found: not in the environment, not by a login shell, not in the usual places; nor was "
    "Environment Modules. If this cluster has one of them, ask your support to set c.HpcLab.lmod_command to "
    "the path of its program, `lmod` or `modulecmd.tcl`."
)


class Installation(msgspec.Struct, frozen=True):
    """A module system that answers.

    Attributes:
        command: the program `lmod`, beside which `spider` lies, or `modulecmd.tcl`.
        version: such as `8.6.19`.
        how: how it was found, for people.

    """

    command: Path
    version: str
    how: str


class ModuleSystem(msgspec.Struct, frozen=True):
    """What was found.

    Attributes:
        name: None where there is none.
        installation: None where hpclab can't work with modules.
        reason: then why, and what to do, for people.
        modulepath_how: where MODULEPATH comes from, for people.
        missing: what the server's environment lacks for modules to work as they do in a login shell.

    """

    name: SystemName | None
    installation: Installation | None = None
    reason: str | None = None
    modulepath_how: str = ""
    missing: EnvironmentPatch = EnvironmentPatch()


class Candidate(msgspec.Struct, frozen=True):
    """A place where the program may be; `how` says why, for people."""

    command: str
    how: str


def from_environment(environment: Mapping[str, str], whose: str) -> Iterator[Candidate]:
    """The places that an environment names.

    Args:
        environment: the variables.
        whose: whose environment it is, such as `the server's environment`.

    """
    if command := environment.get("LMOD_CMD"):
        yield Candidate(command, f"LMOD_CMD in {whose}")
    if directory := environment.get("LMOD_DIR"):
        yield Candidate(os.path.join(directory, "lmod"), f"LMOD_DIR in {whose}")
    if command := environment.get("MODULES_CMD"):
        yield Candidate(command, f"MODULES_CMD in {whose}")
    if home := environment.get("MODULESHOME"):
        yield Candidate(os.path.join(home, "libexec", "modulecmd.tcl"), f"MODULESHOME in {whose}")


def usual_places(expand: Callable[[str], Sequence[str]]) -> Iterator[Candidate]:
    """The places where packages and sites put it; the newest version first where a folder has several.

    Args:
        expand: the files that fit a pattern, such as `glob.glob`.

    """
    for place in _USUAL_PLACES:
        for command in sorted(expand(place), key=_numbers, reverse=True):
            yield Candidate(command, "one of the usual places")


def first_executable(
    candidates: Iterable[Candidate], is_executable: Callable[[str], bool]
) -> Candidate | None:
    """The first candidate that is there and may be executed."""
    return next(
        (one for one in candidates if one.command.startswith("/") and is_executable(one.command)), None
    )


def parse_login_environment(output: bytes) -> dict[str, str]:
    """The environment that a login shell wrote after our mark, by `env -0`, env(1).

    Returns:
        Its variables; none where the mark is missing, as the shell ended before it came so far.

    """
    _, mark, listed = output.rpartition(b"\0" + _MARK.encode() + b"\0")
    if not mark:
        return {}
    pairs = (os.fsdecode(entry).partition("=") for entry in listed.split(b"\0") if b"=" in entry)
    return {name: value for name, _, value in pairs}


def parse_version(output: str) -> str | None:
    """The version in what `--version` prints; None where that is no module system's answer."""
    found = re.search(r"Modules (?:based on Lua: Version|Release)\s+(\d[\w.+-]*)", output)
    return found[1] if found else None


def missing_variables(server: Mapping[str, str], login: Mapping[str, str]) -> EnvironmentPatch:
    """What a server without MODULEPATH takes over from a login shell: how the site configures modules.

    Args:
        server: the server's environment.
        login: a login shell's, with nothing loaded.

    """
    if server.get("MODULEPATH") or not login.get("MODULEPATH"):
        return EnvironmentPatch()
    return EnvironmentPatch(
        assigned={
            name: value
            for name, value in login.items()
            if _MODULE_VARIABLE.fullmatch(name) and not server.get(name)
        }
    )


class Discovery:
    """The module system of this server: looked for once, and again after a while where there was none.

    Args:
        environment: the server's; it is completed where it lacks what a login shell has.
        configured: `c.HpcLab.lmod_command`; empty where the site hasn't set it.

    """

    def __init__(self, environment: ServerEnvironment, configured: str = "") -> None:
        self._environment = environment
        self._configured = configured
        self._found: asyncio.Task[ModuleSystem] | None = None
        self._looked = 0.0

    async def system(self) -> ModuleSystem:
        """What there is; the first call looks, and all wait for it."""
        if self._found is None or self._is_worth_another_look(self._found):
            self._found = asyncio.create_task(self._look_and_complete())
            self._looked = time.monotonic()
        return await asyncio.shield(self._found)

    async def installation(self) -> Installation:
        """The module system to work with.

        Raises:
            UnavailableError: there is none; the message says why and what to do.

        """
        system = await self.system()
        if system.installation is None:
            raise UnavailableError("lmod_unavailable", system.reason or _NOT_FOUND)
        return system.installation

    def _is_worth_another_look(self, found: asyncio.Task[ModuleSystem]) -> bool:
        """A login shell or a disk may have been too slow when the node was busy."""
        return (
            found.done()
            and found.result().installation is None
            and time.monotonic() > self._looked + _AGAIN_SECONDS
        )

    async def _look_and_complete(self) -> ModuleSystem:
        system = await discover(self._environment.initial, self._configured)
        if system.installation is not None:
            self._environment.complete(system.missing)
        return system


async def discover(environment: Mapping[str, str], configured: str = "") -> ModuleSystem:
    """Look for the module system.

    Args:
        environment: the server's.
        configured: the command that the site has set; empty where it hasn't.

    """
    if configured:
        candidates = [Candidate(configured, "c.HpcLab.lmod_command")]
    else:
        candidates = list(from_environment(environment, "the server's environment"))
    try:
        found = await _first_executable(candidates)
        if configured and found is None:
            return ModuleSystem(
                name=None,
                reason=f"c.HpcLab.lmod_command is {configured!r}, which is no executable file. "
                "Ask your support to correct it.",
            )
        login = {} if found and environment.get("MODULEPATH") else await _login_environment(environment)
        if found is None:
            found = await _first_executable(
                [*from_environment(login, "the environment of a login shell"), *await _usual_places()]
            )
        if found is None:
            return ModuleSystem(name=None, reason=_NOT_FOUND)
        return await _system_of(found, environment, login)
    except HpcLabError as error:
        return ModuleSystem(name=None, reason=error.message)


async def _system_of(
    found: Candidate, environment: Mapping[str, str], login: Mapping[str, str]
) -> ModuleSystem:
    answer = await process.run(
        [found.command, "python", "--version"], env=environment, timeout=_VERSION_SECONDS
    )
    version = parse_version(answer.stdout_text + answer.stderr_text)
    if version is None:
        return ModuleSystem(
            name=None,
            reason=f"{found.command} ({found.how}) does not answer as Lmod or Environment Modules does. "
            "Ask your support to set c.HpcLab.lmod_command.",
        )
    command = Path(found.command)
    name = module_systems.name_of(command)
    if name == "environment-modules" and _numbers(version)[0] < environment_modules.OLDEST:
        return ModuleSystem(
            name=name,
            reason=f"This cluster has Environment Modules {version} ({command}). hpclab works with version "
            f"{environment_modules.OLDEST} and newer; everything but software works.",
        )
    # What the profile has loaded isn't loaded here, so neither are the folders that it brought.
    base = await base_environment(module_systems.at(command, _LMOD_SECONDS), login)
    return ModuleSystem(
        name=name,
        installation=Installation(command=command, version=version, how=found.how),
        modulepath_how=_modulepath_how(environment, login),
        missing=missing_variables(environment, base),
    )


def _modulepath_how(environment: Mapping[str, str], login: Mapping[str, str]) -> str:
    if environment.get("MODULEPATH"):
        return "the server's environment"
    if login.get("MODULEPATH"):
        return "a login shell, as the server's environment has none"
    return "nowhere: neither the server's environment nor a login shell has MODULEPATH"


async def _first_executable(candidates: Iterable[Candidate]) -> Candidate | None:
    return await threads.run(
        lambda: first_executable(candidates, lambda path: os.path.isfile(path) and os.access(path, os.X_OK)),
        timeout=_DISK_SECONDS,
    )


async def _usual_places() -> list[Candidate]:
    return await threads.run(lambda: list(usual_places(glob.glob)), timeout=_DISK_SECONDS)


async def _login_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a login shell; empty where none can be had in time.

    The shell begins with next to nothing: a profile that has run before does less the second time.
    """
    kept = {name: environment[name] for name in ("HOME", "USER", "LOGNAME", "LANG") if name in environment}
    minimal = {"PATH": "/usr/local/bin:/usr/bin:/bin", "TERM": "dumb", **kept}
    try:
        answer = await process.run(["bash", "-lc", _SHELL_SCRIPT], env=minimal, timeout=_LOGIN_SECONDS)
    except HpcLabError:
        return {}
    return parse_login_environment(answer.stdout)


def _numbers(path: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", path)]
