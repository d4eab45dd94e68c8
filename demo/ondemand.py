"""JupyterLab as Open OnDemand starts it: in a job, below /node/HOST/PORT/, with a password and no hub.

Before it stands a proxy that hands on the whole path and websockets, as Open OnDemand's does.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from demo import daemons, facts, http_proxy, lab, node
from demo.lab import Lab
from demo.paths import Paths
from demo.slurm import Slurm

NAME = "ondemand-proxy"


@dataclass(frozen=True)
class OnDemandFacts:
    """What one needs to come in.

    Attributes:
        url: JupyterLab's address behind the proxy.
        password: what JupyterLab's login page asks for.
        log: the job's output.

    """

    url: str
    password: str
    job_id: str
    log: str


def start(paths: Paths) -> OnDemandFacts:
    """Start a session of the first user's, and the proxy before it.

    Raises:
        DemoError: one of them doesn't answer.

    """
    stop(paths)
    program = http_proxy.ensure(paths)
    password = secrets.token_hex(12)
    session = Lab(paths, facts.read(paths).users[0], "ondemand").start(
        "--cpus-per-task=1", "--mem=2G", password=password
    )
    target = urlsplit(session.url)
    port, api_port = http_proxy.free_ports(2)
    url = f"http://127.0.0.1:{port}{target.path}"
    environment = Slurm(paths).env
    daemon = daemons.Daemon(
        NAME,
        [
            *(program, "--ip=127.0.0.1", f"--port={port}", f"--api-port={api_port}"),
            f"--default-target=http://{target.netloc}",
        ],
        answers=lambda: lab.answers(f"{url.removesuffix('lab')}api"),
        env={**environment, "PATH": f"{node.ensure(paths).program.parent}:{environment['PATH']}"},
    )
    daemons.start(daemon, paths)
    return OnDemandFacts(url, password, session.job_id, session.log)


def stop(paths: Paths) -> bool:
    """Stop the proxy; the session goes on. Return whether it ran."""
    return daemons.stop(NAME, paths)
