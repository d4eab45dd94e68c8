"""The Debian packages that the cluster and its software come from, and their installation."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from demo import process, progress

CLUSTER = ("munge", "mariadb-server", "slurm-client", "slurmctld", "slurmd", "slurmdbd", "lmod")
SOFTWARE = (
    "openrefine",
    "r-base-core",
    "r-cran-irkernel",
    "tigervnc-standalone-server",
    "tigervnc-tools",
    "fluxbox",
    "xterm",
    "dbus-x11",
    "x11-xserver-utils",
    "cmake",
)
BUILD = (
    "python3-venv",
    "python3-dev",
    "build-essential",
    "ripgrep",
    "git",
    "curl",
    "ca-certificates",
    "procps",
    "sudo",
)
TEST = ("chromium", "fonts-dejavu-core")

_POLICY = Path("/usr/sbin/policy-rc.d")
_INSTALL_SECONDS = 1800


def install(*, with_tests: bool) -> None:
    """Install what is missing; do nothing, at once, where nothing is.

    Args:
        with_tests: Whether to install what the tests need, too.

    """
    missing = missing_packages(CLUSTER + SOFTWARE + BUILD + (TEST if with_tests else ()))
    if not missing:
        progress.done("Debian packages", "all there")
        return
    progress.doing("Debian packages", f"installing {' '.join(missing)}")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    as_root = [] if os.geteuid() == 0 else ["sudo", "--preserve-env=DEBIAN_FRONTEND"]
    process.run([*as_root, "apt-get", "update"], timeout=300, env=env)
    with _no_services_started():
        process.run(
            [*as_root, "apt-get", "install", "--yes", "--no-install-recommends", *missing],
            timeout=_INSTALL_SECONDS,
            env=env,
        )
    progress.done("Debian packages", f"{len(missing)} installed")


def missing_packages(names: Sequence[str]) -> list[str]:
    """Return those of the packages that are not installed, in the order given."""
    listing = process.run(
        ["dpkg-query", "--show", "--showformat", "${Package} ${db:Status-Status}\n", *names],
        timeout=60,
        check=False,
    )
    installed = {line.split()[0] for line in listing.stdout.splitlines() if line.endswith(" installed")}
    return [name for name in names if name not in installed]


@contextlib.contextmanager
def _no_services_started() -> Iterator[None]:
    """Keep packages from starting their services: the demo starts its own, with its own files.

    Debian asks the program policy-rc.d whether a service may be started; 101 means no. One that is there
    already belongs to the machine and is left alone, as is everything where the caller isn't root.
    """
    if os.geteuid() != 0 or _POLICY.exists():
        yield
        return
    _POLICY.write_text("#!/bin/sh\nexit 101\n", encoding="ascii")
    _POLICY.chmod(0o755)
    try:
        yield
    finally:
        _POLICY.unlink()
