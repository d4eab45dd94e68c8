"""JupyterHub on the cluster: who logs in gets a JupyterLab in a Slurm job, by batchspawner.

One environment is the hub's and the servers', as at sites that have both on one machine. Everybody has the
same password, which is made anew at each start.
"""

from __future__ import annotations

import json
import secrets
import shutil
from dataclasses import dataclass

from demo import daemons, facts, http_proxy, jupyter, lab, node, progress, templates
from demo.paths import Paths
from demo.slurm import Slurm

NAME = "jupyterhub"
_PACKAGES = ("jupyterhub>=5", "batchspawner>=1.3", "jupyterhub-idle-culler>=1.4")
_PORTS = ("port", "hub_port", "proxy_api_port")


@dataclass(frozen=True)
class HubFacts:
    """What one needs to log in.

    Attributes:
        url: the hub's address; below it is everybody's server.
        users: who can log in. The first one's server may stop itself, the others' may not.
        password: everybody's.

    """

    url: str
    users: tuple[str, ...]
    password: str


def start(paths: Paths, *, idle_seconds: int | None) -> HubFacts:
    """Install what is missing, and start the hub anew.

    Args:
        paths: of the running cluster.
        idle_seconds: after which the hub's own culler ends an idle server; None for never.

    Raises:
        DemoError: something couldn't be installed, or the hub doesn't answer.

    """
    stop(paths)
    _install(paths)
    proxy = http_proxy.ensure(paths)
    known = facts.read(paths)
    password = secrets.token_hex(12)
    ports = dict(zip(_PORTS, http_proxy.free_ports(len(_PORTS)), strict=True))
    settings = {
        **ports,
        "venv": str(paths.venv),
        "profile": str(paths.profile),
        "environment": {
            "SLURM_CONF": known.slurm.conf,
            "JUPYTER_CONFIG_PATH": known.jupyter_config_path,
        },
        "users": [user.name for user in known.users],
        "password": password,
        "proxy": str(proxy),
        "idle_seconds": idle_seconds,
    }
    folder = paths.run / NAME
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    templates.write(folder / "jupyterhub_config.py", templates.fill("hub/jupyterhub_config.py", {}))
    templates.write(folder / "demo.json", json.dumps(settings), mode=0o600)
    url = f"http://127.0.0.1:{ports['port']}/"
    with_node = f"{node.ensure(paths).program.parent}:{paths.venv / 'bin'}"
    environment = Slurm(paths).env
    daemon = daemons.Daemon(
        NAME,
        # In a folder of its own, as it keeps its secrets and its database where it starts.
        ["env", f"--chdir={folder}", paths.venv / "bin" / "jupyterhub", "--config=jupyterhub_config.py"],
        answers=lambda: lab.answers(f"{url}hub/api"),
        env={**environment, "PATH": f"{with_node}:{environment['PATH']}"},
    )
    progress.doing("JupyterHub", "starting")
    daemons.start(daemon, paths)
    progress.done("JupyterHub", f"answers at {url}")
    return HubFacts(url, tuple(user.name for user in known.users), password)


def stop(paths: Paths) -> bool:
    """Stop the hub; it ends everybody's servers first. Return whether it ran."""
    return daemons.stop(NAME, paths)


def _install(paths: Paths) -> None:
    """Install JupyterHub where it is missing."""
    if not (paths.venv / "bin" / "batchspawner-singleuser").exists():
        progress.doing("JupyterHub", "installing")
        jupyter.make_venv(paths.venv, _PACKAGES, paths.log / "install-jupyterhub.log")
