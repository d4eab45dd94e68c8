"""What works here: modules, Slurm, the session, the hub."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from ..session.own_job import own_job
from ..slurm.client import SlurmClient
from ..software import module_systems
from ..software.discovery import Discovery
from .models import HubStatus, ModulesStatus, SessionStatus, SlurmStatus, Status


class StatusReader:
    """Asks the parts what they know of themselves.

    Args:
        version: hpclab's own.
        discovery: knows the module system.
        slurm: knows Slurm.
        environment: the one that the server started with.
        disabled: `c.HpcLab.disabled`.
        read_only: why hpclab changes no modules here; None where it may.

    """

    def __init__(
        self,
        *,
        version: str,
        discovery: Discovery,
        slurm: SlurmClient,
        environment: Mapping[str, str],
        disabled: Sequence[str],
        read_only: str | None,
    ) -> None:
        self._version = version
        self._discovery = discovery
        self._slurm = slurm
        self._environment = environment
        self._disabled = list(disabled)
        self._read_only = read_only

    async def status(self) -> Status:
        """What works here, and where something doesn't, why."""
        modules, slurm = await asyncio.gather(self._modules(), self._slurm_status())
        return Status(
            version=self._version,
            modules=modules,
            slurm=slurm,
            session=self._session(),
            hub=hub_status(self._environment),
            disabled=self._disabled,
        )

    async def _modules(self) -> ModulesStatus:
        system = await self._discovery.system()
        return ModulesStatus(
            available=system.installation is not None,
            limits=list(module_systems.limits(system.name)),
            system=system.name,
            version=system.installation.version if system.installation else None,
            reason=system.reason or self._read_only,
        )

    async def _slurm_status(self) -> SlurmStatus:
        facts = await self._slurm.facts()
        return SlurmStatus(
            available=facts.available, version=facts.version, cluster=facts.cluster, reason=facts.reason
        )

    def _session(self) -> SessionStatus:
        job = own_job(self._environment)
        return SessionStatus(in_job=job is not None, job_id=job.job_id if job else None)


def hub_status(environment: Mapping[str, str]) -> HubStatus:
    """Whether a JupyterHub started the server, by the variables that its spawners set."""
    present = "JUPYTERHUB_API_URL" in environment
    return HubStatus(present=present, user=environment.get("JUPYTERHUB_USER") if present else None)
