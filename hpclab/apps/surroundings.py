"""What the applications of a server have in common."""

from __future__ import annotations

import logging
from pathlib import Path

import msgspec

from ..core.environment import ServerEnvironment
from ..software.catalog import CatalogStore
from ..software.session import ModuleSession
from .composing import MemoryMeter
from .private_network import PrivateNetworks
from .program_options import ProgramOptions
from .spec import Memory


async def _unknown_memory() -> Memory | None:
    return None


class Surroundings(msgspec.Struct, frozen=True):
    """What every application is started with.

    Attributes:
        modules: what is loaded.
        catalog: what there is.
        environment: the server's.
        base_url: of the server, with slashes at both ends.
        log: of the server.
        memory: tells how much memory the job has, and how much is left.
        allows_network: whether the site lets those in a private network reach the internet.
        networks: tells whether this node makes private networks.
        options: tells which options programs have.
        root: the folder that the file browser shows; None where it shows none of this disk.

    """

    modules: ModuleSession
    catalog: CatalogStore
    environment: ServerEnvironment
    base_url: str
    log: logging.Logger
    memory: MemoryMeter = _unknown_memory
    root: Path | None = None
    allows_network: bool = True
    networks: PrivateNetworks = msgspec.field(default_factory=PrivateNetworks)
    options: ProgramOptions = msgspec.field(default_factory=ProgramOptions)
