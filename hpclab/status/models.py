"""What the status routes answer."""

from __future__ import annotations

import msgspec


class ModulesStatus(msgspec.Struct, kw_only=True):
    """Whether modules can be worked with here; where not, `reason` says why and what to do.

    `limits` says what this module system can't do of all that is shown with another.
    """

    available: bool
    limits: list[str] = []
    system: str | None = None
    version: str | None = None
    reason: str | None = None


class SlurmStatus(msgspec.Struct, kw_only=True):
    """Whether Slurm answers here; where not, `reason` says why and what to do."""

    available: bool
    version: str | None = None
    cluster: str | None = None
    reason: str | None = None


class SessionStatus(msgspec.Struct, kw_only=True):
    """Whether the server runs inside a Slurm job."""

    in_job: bool
    job_id: str | None = None


class HubStatus(msgspec.Struct, kw_only=True):
    """Whether a JupyterHub started the server, and for whom."""

    present: bool
    user: str | None = None


class Status(msgspec.Struct, kw_only=True):
    """What works here; `disabled` names what the site has switched off."""

    version: str
    modules: ModulesStatus
    slurm: SlurmStatus
    session: SessionStatus
    hub: HubStatus
    disabled: list[str]
