"""configurable-http-proxy from npm: stands before JupyterHub, and before a session of Open OnDemand."""

from __future__ import annotations

import contextlib
import socket
from pathlib import Path

from demo import node, process
from demo.paths import Paths

_PACKAGE = "configurable-http-proxy@5"


def ensure(paths: Paths) -> Path:
    """Install it where it is missing; return its program.

    Raises:
        DemoError: npm failed; the log is named.

    """
    folder = paths.root / "configurable-http-proxy"
    program = folder / "node_modules" / ".bin" / "configurable-http-proxy"
    if not program.exists():
        folder.mkdir(exist_ok=True)
        quiet = ("--no-audit", "--no-fund", "--loglevel=error")
        words = ("npm", "install", f"--prefix={folder}", *quiet, _PACKAGE)
        process.run(words, timeout=300, env=node.ensure(paths).env, log=paths.log / "install-proxy.log")
    return program


def free_ports(count: int) -> list[int]:
    """Return ports of this machine that nobody listens on."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
