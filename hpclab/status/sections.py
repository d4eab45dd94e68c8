"""The sections of the doctor's report: what each part says of itself, as lines of text."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ..apps.models import Apps
from ..software import loaded_modules, module_systems
from ..software.catalog import CatalogState
from ..software.discovery import ModuleSystem
from .models import Status
from .settings import Setting

_PACKAGES = ("hpclab", "jupyterlab", "notebook", "jupyter_server", "jupyterhub", "jupyter_server_proxy")


# Whether the site named the folder of Slurm's commands.
_SLURM_FOUND = {True: "by c.HpcLab.slurm_bin", False: "in the PATH that the server started with"}

_WITHOUT_PRIVATE_NETWORKS = (
    "OpenRefine then listens on a port that others can connect to, and answers only below a secret address. "
    "RStudio Server older than 2024.12, and other applications that can't listen on a unix socket, aren't "
    "started. What to do: allow unprivileged user namespaces on the compute nodes (sysctl "
    "user.max_user_namespaces above 0; where there are these, kernel.unprivileged_userns_clone=1 and "
    "kernel.apparmor_restrict_unprivileged_userns=0)."
)


def versions() -> list[str]:
    """hpclab, Jupyter, Python and the machine."""
    return [
        *(f"{package}: {_version(package)}" for package in _PACKAGES),
        f"Python: {platform.python_version()} ({sys.executable})",
        f"System: {platform.system()} {platform.release()}, {_distribution()}",
        f"Node: {platform.node()}, process {os.getpid()}",
    ]


def modules(system: ModuleSystem, read_only: str | None) -> list[str]:
    """The module system and how it was found."""
    lines = [f"Module system: {system.name or 'none'}"]
    if system.installation is not None:
        found = system.installation
        lines += [
            f"Version: {found.version} ({found.command}), found by {found.how}",
            f"MODULEPATH: from {system.modulepath_how}",
        ]
    lines += [f"Lacks: {limit}" for limit in module_systems.limits(system.name)]
    lines += [reason for reason in (system.reason, read_only) if reason]
    return lines


def loaded(environment: Mapping[str, str]) -> list[str]:
    """The loaded modules, in the order in which they were loaded.

    Raises:
        BrokenToolError: Lmod's table of them is damaged.

    """
    table = loaded_modules.read(environment)
    return [f"{each.full_name}{'' if each.active else ' (inactive)'}" for each in table.modules.values()]


def catalog(state: CatalogState, now: float) -> list[str]:
    """The catalog: where it is, how old, and what is wrong with it."""
    lines = [f"File: {state.file or 'none'}", f"Packages: {state.packages}"]
    if state.built_at is not None:
        lines.append(f"Built: {_moment(state.built_at)} ({_age(now - state.built_at)} ago)")
    if state.checked_at is not None:
        lines.append(f"Compared with the modules: {_age(now - state.checked_at)} ago")
    if state.source:
        lines.append(f"Made from: {state.source}")
    if state.policy:
        lines.append(f"Policy: {state.policy}")
    lines += [f"Added by the person: {folder}" for folder in state.added]
    if state.building:
        lines.append("A newer one is being built.")
    if state.problem:
        lines.append(f"Problem: {state.problem}")
    return lines


def slurm(status: Status, commands: Path | None, *, is_configured: bool) -> list[str]:
    """Slurm, and the job that the server runs in.

    Args:
        status: what works.
        commands: the folder of Slurm's commands; None where they aren't found.
        is_configured: the site named the folder.

    """
    found = status.slurm
    job = f"Job: {status.session.job_id}" if status.session.in_job else "Job: the server runs in none"
    return [
        f"Slurm: {found.version or 'none'}" + (f", cluster {found.cluster}" if found.cluster else ""),
        *([f"Commands: {commands}, found {_SLURM_FOUND[is_configured]}"] if commands else []),
        *([found.reason] if found.reason else []),
        job,
        f"JupyterHub: {'yes' if status.hub.present else 'no'}",
    ]


def applications(apps: Apps, obstacle: str | None) -> list[str]:
    """What the applications do, why some are unavailable, and what is open to other users of the node.

    Args:
        apps: all of them.
        obstacle: why this node makes no private networks; None where it does.

    """
    lines = [f"{app.title}: {app.state}" + (f" ({app.reason})" if app.reason else "") for app in apps.apps]
    lines += [f"{app.title}, attention: {app.attention}" for app in apps.apps if app.attention]
    if obstacle is None:
        return [*lines, "Private networks: yes. Other users of this node can connect to no application."]
    return [*lines, f"Private networks: no; {obstacle}. {_WITHOUT_PRIVATE_NETWORKS}"]


def settings(found: Sequence[Setting]) -> list[str]:
    """The effective settings, each with its origin."""
    return [f"{setting.name} = {setting.value} ({setting.origin})" for setting in found]


def extensions(enabled: Mapping[str, bool]) -> list[str]:
    """The server's extensions."""
    return [f"{name}: {'enabled' if is_on else 'disabled'}" for name, is_on in sorted(enabled.items())]


def journal(lines: Iterable[str]) -> list[str]:
    """The last warnings and errors of hpclab's own code."""
    return list(lines) or ["None since the server started."]


def server_log(end: str | None) -> list[str]:
    """The end of the server's log."""
    if end is None:
        return ["The server's log is no file; ask your support where it goes."]
    return end.splitlines()


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def _distribution() -> str:
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", "unknown distribution")
    except OSError:
        return "unknown distribution"


def _moment(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(seconds))


def _age(seconds: float) -> str:
    """A length of time in the largest unit that fits."""
    for name, length in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {name}"
    return f"{max(seconds, 0):.0f} seconds"
