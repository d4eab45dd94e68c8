"""What tests and people need to know of the running cluster: written by `up`, read from one file."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demo.paths import Paths
from demo.process import DemoError
from demo.users import User


@dataclass(frozen=True)
class LmodFacts:
    """Lmod and its module tree.

    Attributes:
        cmd: Lmod's program.
        modulepath: The module path before any module is loaded.
        environments: The standard environments, the default first.
        odd_modulepath: Modulefiles with faults, for tests; not in the default module path.

    """

    cmd: str
    modulepath: str
    environments: tuple[str, ...]
    odd_modulepath: str


@dataclass(frozen=True)
class SlurmFacts:
    """Slurm.

    Attributes:
        conf: Its configuration; every command needs SLURM_CONF set to it.
        cgroup_plugin: Slurm's plugin for control groups; empty where it can't use them.
        limits_enforced: Whether jobs are held to their memory.
        limits_reason: Why not; empty where they are.

    """

    conf: str
    cluster: str
    node: str
    cpus: int
    partitions: tuple[str, ...]
    accounts: tuple[str, ...]
    cgroup_plugin: str
    limits_enforced: bool
    limits_reason: str


@dataclass(frozen=True)
class LabFacts:
    """The job that JupyterLab runs in.

    Attributes:
        url: JupyterLab's address below its base URL, without the token.
        token_file: A file with the token that only the user can read.

    """

    user: str
    job_id: str
    url: str
    token_file: str
    log: str

    @property
    def token(self) -> str:
        """The token, for those who may read it."""
        return Path(self.token_file).read_text(encoding="ascii").strip()


@dataclass(frozen=True)
class Facts:
    """The running cluster.

    Attributes:
        root: The folder that everything lives below.
        profile: What a shell sources to be on the cluster.
        environment: What a shell on the cluster has before any module is loaded, beside the usual variables.
        python: The Python of JupyterLab's environment.
        jupyter_config_path: What JUPYTER_CONFIG_PATH is where Jupyter sees R's kernel only from its module.
        users: The ordinary users, the one whom JupyterLab runs as first.
        lab: JupyterLab's job, where one was started.

    """

    root: str
    profile: str
    environment: dict[str, str]
    python: str
    jupyter_config_path: str
    lmod: LmodFacts
    slurm: SlurmFacts
    users: tuple[User, ...]
    lab: LabFacts | None = None


def write(facts: Facts, paths: Paths) -> None:
    """Write the facts; readers see the old or the new ones, never half of them."""
    new = paths.facts.with_suffix(".new")
    new.write_text(json.dumps(dataclasses.asdict(facts), indent=1) + "\n", encoding="utf-8")
    new.chmod(0o644)
    new.replace(paths.facts)


def read(paths: Paths | None = None) -> Facts:
    """Return the facts of the running cluster.

    Raises:
        DemoError: None was started.

    """
    paths = paths or Paths.from_environment()
    try:
        data: dict[str, Any] = json.loads(paths.facts.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise DemoError("No cluster is running: `python3 -m demo up --without-lab` starts one.") from error
    try:
        return Facts(
            **{
                **data,
                "lmod": LmodFacts(**_with_tuples(data["lmod"])),
                "slurm": SlurmFacts(**_with_tuples(data["slurm"])),
                "users": tuple(User(**user) for user in data["users"]),
                "lab": LabFacts(**data["lab"]) if data["lab"] else None,
            }
        )
    except (KeyError, TypeError) as error:
        raise DemoError(
            f"{paths.facts} was written by another version of the demo: run `python3 -m demo down`, then up."
        ) from error


def _with_tuples(data: dict[str, Any]) -> dict[str, Any]:
    """Return the data with tuples for lists: JSON has only lists."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}
