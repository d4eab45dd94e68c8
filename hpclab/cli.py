"""The `hpclab` command: what an admin or a person does with hpclab in a terminal."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from jupyter_server.serverapp import ServerApp

from . import __version__
from .app import HpcLab
from .core import redaction
from .core.environment import ServerEnvironment
from .core.errors import HpcLabError
from .site_traits import SiteTraits
from .slurm.client import SlurmClient
from .software import build
from .software.catalog import own_file, state_of
from .software.discovery import Discovery
from .software.kept_catalog import BuildPolicy
from .status import sections, settings
from .status.doctor import Doctor, Lines, in_thread
from .status.status import StatusReader


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: without the program's name; those of the process where it is None.

    Returns:
        The exit status.

    """
    given = _parser().parse_args(arguments)
    try:
        asyncio.run(given.run(given))
        return 0
    except HpcLabError as error:
        print(
            f"hpclab: {error.message}", *([error.detail] if error.detail else []), sep="\n", file=sys.stderr
        )
    except OSError as error:
        print(f"hpclab: {error}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hpclab", description=__doc__)
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    doctor = commands.add_parser(
        "doctor", help="say which tools are found here, and what is missing", description=_doctor.__doc__
    )
    doctor.set_defaults(run=_doctor)
    catalog = commands.add_parser("catalog", help="the catalog of all software")
    catalog_commands = catalog.add_subparsers(title="commands", required=True, metavar="COMMAND")
    building = catalog_commands.add_parser(
        "build", help="build a catalog for all to share", description=_build_catalog.__doc__
    )
    building.add_argument(
        "--output", type=Path, required=True, metavar="FILE", help="what c.HpcLab.catalog_file names then"
    )
    building.set_defaults(run=_build_catalog)
    return parser


async def _doctor(_given: argparse.Namespace) -> None:
    """Say what works here and what doesn't, as hpclab sees it with the environment of this shell."""
    examined = _Examined()
    report = Doctor(
        {
            "Versions": in_thread(sections.versions),
            "Modules": examined.modules,
            "Loaded modules": in_thread(lambda: sections.loaded(examined.environment.snapshot())),
            "Catalog": examined.catalog,
            "Slurm": examined.slurm,
            "Settings": in_thread(examined.settings),
        },
        lambda: redaction.secrets_of(examined.environment.initial),
    )
    print(await report.report(), end="")


async def _build_catalog(given: argparse.Namespace) -> None:
    """Build a catalog of all modules that can be seen from this shell's MODULEPATH, for everybody to read."""
    examined = _Examined()
    found = await examined.discovery.installation()
    catalog = await build.build_catalog(found.command, examined.environment.initial)
    build.keep(catalog, given.output, mode=0o644)
    print(f"{len(catalog.packages)} packages in {len(catalog.modulepaths)} module paths: {given.output}")
    if catalog.problem:
        print(f"hpclab: {catalog.problem}", file=sys.stderr)


class _Examined:
    """The parts that are examined without a running server, with the site's configuration."""

    def __init__(self) -> None:
        self.server = ServerApp()
        self.server.load_config_file()
        self.application = HpcLab()
        self.application.serverapp = self.server
        self.application.load_config_file()
        self.application.update_config(self.server.config)
        self.environment = ServerEnvironment()
        self.discovery = Discovery(self.environment, self.application.lmod_command)

    async def modules(self) -> Lines:
        return sections.modules(await self.discovery.system(), None)

    async def catalog(self) -> Lines:
        if self.application.catalog_file:
            file = Path(self.application.catalog_file)
        else:
            file, _ = await own_file(await self.discovery.installation(), self.environment)
        policy = BuildPolicy(self.application.catalog_build, self.application.catalog_delay)
        return await in_thread(lambda: sections.catalog(state_of(file, policy), time.time()))()

    async def slurm(self) -> Lines:
        folder = Path(self.application.slurm_bin) if self.application.slurm_bin else None
        client = SlurmClient(self.environment.initial, folder=folder, timeout=self.application.slurm_timeout)
        reader = StatusReader(
            version=__version__,
            discovery=self.discovery,
            slurm=client,
            environment=self.environment.initial,
            disabled=self.application.disabled,
            read_only=None,
        )
        status = await reader.status()
        return sections.slurm(status, (await client.facts()).commands, is_configured=folder is not None)

    def settings(self) -> Lines:
        files = [*self.server.loaded_config_files, *self.application.loaded_config_files]
        mistakes: list[str] = []
        self.application.software_site(
            lambda setting, mistake: mistakes.append(f"Mistake in HpcLab.{setting}: {mistake}")
        )
        found = settings.effective(
            self.application,
            SiteTraits.class_own_traits(config=True),
            command_line=self.server.cli_config,
            files=files,
        )
        return [*sections.settings(found), *mistakes]
